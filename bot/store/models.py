"""The tables of the state database. Changing one needs a migration: `python -m bot.store.migrate "what changes"`.

Types are portable between SQLite and PostgreSQL: strings without a length, JSON (not JSONB), roles as text so
that a new role needs no change of type.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.store.records import Role

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, or a later migration could not drop it."""

NEVER_REUSED = {"sqlite_autoincrement": True}
"""Without it SQLite gives the id of a deleted person to the next one, and a late write lands on a stranger."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware times, kept in UTC. SQLite forgets the zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that came from outside. PostgreSQL takes no NUL and neither takes half a surrogate pair."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "").encode("utf-8", "replace").decode()


class Base(DeclarativeBase):
    """Parent of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), str: Words(), list[str]: JSON(), list[int]: JSON(), dict[str, Any]: JSON(), dict[str, str]: JSON()}  # noqa: RUF012 - read by SQLAlchemy


class PersonRow(Base):
    """Somebody, whatever the platforms."""

    __tablename__ = "people"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime]
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20, values_callable=lambda roles: [r.value for r in roles]))


class IdentityRow(Base):
    """One account of a person on one platform, e.g. `slack:T1:U1`. `salt` goes into the pseudonym and is nowhere else: see `bot.store.pseudonyms`."""

    __tablename__ = "identities"
    person_key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    salt: Mapped[str] = mapped_column(server_default=text("''"))


class TurnRow(Base):
    """A question and its answer. Deleting the person deletes it, also when it is written at that moment."""

    __tablename__ = "thread_turns"
    __table_args__ = (Index(None, "thread_key", "id"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_key: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    question: Mapped[str]
    verb: Mapped[str]
    topic: Mapped[str]
    codes: Mapped[list[str]]
    parameters: Mapped[dict[str, str]]
    answer_verdict: Mapped[str]
    answer_text: Mapped[str]
    answer_id: Mapped[str | None] = mapped_column(unique=True)
    evidence: Mapped[list[str]] = mapped_column(server_default="[]")


class TokenRow(Base):
    """An action too long for a button. An empty `owner` means that anybody may press it."""

    __tablename__ = "action_tokens"
    token: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str]
    arg: Mapped[str]
    owner: Mapped[str] = mapped_column(index=True)
    expires: Mapped[datetime] = mapped_column(index=True)


class ClaimRow(Base):
    """An event that somebody has begun to work on."""

    __tablename__ = "claims"
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class InboxRow(Base):
    """Accepted work until it is answered, then the claim of it. `at` is when somebody last touched it."""

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "state", "at"),)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    state: Mapped[str]
    sealed: Mapped[str]
    attempts: Mapped[int]


class InstallationRow(Base):
    """A workspace that installed Coderly. `leased_until`: somebody is renewing its tokens."""

    __tablename__ = "installations"
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    sealed: Mapped[str]
    leased_until: Mapped[datetime | None]


class FeedbackRow(Base):
    """A person's last word on an answer. `person` is a pseudonym, null once forgotten (nulls never collide)."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("answer_id", "person"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[str]
    person: Mapped[str | None] = mapped_column(index=True)
    rating: Mapped[int]
    reason: Mapped[str]
    question_hash: Mapped[str]
    evidence: Mapped[list[str]]
    editions: Mapped[dict[str, str]]
    at: Mapped[datetime]


class DefaultsRow(Base):
    """Parameters that hold where a question names none. `scope` is a person's id or a channel's key; see `bot.store.defaults`."""

    __tablename__ = "defaults"
    scope: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    parameters: Mapped[dict[str, str]]


class TeamAnswerRow(Base):
    """An answer that somebody of the team wrote. `author` and `decider` are pseudonyms, null once forgotten.

    `prints` are digests of what was known of its codes when it was last looked at.
    """

    __tablename__ = "team_answers"
    __table_args__ = (Index(None, "workspace", "state"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    state: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    codes: Mapped[list[str]]
    prints: Mapped[dict[str, str]]
    author: Mapped[str | None] = mapped_column(index=True)
    decider: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime]
    decided: Mapped[datetime | None]


class FavouriteRow(Base):
    """A code that a person keeps at hand."""

    __tablename__ = "favourites"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class CodeNoteRow(Base):
    """What a person wrote on a code for herself. A team's notes are team answers about the code alone."""

    __tablename__ = "code_notes"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    note: Mapped[str]
    at: Mapped[datetime]


