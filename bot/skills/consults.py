"""Consults for those who answer them: `/consults` lists what waits; claim, answer, send the draft, release, save as a team answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.actions import Action
from bot.coding import dates
from bot.consults import cards
from bot.consults.cards import said
from bot.skills.base import Context
from bot.skills.consult import is_consultant
from bot.skills.team import propose
from bot.store import Consult, ConsultState
from bot.store.consults import WAITING
from bot.turns import Button, Outcome, Reply, Turn, Visibility

MOST_REPLY = 6_000
"""Characters of a consultant's reply."""
_WORDS = re.compile(r"(?P<word>show|claim|answer|send|release|team|close)\s+#?(?P<number>\d{1,9})\b\s*(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL)
_LOOKS = re.compile(r"waiting|show\s+#?\d{1,9}", re.IGNORECASE)
"""What is told in the review place without being asked: everybody there may read it."""
_ADMINS = "Only admins decide where consults go."


@dataclass(frozen=True, slots=True)
class ConsultsSkill:
    """`/consults`, `/consults here`, `/consults claim 7`, `/consults answer 7 …`, `/consults send 7`."""

    name: str = "consults"
    verbs: tuple[str, ...] = ("consults",)
    summary: str = "what waits for a consultant: /consults; /consults claim 7; /consults answer 7 …; for admins: /consults here"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        text = context.text.strip()
        if text.lower() == "here":
            return await self._here(turn, context)
        if not is_consultant(context) and not (_LOOKS.fullmatch(text) and await _at_review_place(turn, context)):
            return said("Consults are answered by consultants; an admin gives that role.", "/consult asks one about the last answer.", Outcome.REFUSED)
        if text.lower() in ("", "list", "waiting"):
            waiting = await self._waiting(turn, context)
            shown = cards.listed(waiting, _now(), context.person.id)
            return replace(shown, visibility=Visibility.THREAD) if text.lower() == "waiting" else shown
        named = _WORDS.match(text)
        if named is None:
            return said("That is nothing I know to do with consults.", cards.HOW, Outcome.UNCLEAR)
        consult = await context.store.consults.one(int(named["number"]))
        if consult is None or not await _sees(turn, context, consult):
            return said(f"There is no consult #{named['number']} here.", "/consults lists what waits.", Outcome.NOT_FOUND)
        doing: dict[str, Callable[[Turn, Context, Consult, str], Awaitable[Reply]]] = {
            "show": _show, "claim": _claim, "answer": _answer, "send": _send, "release": _release, "team": _team, "close": _close,
        }  # fmt: skip
        return await doing[named["word"].lower()](turn, context, consult, named["rest"].strip())

    async def _here(self, turn: Turn, context: Context) -> Reply:
        if not context.admin:
            return said(_ADMINS, "", Outcome.REFUSED)
        await context.store.consults.send_to(turn.workspace, turn.platform.value, turn.channel, turn.person)
        await context.store.audit.append(turn.person_key, "review_place", turn.channel_key)
        return said("Consults of this workspace are told of here from now on.", cards.HOW)

    async def _waiting(self, turn: Turn, context: Context) -> tuple[Consult, ...]:
        return await context.store.consults.of(turn.workspace, *WAITING)


def _now() -> datetime:
    return datetime.now(UTC)


async def _sees(turn: Turn, context: Context, consult: Consult) -> bool:
    """A consultant sees what was asked in her workspace, and what is looked at in the place where she is."""
    if consult.workspace == turn.workspace:
        return True
    place = await context.store.consults.place(consult.workspace)
    return place is not None and (place.platform, place.channel) == (turn.platform.value, turn.channel)


async def _at_review_place(turn: Turn, context: Context) -> bool:
    place = await context.store.consults.place(turn.workspace)
    return place is not None and (place.platform, place.channel) == (turn.platform.value, turn.channel)


async def _show(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    return cards.for_review(consult, _now(), context.person.id)


async def _claim(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    after = await context.store.consults.claim(consult.id, context.person.id, turn.person_key) or consult
    if after.owner_id != context.person.id:
        return said(f"Consult #{consult.id} is {after.state.value} by {cards.owner(after)}.", "/consults lists what waits.", Outcome.REFUSED)
    await context.store.audit.append(turn.person_key, "consult_claimed", str(consult.id))
    return cards.for_review(after, _now(), context.person.id)


async def _answer(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    if not rest:
        return said(f"Write the answer after it: /consults answer {consult.id} …", cards.HOW, Outcome.UNCLEAR)
    cut = " It was cut at 6,000 characters." if len(rest) > MOST_REPLY else ""
    return await _reply(turn, context, consult, dates.without_dates(rest[:MOST_REPLY]), cut)


async def _send(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    return await _reply(turn, context, consult, consult.answer, " You confirmed the draft.")


async def _reply(turn: Turn, context: Context, consult: Consult, words: str, more: str) -> Reply:
    after = await context.store.consults.answer(consult.id, context.person.id, turn.person_key, words) or consult
    if after.state is not ConsultState.ANSWERED or after.owner_id != context.person.id or after.reply != words:
        state = f"{after.state.value} by {cards.owner(after)}" if after.owner else after.state.value
        return said(f"Consult #{consult.id} is {state}; your answer was not sent.", "/consults lists what waits.", Outcome.REFUSED)
    await context.store.audit.append(turn.person_key, "consult_answered", str(consult.id))
    save = Button("Save as a team answer", Action("consults", f"team {consult.id}"))
    return said(f"Sent to the asker of consult #{consult.id}.{more}", "It goes out within half a minute, where it was asked.", buttons=(save,))


async def _release(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    after = await context.store.consults.release(consult.id, None if context.admin else context.person.id) or consult
    if after.state is not ConsultState.OPEN:
        return said(f"Consult #{consult.id} is {after.state.value} by {cards.owner(after)}.", cards.HOW, Outcome.REFUSED)
    return said(f"Consult #{consult.id} is open again.", cards.HOW)


async def _close(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    after = await context.store.consults.withdraw(consult.id) or consult
    await context.store.audit.append(turn.person_key, "consult_closed", str(consult.id))
    return said(f"Consult #{consult.id} is {after.state.value}.", "The asker is not told; answer it instead where she should be.")


async def _team(turn: Turn, context: Context, consult: Consult, rest: str) -> Reply:
    if not consult.reply:
        return said(f"Consult #{consult.id} has no answer yet.", cards.HOW, Outcome.UNCLEAR)
    return await propose(turn, context, consult.question, consult.reply, consult.codes)
