"""What crosses the boundary of the store: frozen records and the `Role` of a person. No ORM object does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bot.actions import Action

Why = Literal["ok", "expired", "unknown", "foreign"]
"""How the resolving of an action ended."""

Rating = Literal[-1, 1]
"""Thumbs down or up."""


class Role(StrEnum):
    """What a person may do, from least to most."""

    GUEST = "guest"
    MEMBER = "member"
    TRUSTED = "trusted"
    CONSULTANT = "consultant"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Position in the order of the roles, for `person.role.rank >= Role.TRUSTED.rank`."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has used Coderly: `id` joins their identities, `person_key` is the one asked for."""

    id: int
    role: Role
    person_key: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted when a person asked to be forgotten."""

    identities: int
    turns: int
    tokens: int
    feedback: int
    defaults: int = 0
    team_answers: int = 0
    favourites: int = 0
    code_notes: int = 0
    consults: int = 0
    watches: int = 0
    review_places: int = 0


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and its answer in a conversation.

    `question` has passed the PHI gate. `parameters` are the answers' defaults (payer, setting, state); a date
    of service never stays in them (see `bot.store.threads`). `at` is aware.
    """

    thread_key: str
    at: datetime
    question: str
    person_id: int | None = None
    verb: str = ""
    topic: str = ""
    codes: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    answer_verdict: str = ""
    answer_text: str = ""
    answer_id: str = ""
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a turn's time needs its zone")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a pressed button means: an action if `why` is `ok`, else the reason why there is none."""

    action: Action | None
    why: Why


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accepted work that its process did not finish. `maybe_delivered`: it died while handing the answer over."""

    key: str
    payload: Mapping[str, object]
    attempts: int
    maybe_delivered: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's last word on one answer. `person` is a pseudonym, empty once the person is forgotten."""

    answer_id: str
    person: str
    rating: Rating
    reason: str
    question_hash: str
    evidence: tuple[str, ...]
    editions: Mapping[str, str]
    at: datetime


class ConsultState(StrEnum):
    """What became of a consult."""

    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """Where the consults of a workspace are looked at: a channel, or an address. Ids are the platform's; `person` said so."""

    workspace: str
    platform: str
    channel: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsult:
    """A question as it is put to a consultant. All texts have passed the PHI gate and hold no date of service.

    `channel`, `thread` and `person` are the platform's ids of where it was asked and by whom; `private`: only the asker may see the
    answer there. `question` and `answer` are what was asked of us and what we said, `said` what the asker adds.
    """

    workspace: str
    platform: str
    channel: str
    thread: str
    person: str
    person_id: int
    private: bool
    answer_id: str
    question: str
    said: str
    answer: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(NewConsult):
    """A consult: who owns it (`owner` is the person key), what she replied, and when."""

    id: int
    state: ConsultState
    owner_id: int | None
    owner: str
    reply: str
    at: datetime
    claimed: datetime | None
    answered: datetime | None


class Standing(StrEnum):
    """What became of a team answer."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """An answer that somebody of the team wrote to a question. `prints`: code → digest of what was known of it when it was looked at.

    `author` and `decider` are pseudonyms, empty once the person is forgotten.
    """

    id: int
    workspace: str
    standing: Standing
    question: str
    answer: str
    codes: tuple[str, ...]
    prints: Mapping[str, str]
    author: str
    decider: str
    at: datetime
    decided: datetime | None


@dataclass(frozen=True, slots=True)
class CodeNote:
    """What a person wrote on a code for herself."""

    code: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What of a stored turn a follow-up goes on with: see `StoredTurn`."""

    topic: str
    codes: tuple[str, ...]
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known as a turn begins: who asks (`None` on first sight), what the conversation was last about, what holds where nothing
    is said, the workspace's approved answers, and whether she has notes of her own on any code.
    """

    person: Person | None
    about: About | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    channel: Mapping[str, str] = field(default_factory=dict)
    approved: tuple[TeamAnswer, ...] = ()
    has_notes: bool = False


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a model took, of one answer or of many together."""

    answers: int
    calls: int
    read: int
    written: int
    cached: int
    dollars: float


TERMS, CPT = "terms", "cpt"
"""Documents that people accept: the terms of an account, and those of a seat of the CPT licence."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Code pages that a metered person may see: `guest` before, `registered` more once she accepted version `terms` of the terms.

    `days`: the window in which views count, today among them; 0 = they count for good.
    """

    guest: int
    registered: int
    days: int
    terms: str

    def of(self, *, registered: bool) -> int:
        """Views in a window."""
        return self.guest + (self.registered if registered else 0)


@dataclass(frozen=True, slots=True)
class Viewed:
    """Whether pages may be shown, and how many are left after that. `again`: the day on which the oldest view no longer counts."""

    granted: bool
    left: int
    registered: bool
    again: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """How a person stands with the CPT licence. `place` is her place in the order of the seats, from 1; 0 = she has none.

    `accepted`: whether she accepted the version of the terms that was asked for. `keys` are her identities.
    """

    place: int
    accepted: bool
    keys: tuple[str, ...] = ()
    at: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """How the linking of an identity ended, and with whom: the identities that the account had before."""

    why: Literal["ok", "linked", "unknown", "locked", "own", "taken"]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what. `actor` is a pseudonym, or `system`."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WatchPlace:
    """A place that is told: a channel, direct messages, or a `thread` of a channel."""

    platform: str
    workspace: str
    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a place is told of. `person` is who asked for it, by the platform's id; `told` what the place was told of last."""

    id: int
    place: WatchPlace
    pattern: str
    person: str
    person_id: int | None
    told: str


@dataclass(frozen=True, slots=True)
class SharedCard:
    """A message in which somebody's card stands for everybody. Ids are the platform's, but for `id`."""

    id: int
    workspace: str
    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class UseOfHour:
    """Answers of a kind within an hour that took longer than `slower_than` milliseconds, up to the next floor."""

    hour: datetime
    platform: str
    outcome: str
    slower_than: int
    answers: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of ours that a person was told of. `kind` and `place` say what and where in the program."""

    reference: str
    at: datetime
    platform: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Work by the clock: when it is due, when it was done last, and who is at it."""

    name: str
    due: datetime
    ran: datetime | None
    holder: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What an operator sees at a glance, by role, rating or state."""

    people: Mapping[str, int]
    ratings: Mapping[str, int]
    team_answers: Mapping[str, int]
    consults: Mapping[str, int]
    watches: int
    inbox: Mapping[str, int]