class ModelUseRow(Base):
    """What a model took for one answer."""

    __tablename__ = "model_use"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    model: Mapped[str]
    calls: Mapped[int]
    read: Mapped[int]
    written: Mapped[int]
    counted: Mapped[bool]
    cached: Mapped[bool]
    dollars: Mapped[float]


class ModelSpendingRow(Base):
    """Dollars that a model took for a person's answers on a day (UTC)."""

    __tablename__ = "model_spending"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    dollars: Mapped[float]


class AcceptanceRow(Base):
    """Terms that a person accepted, by their version."""

    __tablename__ = "acceptances"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class PageViewRow(Base):
    """A code's page that a metered person saw on a day (UTC)."""

    __tablename__ = "page_views"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class SpentViewsRow(Base):
    """How many pages somebody who was forgotten had seen; `holder` is a keyed hash. `day` is the last of them."""

    __tablename__ = "spent_views"
    holder: Mapped[str] = mapped_column(primary_key=True)
    views: Mapped[int]
    day: Mapped[date]


class SeatRow(Base):
    """A seat of the CPT licence that a person took."""

    __tablename__ = "seats"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class SeatRevocationRow(Base):
    """An identity that may take no seat; `holder` is a keyed hash, so that it outlives a forgetting."""

    __tablename__ = "seat_revocations"
    holder: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LinkCodeRow(Base):
    """A code by which one more identity may join a person; only its keyed hash is kept."""

    __tablename__ = "link_codes"
    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    expires: Mapped[datetime] = mapped_column(index=True)


class LinkAttemptsRow(Base):
    """Codes that an identity typed and that were none, since when. `holder` is a keyed hash."""

    __tablename__ = "link_attempts"
    holder: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]


class WatchRow(Base):
    """What a place is told of. `told` is what it was told of last: a snapshot, or the updates that were due. See `bot.watch`.

    `thread` is empty where the whole channel is told.
    """

    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("platform", "workspace", "channel", "thread", "pattern"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    workspace: Mapped[str]
    channel: Mapped[str]
    thread: Mapped[str] = mapped_column(server_default=text("''"))
    pattern: Mapped[str]
    person: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    told: Mapped[str]
    at: Mapped[datetime]


class SharedCardRow(Base):
    """A message in which a person's card stands for everybody. Without a person, who was forgotten, it waits to be taken down."""

    __tablename__ = "shared_cards"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    workspace: Mapped[str]
    channel: Mapped[str]
    message: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class UsageRow(Base):
    """How many answers of a kind were given within an hour: `slower_than` is the floor of their time in milliseconds."""

    __tablename__ = "usage"
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    slower_than: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[int]


class FaultRow(Base):
    """A fault of ours that a person was told of, by the reference she may report; never her text."""

    __tablename__ = "faults"
    reference: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    platform: Mapped[str]
    kind: Mapped[str]
    place: Mapped[str]


class ScheduleRow(Base):
    """Work by the clock. `until`: some process is at it; nobody else begins before."""

    __tablename__ = "schedules"
    name: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime]
    until: Mapped[datetime]
    holder: Mapped[str]
    ran: Mapped[datetime | None]


class ReviewPlaceRow(Base):
    """Where the consults of a workspace are looked at: a channel or a mailbox. `person` said so, and it goes with her when she is forgotten."""

    __tablename__ = "review_places"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str]
    channel: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]

    @classmethod
    def of(cls, keys: Iterable[str]) -> ColumnElement[bool]:
        """The rows of people with these keys."""
        return (cls.platform + ":" + cls.workspace + ":" + cls.person).in_(list(keys))


