"""Postings as cards. Pure. What a stranger wrote stands only where it is shown as it is: in verdict, facts and tables, never in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions import Action
from bot.jobs import drafts
from bot.jobs.market import Demand
from bot.jobs.posting import JobState, Listed
from bot.jobs.query import Query
from bot.jobs.search import FeedState, Found, SavedSearch
from bot.turns import MENU_CHOICES, Button, Field, Link, Menu, Outcome, Reply, Table, Visibility

PAGE = 10
PER_EMPLOYER = 3
"""Postings of one employer on a page, so that who posts a thousand does not fill the board."""
HOW = "/jobs remote CPC TX $30/h finds; /jobs save … tells you of new ones; /jobs post posts one; /jobs market shows demand and pay."
_TEXT = 1_400
"""Characters of a description on a card; all of it is where one applies."""
REASONS = ("it asks for money", "it is no real job", "it is filled", "pay or place is wrong", "it discriminates")
_HEADER = ("", "Job", "Employer", "Where", "Pay")
_STATES = {
    JobState.PROPOSED: "waits for an admin",
    JobState.HIDDEN: "hidden: several people reported it",
    JobState.REJECTED: "was not approved",
    JobState.CLOSED: "is closed",
}


def page_of(listed: Sequence[Listed]) -> tuple[tuple[Listed, ...], int]:
    """The postings of a page, at most `PER_EMPLOYER` of one employer, and how many of `listed` they stand for."""
    shown: list[Listed] = []
    counts: dict[str, int] = {}
    for number, one in enumerate(listed):
        employer = one.posting.employer.lower()
        counts[employer] = counts.get(employer, 0) + 1
        if employer and counts[employer] > PER_EMPLOYER:
            continue
        if len(shown) == PAGE:
            return tuple(shown), number
        shown.append(one)
    return tuple(shown), len(listed)


def found(query: Query, result: Found, skip: int = 0, title: str = "") -> Reply:
    """A page of a search."""
    text = query.text
    if not result.listed:
        about = f" for: {text}" if text else ""
        return said(
            f"No open jobs{about}{' beyond these' if skip else ''}.",
            HOW,
            Outcome.NOT_FOUND,
            buttons=(Button("Tell me of new ones", Action("jobs", f"save {text}")),) if text else (),
        )
    shown, covered = page_of(result.listed)
    hidden = covered - len(shown)
    more = result.count - skip - covered
    buttons = [Button("Tell me of new ones", Action("jobs", f"save {text}"), primary=True)] if text else []
    buttons += [Button("Show more", Action("jobs", f"page {skip + covered} {text}".strip()))] if more > 0 else []
    buttons += [Button("Demand and pay", Action("jobs", "market")), Button("Post a job", Action("jobs", "post"))]
    notes = f" {hidden} more of the same employers are left out of this page." if hidden else ""
    return replace(
        _listed(shown, f"{result.count:,} open job{'s' if result.count != 1 else ''}{f' for: {text}' if text else ''}, the newest first.{notes}"),
        title=title,
        buttons=tuple(buttons),
    )


def alert(search: SavedSearch, query: Query, result: Found) -> Reply:
    """New postings that fit a saved search."""
    shown, _ = page_of(result.listed)
    buttons = (Button("All that fit", Action("jobs", query.text)), Button("End this search", Action("jobs", f"unsave {search.id}")))
    count = f"{result.count:,} new job{'s' if result.count != 1 else ''} for: {search.query or 'all jobs'}."
    return replace(_listed(shown, count), title="From your saved search", buttons=buttons)


def _listed(shown: Sequence[Listed], verdict: str) -> Reply:
    rows = tuple((f"#{one.id}", one.posting.title, one.posting.employer or "–", one.posting.where or "–", _pay(one)) for one in shown)
    choices = tuple(Button(f"#{one.id} {one.posting.title}"[:100], Action("jobs", f"show {one.id}")) for one in shown[:MENU_CHOICES])
    return Reply(verdict=verdict, tables=(Table(_HEADER, rows),), menu=Menu("Show a job…", choices), topic="jobs")


def one(listed: Listed, now: datetime, *, admin: bool = False, mine: bool = False, reasons: Sequence[str] = ()) -> Reply:
    """The card of a posting; `admin` and `mine` may do more with it."""
    posting, over = listed.posting, listed.expires <= now
    if not (listed.is_open(now) or admin or mine):
        why = f"ended on {listed.expires:%Y-%m-%d}" if over and listed.state is JobState.OPEN else _STATES.get(listed.state, "is over")
        return said(f"Job #{listed.id} {why}.", HOW, Outcome.NOT_FOUND, buttons=(Button("Open jobs", Action("jobs")),))
    text = posting.description if len(posting.description) <= _TEXT else posting.description[:_TEXT].rsplit(" ", 1)[0] + " …"
    facts = (
        ("Where", posting.where),
        ("Hours", drafts.employment_words(posting.employment)),
        ("Pay", posting.pay.words if posting.pay else ""),
        ("Credentials", ", ".join(posting.credentials)),
        ("About", ", ".join(posting.specialties)),
        ("Posted", str(posting.posted or "")),
        ("Until", f"{listed.expires:%Y-%m-%d}" if posting.expires or not listed.feed else ""),
    )
    state = "ended" if over else _STATES.get(listed.state, "")
    source = f"the feed {listed.feed}" if listed.feed else "somebody here"
    return Reply(
        title=f"Job #{listed.id}" + (f", {state}" if state else "") + (f", an edit of #{listed.replaces}" if listed.replaces else ""),
        verdict=f"{posting.title}, {posting.employer}" if posting.employer else posting.title,
        fields=tuple(Field(name, value) for name, value in facts if value)
        + tuple(Field("Reported", reason) for reason in reasons[:5])
        + ((Field("Why", listed.reason),) if listed.reason else ())
        + ((Field("Text", text),) if text else ()),
        caveat=f"Written by the employer, from {source}. No employer of good faith asks for money or bank details before an interview.",
        links=(Link("Apply", posting.url),),
        buttons=_deeds(listed, over=over, admin=admin, mine=mine),
        outcome=Outcome.ANSWERED,
        topic="jobs",
    )


def _deeds(listed: Listed, *, over: bool, admin: bool, mine: bool) -> tuple[Button, ...]:
    buttons = []
    if admin and listed.state in (JobState.PROPOSED, JobState.HIDDEN) and not over:
        buttons += [_deed("Approve", "approve", listed, primary=True), _deed("Reject", "reject", listed)]
    if (mine or admin) and not listed.feed and listed.replaces is None:
        buttons.append(_deed("Edit", "edit", listed))
    if (mine or admin) and listed.state is JobState.OPEN and not over:
        buttons.append(_deed("Close", "close", listed))
    if listed.state is JobState.OPEN and not mine:
        buttons.append(_deed("Report", "report", listed))
    return tuple(buttons)


def _deed(label: str, word: str, listed: Listed, *, primary: bool = False) -> Button:
    return Button(label, Action("jobs", f"{word} {listed.id}"), primary)


def ask_why(listed: Listed) -> Reply:
    """What is wrong with a posting?"""
    choices = tuple(Button(reason.capitalize(), Action("jobs", f"report {listed.id} {reason}")) for reason in REASONS)
    return replace(
        said(f"What is wrong with job #{listed.id}?", f"Choose, or write it: /jobs report {listed.id} in your words. Admins see it, without your name."),
        menu=Menu("What is wrong…", choices),
        buttons=choices[:3],
    )


def waiting(listed: Sequence[Listed]) -> Reply:
    """Postings that wait for an admin."""
    if not listed:
        return said("No posting waits for an admin.", "Approved postings are found with /jobs.")
    rows = tuple(
        (f"#{o.id}", "reported" if o.state is JobState.HIDDEN else f"edit of #{o.replaces}" if o.replaces else "new", o.posting.title, o.posting.employer)
        for o in listed
    )
    first = listed[:4]
    return Reply(
        title="Job board",
        verdict=f"{len(listed)} posting{'s' if len(listed) > 1 else ''} wait{'s' if len(listed) == 1 else ''} for an admin.",
        tables=(Table(("", "What", "Job", "Employer"), rows),),
        rule="/jobs show 12 shows one; /jobs approve 12, /jobs reject 12 why.",
        buttons=tuple(Button(f"Show #{o.id}", Action("jobs", f"show {o.id}")) for o in first),
        topic="jobs",
    )


def mine(listed: Sequence[Listed], now: datetime) -> Reply:
    """What a person posted."""
    rows = tuple(
        (f"#{o.id}", o.posting.title, "ended" if o.expires <= now else "open" if o.state is JobState.OPEN else _STATES[o.state], f"{o.expires:%Y-%m-%d}")
        for o in listed
    )
    return Reply(
        verdict=f"You have posted {len(listed)} job{'s' if len(listed) != 1 else ''}." if listed else "You have posted no job yet.",
        tables=(Table(("", "Job", "State", "Until"), rows),) if rows else (),
        rule="/jobs edit 12, /jobs close 12; /jobs post posts another one.",
        buttons=tuple(Button(f"Show #{o.id}", Action("jobs", f"show {o.id}")) for o in listed[:4]),
        visibility=Visibility.PRIVATE,
        topic="jobs",
    )


def market(total: int, demands: Sequence[Demand]) -> Reply:
    """Demand and pay by credential, as pictures where there are any, and as tables."""
    if not demands:
        return said("There is nothing to compare yet: no open job names a credential.", HOW, Outcome.NOT_FOUND)
    paid = [d for d in demands if d.middle]
    asked = Table(("Credential", "Open jobs"), tuple((d.credential, f"{d.postings:,}") for d in demands), "Open jobs by credential", picture=True)
    pays = Table(
        ("Credential", "Lower quarter", "Middle", "Upper quarter"),
        tuple((d.credential, f"${d.low:,}", f"${d.middle:,}", f"${d.high:,}") for d in paid),
        "Pay by credential, dollars a year",
        picture=True,
    )
    return Reply(
        verdict=f"{demands[0].credential} is asked for most: {demands[0].postings:,} of {total:,} open jobs.",
        tables=(asked, *((pays,) if paid else ())),
        rule="Counted over the open jobs on this board. Pay is the upper end of what employers state, hours as a full year (2,080 hours).",
        buttons=tuple(Button(f"Jobs for {d.credential}", Action("jobs", d.credential)) for d in demands[:3]),
        topic="jobs",
    )


def searches(saved: Sequence[SavedSearch]) -> Reply:
    """A person's saved searches."""
    if not saved:
        return said("You have saved no search.", "/jobs save remote CPC TX tells you of new jobs that fit, in your direct messages.")
    return Reply(
        verdict=f"{len(saved)} saved search{'es' if len(saved) > 1 else ''}.",
        tables=(Table(("", "You are told of", "On"), tuple((f"#{s.id}", s.query or "all jobs", s.platform) for s in saved)),),
        rule="/jobs unsave 3 ends one.",
        buttons=tuple(Button(f"End #{s.id}", Action("jobs", f"unsave {s.id}")) for s in saved[:4]),
        visibility=Visibility.PRIVATE,
        topic="jobs",
    )


