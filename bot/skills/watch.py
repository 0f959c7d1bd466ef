"""Watching codes: who is told when a reload changes them, and the digest that tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.actions import Action
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Table, Turn, Visibility
from bot.watch import announcing, patterns
from bot.watch.digest import digest
from knowledge.status import status

EXAMPLE = "27257, 99202-99215, E11*"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WatchSkill:
    """`/watch 27257`, `/watch E11*`, `/watch asked`, `/watch updates`; `/watch` alone lists."""

    name: str = "watch"
    verbs: tuple[str, ...] = ("watch", announcing.DIGEST)
    summary: str = f"be told here when a reload changes codes: /watch {EXAMPLE}; /watch asked; /watch updates"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. What is watched belongs to the place: a channel is told in the channel, a person in her direct messages."""
        if turn.action is not None and turn.action.verb == announcing.DIGEST:
            return await _digest(turn, context)
        store, place = context.store.watches, _place(turn)
        found, unread = patterns.read(context.text)
        if found:
            identity = await _blocking(context, lambda: context.knowledge.snapshots.current().id)
            codes = [p for p in found if p != patterns.UPDATES]
            fresh = await store.add(*place, codes, turn.person, context.person.id, identity)
            if patterns.UPDATES in found:
                fresh += await store.add(*place, [patterns.UPDATES], turn.person, context.person.id, "")
            verdict = f"Watched here from now on: {_listed(fresh)}." if fresh else f"Already watched here: {_listed(found)}."
            not_read = f" Not read: {', '.join(unread)[:80]}." if unread else ""
            return _said(verdict + not_read, "After a reload that changes one of them a digest comes here; nothing comes when nothing changed.")
        if unread:
            return _said(f"This cannot be watched: {', '.join(unread)[:80]}.", f"For example: /watch {EXAMPLE}", Outcome.UNCLEAR)
        watches = await store.of(*place)
        if not watches:
            return _said("Nothing is watched here.", f"For example: /watch {EXAMPLE}; /watch asked for the codes asked about here; /watch updates")
        return Reply(
            verdict=f"{len(watches)} watches here.",
            tables=(Table(("Watched", "To end it"), tuple((patterns.shown(w.pattern), f"/unwatch {w.pattern}") for w in watches)),),
            buttons=tuple(Button(f"End {w.pattern}"[:60], Action("unwatch", w.pattern)) for w in watches[:4]),
            visibility=Visibility.PRIVATE,
            topic="watch",
        )


@dataclass(frozen=True, slots=True)
class UnwatchSkill:
    """`/unwatch 27257`, `/unwatch all`."""

    name: str = "unwatch"
    verbs: tuple[str, ...] = ("unwatch",)
    summary: str = "be told no longer: /unwatch 27257; /unwatch all"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        found, _ = patterns.read(context.text)
        every = context.text.strip().lower() == "all"
        if not (found or every):
            return _said("Say what shall no longer be watched here.", "For example: /unwatch 27257; /unwatch all", Outcome.UNCLEAR)
        count = await context.store.watches.remove(*_place(turn), () if every else found)
        what = "All watches" if every else _listed(found)
        return _said(f"No longer watched here: {what}." if count else "That was not watched here.")


def _place(turn: Turn) -> tuple[str, str, str]:
    return turn.platform.value, turn.workspace, turn.channel


async def _digest(turn: Turn, context: Context) -> Reply:
    """What a reload changed of what is watched at the place. The text is the snapshot that was told of last, or `updates`."""
    if context.text == patterns.UPDATES:
        return await _updates(context)
    watches = await context.store.watches.of(turn.platform.value, turn.workspace, turn.channel)
    watches = tuple(w for w in watches if w.pattern != patterns.UPDATES)
    asked = await announcing.asked_codes(context.store, watches)
    snapshots = context.knowledge.snapshots
    changes = await _blocking(context, lambda: announcing.since_then(snapshots, context.text, snapshots.current().id))
    found = changes.of(patterns.watched([w.pattern for w in watches], asked))
    if not found:
        return _said("Nothing changed for the codes that are watched here.", outcome=Outcome.NOT_FOUND)
    return digest(found, await _blocking(context, lambda: snapshots.load(context.text).created[:10]))


async def _updates(context: Context) -> Reply:
    seen = await _blocking(context, lambda: status(context.knowledge.snapshots, context.today))
    due = [stock for stock in seen.stock if stock.due]
    if not due:
        return _said("No update is due.", outcome=Outcome.NOT_FOUND)
    rows = tuple((s.holding.title, s.editions[0].edition.name, s.due, s.holding.file) for s in due)
    return Reply(
        title="Updates are due",
        verdict=f"{len(due)} sources have a newer edition that is not loaded.",
        tables=(Table(("Source", "Loaded", "Why", "File to get"), rows),),
        rule="Drop the files into the folder of files, or send them here, then: /kb reload. kb fetch gets those that need no licence page.",
        buttons=(Button("Reload", Action("kb", "reload")), Button("What is loaded?", Action("about"))),
        topic="watch",
    )


def _listed(found: tuple[str, ...] | list[str]) -> str:
    return ", ".join(patterns.shown(pattern) for pattern in found)


def _said(verdict: str, rule: str = "", outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(verdict=verdict, rule=rule, outcome=outcome, visibility=Visibility.PRIVATE, topic="watch")


async def _blocking(context: Context, read: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