class ConsultRow(Base):
    """A question for a consultant, and what became of it. `to_review`, `to_asker`: who still has to be told. See `bot.store.consults`."""

    __tablename__ = "consults"
    __table_args__ = (UniqueConstraint("person_id", "answer_id"), Index(None, "workspace", "state"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    platform: Mapped[str]
    channel: Mapped[str]
    thread: Mapped[str]
    person: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    private: Mapped[bool]
    answer_id: Mapped[str]
    question: Mapped[str]
    said: Mapped[str]
    answer: Mapped[str]
    codes: Mapped[list[str]]
    state: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    owner: Mapped[str]
    reply: Mapped[str]
    at: Mapped[datetime]
    claimed: Mapped[datetime | None]
    answered: Mapped[datetime | None]
    reminded: Mapped[datetime | None]
    to_review: Mapped[bool] = mapped_column(index=True)
    to_asker: Mapped[bool] = mapped_column(index=True)
class JobPostingRow(Base):
    """A posting on the job board, without its text. `credentials` to `employments` are bits (see `bot.jobs.terms`), `yearly` dollars.

    `open_ended`: its source names no end, so that each import moves `expires`. `replaces`: an edit that waits for an admin.
    """

    __tablename__ = "job_postings"
    __table_args__ = (
        # All that the board filters on, so that a search reads nothing else.
        Index(
            "ix_job_postings_board", "state", "listed", "expires", "credentials", "specialties", "states", "employments", "workplace", "yearly", "words"
        ),
        NEVER_REUSED,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    feed: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    listed: Mapped[datetime]
    expires: Mapped[datetime]
    open_ended: Mapped[bool]
    posted: Mapped[datetime | None]
    title: Mapped[str]
    employer: Mapped[str]
    url: Mapped[str]
    places: Mapped[list[str]]
    workplace: Mapped[str]
    pay: Mapped[list[str]]
    requisition: Mapped[str]
    credentials: Mapped[int] = mapped_column(BigInteger)
    specialties: Mapped[int] = mapped_column(BigInteger)
    states: Mapped[int] = mapped_column(BigInteger)
    employments: Mapped[int] = mapped_column(BigInteger)
    yearly: Mapped[int]
    words: Mapped[str]
    reports: Mapped[int]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("job_postings.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]


class JobTextRow(Base):
    """The text of a posting, and its sketch (see `bot.jobs.wording`)."""

    __tablename__ = "job_texts"
    posting_id: Mapped[int] = mapped_column(ForeignKey("job_postings.id", ondelete="CASCADE"), primary_key=True)
    description: Mapped[str]
    sketch: Mapped[list[int]]


class JobSourceRow(Base):
    """A feed lists a posting, under the feed's own id. `digest` is that of what it said last."""

    __tablename__ = "job_sources"
    feed: Mapped[str] = mapped_column(primary_key=True)
    external: Mapped[str] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("job_postings.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]
    seen: Mapped[datetime]


class JobKeyRow(Base):
    """A number that postings of one opening have in common."""

    __tablename__ = "job_keys"
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    posting_id: Mapped[int] = mapped_column(ForeignKey("job_postings.id", ondelete="CASCADE"), primary_key=True, index=True)


class JobFeedRow(Base):
    """What is known of a feed: when it was asked, what it said, how much it held. `small` counts answers in a row that had shrunk."""

    __tablename__ = "job_feeds"
    feed: Mapped[str] = mapped_column(primary_key=True)
    validators: Mapped[dict[str, str]]
    tried: Mapped[datetime]
    imported: Mapped[datetime | None]
    entries: Mapped[int]
    small: Mapped[int]
    said: Mapped[str]


class JobSearchRow(Base):
    """A search somebody is told of: a saved one of a person, or what waits for an admin (`kind`). `told` is until when."""

    __tablename__ = "job_searches"
    __table_args__ = (UniqueConstraint("platform", "workspace", "person", "kind", "query"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    platform: Mapped[str]
    workspace: Mapped[str]
    channel: Mapped[str]
    person: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    query: Mapped[str]
    told: Mapped[datetime]
    at: Mapped[datetime]


class JobReportRow(Base):
    """Somebody says that a posting is wrong."""

    __tablename__ = "job_reports"
    posting_id: Mapped[int] = mapped_column(ForeignKey("job_postings.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]


class AuditRow(Base):
    """Who did what. Rows are only ever added."""

    __tablename__ = "audit"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
