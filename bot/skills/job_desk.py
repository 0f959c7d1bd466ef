"""What admins do with the board: decide on postings, say where they are told of new ones, look at feeds and import them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.actions import Action
from bot.jobs import cards
from bot.jobs.cards import said
from bot.jobs.posting import UNDECIDED, JobState, Listed
from bot.jobs.schedule import limits
from bot.jobs.search import REVIEW
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Turn, Visibility

_ADMINS = "Only admins do that on the job board."
_MOST_REASON = 300


async def review(turn: Turn, context: Context) -> Reply:
    """What waits, for an admin."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    return replace(cards.waiting(await context.store.jobs.of_state(*UNDECIDED)), visibility=Visibility.PRIVATE)


async def waiting(turn: Turn, context: Context) -> Reply:
    """The same where an admin said it should be told, to everybody there."""
    places = await context.store.job_searches.places(REVIEW)
    if (turn.platform.value, turn.workspace, turn.channel) not in places:
        return await review(turn, context)
    return cards.waiting(await context.store.jobs.of_state(*UNDECIDED))


async def here(turn: Turn, context: Context) -> Reply:
    """Tell of what waits in this channel from now on."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    place = (turn.platform.value, turn.workspace, turn.channel)
    await context.store.job_searches.replace_review(place, turn.person, context.person.id, REVIEW)
    await context.store.audit.append(turn.person_key, "job_review_place", turn.channel_key)
    return said("Postings that wait for an admin are told of here from now on.", "/jobs review lists them.")


async def approve(turn: Turn, context: Context, listed: Listed, rest: str) -> Reply:
    """Show a posting to everybody."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    if listed.state not in UNDECIDED:
        return said(f"Job #{listed.id} was decided on already: it is {listed.state.value}.", "/jobs review lists what waits.")
    if listed.expires <= datetime.now(UTC):
        return said(f"Job #{listed.id} ended on {listed.expires:%Y-%m-%d}, so it cannot be shown.", f"/jobs edit {listed.id} gives it another end.")
    shown = await context.store.jobs.approve(listed.id)
    if shown is None:
        return said(f"Job #{listed.id} was decided on meanwhile.", "/jobs review lists what waits.")
    await context.store.audit.append(turn.person_key, "job_approved", str(shown.id))
    what = f"The change of job #{shown.id} is" if listed.replaces else f"Job #{shown.id} is"
    return said(f"{what} on the board.", "", buttons=(Button(f"Show #{shown.id}", Action("jobs", f"show {shown.id}")),))


async def reject(turn: Turn, context: Context, listed: Listed, rest: str) -> Reply:
    """Do not show a posting."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    if listed.state not in UNDECIDED:
        return said(f"Job #{listed.id} was decided on already: it is {listed.state.value}.", "/jobs review lists what waits.")
    await context.store.jobs.decide(listed.id, JobState.REJECTED, rest[:_MOST_REASON])
    await context.store.audit.append(turn.person_key, "job_rejected", str(listed.id))
    return said(f"Job #{listed.id} is not shown.", "Who posted it sees that, and the reason if you gave one, with /jobs mine.")


async def feeds(turn: Turn, context: Context) -> Reply:
    """The feeds and what they said last."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    from bot.jobs.feeds.configured import feed

    names = [feed(text).name for text in context.settings.jobs.feeds]
    return cards.feeds(names, await context.store.job_imports.feeds())


async def import_now(turn: Turn, context: Context) -> Reply:
    """Read all feeds now; it goes on when the answer is out."""
    if not context.admin:
        return said(_ADMINS, cards.HOW, Outcome.REFUSED)
    if not context.settings.jobs.feeds or context.reloads is None:
        return await feeds(turn, context)
    settings, store = context.settings.jobs, context.store
    from bot.jobs.feeds.configured import feed
    from bot.jobs.importing import run

    async def work() -> Reply:
        for one in map(feed, settings.feeds):
            await run(one, store, limits(settings))
        return await feeds(turn, context)

    first = said(f"{len(settings.feeds)} feeds are being read.", "This message tells when it is done.")
    return context.reloads.live.begin(first, lambda show: work())
