"""The job board in chat: find, show, save a search, see the market. What posters and admins do is in `job_posts` and `job_desk`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.jobs import alerts, cards, query
from bot.jobs.cards import said
from bot.jobs.market import demand
from bot.jobs.posting import Listed
from bot.jobs.search import ALERT
from bot.skills import job_desk, job_posts
from bot.skills.base import Context
from bot.turns import Outcome, Reply, Turn

_READ_AHEAD = 120
"""Postings that a page is chosen from: enough for ten when some employers post dozens."""
_NUMBERED = re.compile(r"(?P<word>show|edit|close|report|approve|reject|unsave)\s+#?(?P<number>\d{1,9})\b[\s,:]*(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"page\s+(\d{1,6})\b\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_ALERT = re.compile(rf"{alerts.ALERT_WORD}\s+(\d+)\s+(\d{{1,17}})\s+(\d{{1,17}})\Z")
_SAVE = re.compile(r"(?:save|alert)\b\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_POST = re.compile(r"post(?:\s+a\s+job)?\s*(?:\Z|\s(?=.*:))", re.IGNORECASE | re.DOTALL)

Deed = Callable[[Turn, Context, Listed, str], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class JobsSkill:
    """`/jobs`, `/jobs remote CPC TX`, `/jobs show 12`, `/jobs save …`, `/jobs post`, `/jobs market`, `/jobs review`."""

    name: str = "jobs"
    verbs: tuple[str, ...] = ("jobs",)
    summary: str = "coding jobs: /jobs remote CPC TX $30/h; /jobs save … tells you of new ones; /jobs post; /jobs market"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        text = context.text.strip()
        plain: dict[str, Callable[[Turn, Context], Awaitable[Reply]]] = {
            "market": _market, "demand": _market, "pay": _market, "salary": _market, "saved": _saved, "mine": job_posts.mine, "review": job_desk.review,
            "waiting": job_desk.waiting, "here": job_desk.here, "feeds": job_desk.feeds, "import": job_desk.import_now,
        }  # fmt: skip
        if text.lower() in plain:
            return await plain[text.lower()](turn, context)
        if numbered := _NUMBERED.match(text):
            return await self._numbered(turn, context, numbered["word"].lower(), int(numbered["number"]), numbered["rest"].strip())
        if told := _ALERT.match(text):
            return await _alert(context, int(told[1]), told[2], told[3])
        if _POST.match(text):
            return await job_posts.post(turn, context, _POST.sub("", text, count=1))
        if saved := _SAVE.match(text):
            return await _save(turn, context, saved[1])
        paged = _PAGE.match(text)
        return await _find(context, paged[2] if paged else text, int(paged[1]) if paged else 0)

    async def _numbered(self, turn: Turn, context: Context, word: str, number: int, rest: str) -> Reply:
        if word == "unsave":
            gone = await context.store.job_searches.remove(context.person.id, number)
            return said(f"Saved search #{number} is ended." if gone else f"You have no saved search #{number}.", "/jobs saved lists yours.")
        listed = await context.store.jobs.one(number)
        if listed is None:
            return said(f"There is no job #{number}.", cards.HOW, Outcome.NOT_FOUND)
        deeds: dict[str, Deed] = {
            "show": _show, "edit": job_posts.edit, "close": job_posts.close, "report": job_posts.report, "approve": job_desk.approve,
            "reject": job_desk.reject,
        }  # fmt: skip
        return await deeds[word](turn, context, listed, rest)


async def _find(context: Context, text: str, skip: int) -> Reply:
    wanted = query.read(text)
    found = await context.store.jobs.search(wanted, _READ_AHEAD, skip=skip)
    return cards.found(wanted, found, skip)


async def _show(turn: Turn, context: Context, listed: Listed, rest: str) -> Reply:
    reasons = await context.store.jobs.reasons(listed.id) if context.admin and listed.reports else ()
    mine = listed.person_id == context.person.id
    return cards.one(listed, datetime.now(UTC), admin=context.admin, mine=mine, reasons=reasons)


async def _save(turn: Turn, context: Context, text: str) -> Reply:
    """Tell the person of new postings, on the platform where she says so."""
    wanted = query.read(text)
    place = (turn.platform.value, turn.workspace, turn.channel)
    fresh = await context.store.job_searches.save(ALERT, place, turn.person, context.person.id, wanted.text)
    if fresh is None:
        return said("You have as many saved searches as there may be.", "/jobs saved lists them; /jobs unsave 3 ends one.", Outcome.REFUSED)
    told = "You are told of new jobs, in your direct messages" if fresh else "You are told already of new jobs"
    return said(f"{told}, for: {wanted.text or 'all jobs'}.", "/jobs saved lists your searches; nothing comes when nothing new fits.")


async def _saved(turn: Turn, context: Context) -> Reply:
    return cards.searches(await context.store.job_searches.of(context.person.id))


async def _alert(context: Context, number: int, since: str, until: str) -> Reply:
    """What an announcement tells: the postings of a search that were listed in between."""
    search = await context.store.job_searches.one(number)
    if search is None or search.person_id != context.person.id:
        return said("That search is ended.", "/jobs saved lists yours.", Outcome.NOT_FOUND)
    wanted = query.read(search.query)
    try:
        found = await context.store.jobs.search(wanted, _READ_AHEAD, since=alerts.moment(since), until=alerts.moment(until))
    except (ValueError, OverflowError):
        return said("That is no search of yours.", "/jobs saved lists them.", Outcome.UNCLEAR)
    if not found.listed:
        return said("What was new for your search is gone again.", cards.HOW, Outcome.NOT_FOUND)
    return cards.alert(search, wanted, found)


async def _market(turn: Turn, context: Context) -> Reply:
    total, counts, pay = await context.store.jobs.market()
    return cards.market(total, demand(counts, pay))
