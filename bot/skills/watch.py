"""Watching codes: who is told when a reload changes them, and the digest that tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.actions import Action
from bot.skills.base import Context
from bot.store import Role, Watch, WatchPlace
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
        """See `Skill`. What is watched belongs to the place: a channel is told in the channel, a thread in the thread, a person in her direct messages."""
        if turn.action is not None and turn.action.verb == announcing.DIGEST:
            return await _digest(turn, context)
        store, place = context.store.watches, _place(turn)
        found, unread = patterns.read(context.text)
        if found:
            identity = await _blocking(context, lambda: context.knowledge.snapshots.current().id)
            codes = [p for p in found if p != patterns.UPDATES]
            fresh = await store.add(place, codes, turn.person, context.person.id, identity)
            if patterns.UPDATES in found:
                fresh += await store.add(place, [patterns.UPDATES], turn.person, context.person.id, "")
            verdict = f"Watched here from now on: {_listed(fresh)}." if fresh else f"Already watched here: {_listed(found)}."
            not_read = f" Not read: {', '.join(unread)[:80]}." if unread else ""
            where = "into this thread" if place.thread else "here"
            return _said(verdict + not_read, f"After a reload that changes one of them a digest comes {where}; nothing comes when nothing changed.")
        if unread:
            return _said(f"This cannot be watched: {', '.join(unread)[:80]}.", f"For example: /watch {EXAMPLE}", Outcome.UNCLEAR)
        watches = await _around(turn, context)
        if not watches:
            return _said("Nothing is watched here.", f"For example: /watch {EXAMPLE}; /watch asked for the codes asked about here; /watch updates")
        return _list(watches, turn, context)


@dataclass(frozen=True, slots=True)
class UnwatchSkill:
    """`/unwatch 27257`, `/unwatch all`."""

    name: str = "unwatch"
    verbs: tuple[str, ...] = ("unwatch",)
    summary: str = "be told no longer: /unwatch 27257; /unwatch all"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. A watch of a thread ends before one of its channel that names the same."""
        found, _ = patterns.read(context.text)
        every = context.text.strip().lower() == "all"
        if not (found or every):
            return _said("Say what shall no longer be watched here.", "For example: /unwatch 27257; /unwatch all", Outcome.UNCLEAR)
        here = await _around(turn, context)
        if every:
            named = [w for w in here if w.place == here[0].place]
        else:
            named = [w for pattern in found if (w := next((one for one in here if one.pattern == pattern), None))]
        ended = [w for w in named if _may_end(w, context)]
        await context.store.watches.remove(ended)
        if not named:
            return _said("That was not watched here.")
        left = [w.pattern for w in named if w not in ended]
        verdict = f"No longer watched here: {_listed([w.pattern for w in ended])}." if ended else ""
        if left:
            verdict = f"{verdict} Still watched: {_listed(left)}.".strip()
        outcome = Outcome.ANSWERED if ended else Outcome.REFUSED
        return _said(verdict, "What somebody else set, she herself, trusted people and Coderly's admins can end." if left else "", outcome)


def _place(turn: Turn) -> WatchPlace:
    return WatchPlace(turn.platform.value, turn.workspace, turn.channel, turn.open_thread)


async def _around(turn: Turn, context: Context) -> tuple[Watch, ...]:
    """What is told where the person stands: in the thread first, then in its channel."""
    place = _place(turn)
    of_thread = await context.store.watches.of(place) if place.thread else ()
    return (*of_thread, *await context.store.watches.of(replace(place, thread="")))


def _may_end(watch: Watch, context: Context) -> bool:
    return watch.person_id == context.person.id or context.admin or context.is_at_least(Role.TRUSTED)


def _list(watches: Sequence[Watch], turn: Turn, context: Context) -> Reply:
    """The watches around; two more columns where they differ in whose they are and where they are told."""
    by_others = any(w.person_id != context.person.id for w in watches)
    columns: list[tuple[str, Callable[[Watch], str]]] = [("Watched", lambda w: patterns.shown(w.pattern))]
    if turn.open_thread:
        columns.append(("Told", lambda w: "in this thread" if w.place.thread else "in the channel"))
    if by_others:
        columns.append(("Set by", lambda w: "you" if w.person_id == context.person.id else "somebody else"))
    columns.append(("To end it", lambda w: f"/unwatch {w.pattern}" if _may_end(w, context) else "–"))
    buttons = dict.fromkeys(w.pattern for w in watches if _may_end(w, context))
    return Reply(
        verdict=f"{len(watches)} {'watch' if len(watches) == 1 else 'watches'} here.",
        tables=(Table(tuple(name for name, _ in columns), tuple(tuple(cell(w) for _, cell in columns) for w in watches)),),
        buttons=tuple(Button(f"End {pattern}"[:60], Action("unwatch", pattern)) for pattern in list(buttons)[:4]),
        visibility=Visibility.PRIVATE,
        topic="watch",
    )


async def _digest(turn: Turn, context: Context) -> Reply:
    """What a reload changed of what is watched at the place. The text is the snapshot that was told of last, or `updates`."""
    if context.text == patterns.UPDATES:
        return await _updates(context)
    watches = await context.store.watches.of(_place(turn))
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