def feeds(configured: Sequence[str], states: Sequence[FeedState]) -> Reply:
    """Feeds for admins."""
    known = {state.feed: state for state in states}
    if not configured:
        return said("No feed is set.", "CODERLY_JOBS__FEEDS names them, e.g. greenhouse:example,rss:https://jobs.example.org/feed/.")
    rows = []
    for name in configured:
        state = known.get(name)
        rows.append((name, f"{state.imported:%Y-%m-%d %H:%M}" if state and state.imported else "never", state.said if state else "not asked yet"))
    return Reply(
        verdict=f"{len(configured)} feed{'s' if len(configured) > 1 else ''}.",
        tables=(Table(("Feed", "Imported (UTC)", "Last answer"), tuple(rows)),),
        rule="/jobs import reads all of them now.",
        buttons=(Button("Import now", Action("jobs", "import")),),
        visibility=Visibility.PRIVATE,
        topic="jobs",
    )


def said(verdict: str, rule: str = "", outcome: Outcome = Outcome.ANSWERED, buttons: tuple[Button, ...] = ()) -> Reply:
    """One line about the board, for who asked."""
    return Reply(verdict=verdict, rule=rule, outcome=outcome, buttons=buttons, visibility=Visibility.PRIVATE, topic="jobs")


def _pay(listed: Listed) -> str:
    return listed.posting.pay.words if listed.posting.pay else "–"
