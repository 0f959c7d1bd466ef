"""What people do with postings of their own and of others: post, edit, close, report."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.actions import Action
from bot.jobs import cards, form
from bot.jobs.cards import said
from bot.jobs.posting import JobState, Listed
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Turn

MOST_WAITING = 10
"""Postings of one person that may wait for an admin at once."""
HIDE_AT = 3
"""People who report a posting before it is hidden until an admin has looked."""
_MOST_REASON = 300
EXAMPLE = "\n".join(f"{field.name.title()}: {field.example}" for field in form.FIELDS)


async def post(turn: Turn, context: Context, text: str) -> Reply:
    """A new posting, for an admin to approve."""
    if not text.strip():
        return how_to_post()
    values = form.read(text)
    try:
        made = form.posting(values, context.today)
    except form.Wrong as error:
        return said(str(error), f"Send it again with that mended. The lines are:\n{EXAMPLE}", Outcome.UNCLEAR)
    if context.admin:
        number = await context.store.jobs.propose(made, context.person.id)
        await context.store.jobs.approve(number)
        await context.store.audit.append(turn.person_key, "job_posted", str(number))
        return said(f"Job #{number} is on the board.", "", buttons=(_show(number),))
    waiting = [one for one in await context.store.jobs.by_person(context.person.id, 200) if one.state is JobState.PROPOSED]
    if len(waiting) >= MOST_WAITING:
        return said(f"{len(waiting)} of your postings wait for an admin; more are taken when these are decided on.", "/jobs mine lists them.", Outcome.REFUSED)
    number = await context.store.jobs.propose(made, context.person.id)
    await context.store.audit.append(turn.person_key, "job_proposed", str(number))
    return said(f"Job #{number} is kept; it is shown once an admin has approved it.", "/jobs mine tells what became of it.", buttons=(_show(number),))


def how_to_post() -> Reply:
    """What to write where there is no form."""
    return said("Send the posting in these lines, after /jobs post; an admin approves it.", EXAMPLE)


async def edit(turn: Turn, context: Context, listed: Listed, text: str) -> Reply:
    """Change a posting: what stands on the board stays until an admin has approved."""
    if not _may(context, listed):
        return said(f"Job #{listed.id} is somebody else's: who posted it, or an admin, may change it.", "/jobs report says what is wrong.", Outcome.REFUSED)
    if listed.feed:
        return said(f"Job #{listed.id} comes from the feed {listed.feed}: it changes when its employer changes it there.", "", Outcome.REFUSED)
    values = form.values_of(listed) | form.read(text)
    if not form.read(text):
        return said(f"Send what is to change of job #{listed.id}, in lines such as:", form.lines(form.values_of(listed)))
    try:
        made = form.posting(values, context.today)
    except form.Wrong as error:
        return said(str(error), "Nothing was changed.", Outcome.UNCLEAR)
    number = await context.store.jobs.propose(made, listed.person_id or context.person.id, replaces=listed.replaces or listed.id)
    await context.store.audit.append(turn.person_key, "job_edited", str(listed.id), {"edit": number})
    if context.admin:
        await context.store.jobs.approve(number)
        return said(f"Job #{listed.id} is changed.", "", buttons=(_show(listed.id),))
    return said(f"Your change of job #{listed.id} waits for an admin; until then it is shown as it was.", "/jobs mine tells what became of it.")


async def close(turn: Turn, context: Context, listed: Listed, rest: str) -> Reply:
    """Take a posting off the board."""
    if not _may(context, listed):
        return said(f"Job #{listed.id} is somebody else's: who posted it, or an admin, may close it.", "/jobs report says what is wrong.", Outcome.REFUSED)
    await context.store.jobs.decide(listed.id, JobState.CLOSED, rest[:_MOST_REASON])
    await context.store.audit.append(turn.person_key, "job_closed", str(listed.id))
    return said(f"Job #{listed.id} is closed and no longer shown.", "/jobs mine lists yours.")


async def report(turn: Turn, context: Context, listed: Listed, reason: str) -> Reply:
    """Say that a posting is wrong."""
    if not listed.is_open(datetime.now(UTC)):
        return said(f"Job #{listed.id} is not shown any more.", cards.HOW, Outcome.NOT_FOUND)
    if not reason:
        return cards.ask_why(listed)
    count = await context.store.jobs.report(listed.id, context.person.id, reason[:_MOST_REASON], HIDE_AT)
    hidden = " It is hidden until an admin has looked." if count >= HIDE_AT else ""
    return said(f"Thank you: job #{listed.id} is reported to the admins.{hidden}", "They see the reason, not your name.")


async def mine(turn: Turn, context: Context) -> Reply:
    """What the person posted."""
    return cards.mine(await context.store.jobs.by_person(context.person.id), datetime.now(UTC))


def _may(context: Context, listed: Listed) -> bool:
    return context.admin or (listed.person_id is not None and listed.person_id == context.person.id)


def _show(number: int) -> Button:
    return Button(f"Show #{number}", Action("jobs", f"show {number}"))
