"""Consults as replies: to the asker, to the place where they are looked at, to the consultant. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import Action
from bot.store.records import Consult, ConsultState
from bot.turns import Button, Field, Outcome, Reply, Table, Visibility

TOPIC = "consult"
HOW = "/consults lists them; /consults claim 7; /consults answer 7 and your words; /consults send 7 confirms the draft; /consults release 7."
_HOURS, _DAYS = timedelta(hours=2), timedelta(days=2)


def said(verdict: str, rule: str = "", outcome: Outcome = Outcome.ANSWERED, buttons: Sequence[Button] = ()) -> Reply:
    """A line about consults that only its reader sees."""
    return Reply(verdict=verdict, rule=rule, outcome=outcome, buttons=tuple(buttons), visibility=Visibility.PRIVATE, topic=TOPIC)


def asked(consult: Consult, *, fresh: bool) -> Reply:
    """What the asker is told at once."""
    start = f"Your question is consult #{consult.id}" if fresh else f"That is consult #{consult.id} already ({consult.state.value})"
    back = "to you alone" if consult.private else "here"
    return said(
        f"{start}: a consultant of your team reads it with the answer above, and the reply comes {back}.",
        "Nothing else of this conversation was sent along.",
        buttons=(Button("Withdraw it", Action("consult", f"withdraw {consult.id}")),),
    )


def for_review(consult: Consult, now: datetime, reader: int | None = None) -> Reply:
    """The consult as consultants see it: the question, what the asker adds, the draft (what Coderly answered) and its codes.

    `reader` is the person who looks, so that an owner sees what she can do next.
    """
    mine = consult.owner_id is not None and consult.owner_id == reader
    fields = [Field("State", _state(consult, now, mine=mine)), Field("Asked", f"{age(now - consult.at)} ago, on {consult.platform}")]
    if consult.said:
        fields.append(Field("The asker adds", consult.said))
    if consult.codes:
        fields.append(Field("Codes", ", ".join(consult.codes[:12])))
    return Reply(
        title=f"Consult #{consult.id}",
        verdict=consult.question,
        fields=tuple(fields),
        body=f"Replied:\n{consult.reply}" if consult.reply else f"Draft, what Coderly answered:\n{consult.answer}",
        rule="" if consult.reply else HOW,
        buttons=_to_do(consult, mine=mine),
        codes=consult.codes,
        topic=TOPIC,
    )


def _to_do(consult: Consult, *, mine: bool) -> tuple[Button, ...]:
    number = consult.id
    codes = tuple(Button(code, Action("code", code)) for code in consult.codes[:2])
    if consult.state is ConsultState.OPEN:
        return (Button("Claim", Action("consults", f"claim {number}"), primary=True), *codes)
    if consult.state is ConsultState.CLAIMED and mine:
        send = Button("Send the draft as it stands", Action("consults", f"send {number}"), primary=True)
        return (send, Button("Release", Action("consults", f"release {number}")), *codes)
    if consult.state is ConsultState.ANSWERED and mine:
        return (Button("Save as a team answer", Action("consults", f"team {number}")), *codes)
    return codes


def _state(consult: Consult, now: datetime, *, mine: bool) -> str:
    if consult.state is ConsultState.CLAIMED and consult.claimed is not None:
        return f"claimed by {'you' if mine else owner(consult)} {age(now - consult.claimed)} ago"
    if consult.state is ConsultState.ANSWERED and consult.answered is not None:
        return f"answered by {'you' if mine else owner(consult)} {age(now - consult.answered)} ago"
    return consult.state.value


def owner(consult: Consult) -> str:
    """Who owns it, as the platform names her: `U024BE7LH (slack)`."""
    platform, _, rest = consult.owner.partition(":")
    return f"{rest.rpartition(':')[2]} ({platform})" if rest else "nobody"


def answered(consult: Consult) -> Reply:
    """The consultant's reply as the asker gets it."""
    return Reply(
        title=f"Your team's consultant on consult #{consult.id}",
        verdict=consult.reply,
        fields=(Field("You asked", consult.question), *((Field("You added", consult.said),) if consult.said else ())),
        rule="Written by a person of your team, not taken from a published source.",
        buttons=tuple(Button(code, Action("code", code)) for code in consult.codes[:3]),
        codes=consult.codes,
        visibility=Visibility.PRIVATE if consult.private else Visibility.THREAD,
        topic=TOPIC,
    )


def listed(consults: Sequence[Consult], now: datetime, reader: int) -> Reply:
    """What waits, the oldest first, with ages and owners."""
    if not consults:
        return said("No consult is waiting.", HOW)
    rows = tuple(
        (f"#{c.id}", _state(c, now, mine=c.owner_id == reader), age(now - c.at), c.question[:120]) for c in consults
    )
    oldest = age(now - consults[0].at)
    buttons = tuple(Button(f"Show #{c.id}", Action("consults", f"show {c.id}")) for c in consults[:5])
    return Reply(
        verdict=f"{len(consults)} consult{'s' if len(consults) > 1 else ''} waiting, the oldest for {oldest}.",
        tables=(Table(("", "State", "Waits", "Question"), rows),),
        rule=HOW,
        buttons=buttons,
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
    )


def age(since: timedelta) -> str:
    """How long something is, as people say it: `12 minutes`, `3 hours`, `4 days`."""
    if since >= _DAYS:
        return f"{since.days} days"
    minutes = max(0, int(since.total_seconds() // 60))
    if since >= _HOURS:
        return f"{minutes // 60} hours"
    return f"{minutes} minute{'s' if minutes != 1 else ''}"
