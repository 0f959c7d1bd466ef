"""Notes on codes: a person's own, which nobody else sees, and the team's, which are team answers about the code alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.actions import Action
from bot.coding import grammar
from bot.pipeline.team import MAX_CHARACTERS
from bot.privacy import gate
from bot.settings import PhiPolicy
from bot.skills import team
from bot.skills.base import Context
from bot.turns import Button, Notice, Outcome, Reply, Table, Turn, Visibility

HOW = "/note 27257 what you want to remember; /note 27257 delete; for everybody: /note team 27257 what the team should know."
_TEAM = re.compile(r"(?:for\s+the\s+)?team\s+", re.IGNORECASE)
_DELETE = re.compile(r"(?:delete|remove|erase|forget|clear)(?:\s+it)?\.?", re.IGNORECASE)
_LISTED = 50


@dataclass(frozen=True, slots=True)
class NoteSkill:
    """`/note 27257 ask for the op note`, `/note 27257`, `/note 27257 delete`, `/note`, `/note team 27257 …`."""

    name: str = "note"
    verbs: tuple[str, ...] = ("note",)
    summary: str = "notes on a code, yours or the team's: /note 27257 ask for the op note; /note team 27257 …; /note lists yours"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. What is kept has passed the PHI gate, also where the operator allows identifiers in questions."""
        gated = gate(context.text.strip(), PhiPolicy.REDACT)
        text = gated.text
        for_team = _TEAM.match(text)
        text = text[for_team.end() :] if for_team else text
        mention = next((m for m in grammar.mentions(text)[:1] if m.start == 0), None)
        if mention is None:
            return await _without_code(text, context)
        said = text[mention.end :].lstrip(" :,;-–").strip()
        if for_team:
            reply = await team.propose(turn, context, mention.code, said, (mention.code,))
        elif not said:
            reply = await _show(mention.code, context)
        elif _DELETE.fullmatch(said):
            reply = await _erase(mention.code, context)
        else:
            reply = await _write(mention.code, said, context)
        return reply.with_notice(Notice(gated.teaching, "warning")) if gated.action == "redacted" and said else reply


async def _without_code(text: str, context: Context) -> Reply:
    if text:
        return _said("A note needs its code first.", HOW, Outcome.UNCLEAR)
    notes = await context.store.own_codes.notes(context.person.id)
    if not notes:
        return _said("You have no notes on codes yet.", HOW)
    more = f" The latest {_LISTED} are shown." if len(notes) > _LISTED else ""
    return Reply(
        verdict=f"You have notes on {len(notes)} code{'s' if len(notes) > 1 else ''}.{more}",
        tables=(Table(("Code", "Your note", "Written"), tuple((n.code, n.note, n.at.date().isoformat()) for n in notes[:_LISTED])),),
        rule=HOW,
        buttons=tuple(Button(n.code, Action("code", n.code)) for n in notes[:5]),
        visibility=Visibility.PRIVATE,
        topic="own",
    )


async def _show(code: str, context: Context) -> Reply:
    notes = await context.store.own_codes.notes(context.person.id, code)
    if not notes:
        return _said(f"You have no note on {code}.", f"Write one: /note {code} what you want to remember. Only you will see it.", code=code)
    return Reply(
        title=f"Your note on {code}, {notes[0].at.date().isoformat()}",
        verdict=notes[0].note,
        rule=f"It stands on the card of {code} where only you see it. /note {code} with other words takes its place.",
        buttons=(Button(code, Action("code", code)), Button("Delete it", Action("note", f"{code} delete"), own=True)),
        visibility=Visibility.PRIVATE,
        topic="own",
    )


async def _write(code: str, said: str, context: Context) -> Reply:
    before = await context.store.own_codes.notes(context.person.id, code)
    kept = said[:MAX_CHARACTERS]
    if not await context.store.own_codes.write(context.person.id, code, kept):
        return _said("Your notes are full: delete one you no longer need first.", "/note lists them; /note 27257 delete takes one away.", Outcome.REFUSED)
    cut = f" Only the first {MAX_CHARACTERS:,} characters were kept." if len(said) > len(kept) else ""
    replaced = " It takes the place of your earlier note." if before else ""
    return _said(f"Noted on {code}.{replaced}{cut}", f"It stands on the card of {code} where only you see it. /note {code} delete takes it away.", code=code)


async def _erase(code: str, context: Context) -> Reply:
    gone = await context.store.own_codes.erase(context.person.id, code)
    return _said(f"Your note on {code} is deleted." if gone else f"You have no note on {code}.", HOW)


def _said(verdict: str, rule: str, outcome: Outcome = Outcome.ANSWERED, code: str = "") -> Reply:
    buttons = (Button(code, Action("code", code)),) if code else ()
    return Reply(verdict=verdict, rule=rule, outcome=outcome, buttons=buttons, visibility=Visibility.PRIVATE, topic="own")
