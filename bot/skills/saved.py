"""Codes that a person keeps at hand, and those she looked at last."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import Action
from bot.coding import grammar
from bot.pipeline.cards import compared
from bot.skills.base import Context
from bot.turns import MENU_CHOICES, Button, Menu, Outcome, Reply, Table, Turn, Visibility
from knowledge.titles import NO_WORDS

_HOW = "/save 27257 keeps a code, /unsave 27257 lets it go; nobody else sees the list."


@dataclass(frozen=True, slots=True)
class SavedSkill:
    """`/save 27257 E11.9`, `/unsave 27257`, `/saved`; a code beside `/saved` is saved."""

    name: str = "saved"
    verbs: tuple[str, ...] = ("saved", "save", "unsave")
    summary: str = "the codes you keep at hand: /saved; /save 27257; /unsave 27257"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        verb = turn.action.verb if turn.action else turn.verb or _spoken(turn.text)
        codes = tuple(dict.fromkeys(m.code for m in grammar.mentions(context.text)))
        if not codes and verb == "save":
            codes = context.recalled.codes[:1]
        if verb == "unsave":
            return await _let_go(codes, context)
        if codes:
            return await _keep(codes, context)
        if context.text.strip():
            return _said(f"There is no code in this to save: {context.text[:60]}", _HOW, Outcome.UNCLEAR)
        saved = await context.store.own_codes.saved(context.person.id)
        if not saved:
            return _said("You have saved no code yet.", _HOW)
        return await _listed(saved, f"{len(saved)} saved code{'s' if len(saved) > 1 else ''}, the latest first.", context)


@dataclass(frozen=True, slots=True)
class RecentSkill:
    """`/recent`."""

    name: str = "recent"
    verbs: tuple[str, ...] = ("recent",)
    summary: str = "the codes you looked at last: /recent"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. As far back as conversations are kept."""
        codes = await context.store.threads.codes_of(context.person.id, MENU_CHOICES)
        if not codes:
            return _said("You have looked at no code yet, or it is too long ago.", f"Questions are kept {context.settings.retention_days} days.")
        return await _listed(codes, "The codes you looked at last, the latest first.", context)


def _spoken(text: str) -> str:
    return text.lstrip("/").partition(" ")[0].lower()


async def _keep(codes: Sequence[str], context: Context) -> Reply:
    """Save codes that exist; those that do not are named."""
    titles = await _titles(codes, context)
    known = [code for code in codes if titles[code] is not None]
    missing = [code for code in codes if titles[code] is None]
    fresh = await context.store.own_codes.save(context.person.id, known)
    said = [f"Saved: {', '.join(fresh)}." if fresh else ""]
    before = [code for code in known if code not in fresh]
    said.append(f"Saved already, or your list is full: {', '.join(before)}." if before else "")
    said.append(f"Not found, so not saved: {', '.join(missing)}." if missing else "")
    return Reply(
        verdict=" ".join(part for part in said if part),
        rule=_HOW,
        buttons=(Button("My saved codes", Action("saved")), *(Button(f"Let {code} go", Action("unsave", code), own=True) for code in fresh[:2])),
        outcome=Outcome.ANSWERED if known else Outcome.NOT_FOUND,
        visibility=Visibility.PRIVATE,
        topic="own",
    )


async def _let_go(codes: Sequence[str], context: Context) -> Reply:
    if not codes:
        return _said("Say which code to let go.", _HOW, Outcome.UNCLEAR)
    count = await context.store.own_codes.unsave(context.person.id, codes)
    return _said(f"No longer saved: {', '.join(codes)}." if count else f"{', '.join(codes)}: not among your saved codes.", _HOW)


async def _listed(codes: Sequence[str], verdict: str, context: Context) -> Reply:
    titles = await _titles(codes, context)
    notes = {note.code: note.note for note in await context.store.own_codes.notes(context.person.id, *codes)}
    rows = tuple((code, titles[code] or "not in what is loaded today", notes.get(code, "")) for code in codes)
    header = ("Code", "What it is", "Your note") if notes else ("Code", "What it is")
    first = [Button("Compare the first", compared(codes[:4]))] if len(codes) > 1 else []
    return Reply(
        verdict=verdict,
        tables=(Table(header, tuple(row[: len(header)] for row in rows)),),
        rule=_HOW,
        menu=Menu("Show a card…", tuple(Button(f"{code} {titles[code] or ''}".strip()[:100], Action("code", code)) for code in codes[:MENU_CHOICES])),
        buttons=tuple(first),
        visibility=Visibility.PRIVATE,
        topic="own",
    )


async def _titles(codes: Sequence[str], context: Context) -> dict[str, str | None]:
    """Code → its title, empty where no words are loaded, None where it does not exist today."""

    def read() -> dict[str, str | None]:
        with context.knowledge.use() as snapshot:
            found: dict[str, str | None] = {}
            for code in codes:
                systems = next((m.systems for m in grammar.mentions(code)), ())
                titled = [t for system in systems if (t := snapshot.catalog.titled(system, code, context.today)) is not None]
                found[code] = None if not titled else "" if titled[0].title == NO_WORDS else titled[0].title
            return found

    return await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)


def _said(verdict: str, rule: str, outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(verdict=verdict, rule=rule, outcome=outcome, visibility=Visibility.PRIVATE, topic="own")
