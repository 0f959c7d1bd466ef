"""People, their accounts on platforms, and their role."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, false, func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs.posting import JobState
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new, insert_or_update
from bot.store.models import (
    CodeNoteRow,
    ConsultRow,
    DefaultsRow,
    FavouriteRow,
    FeedbackRow,
    IdentityRow,
    JobPostingRow,
    PageViewRow,
    PersonRow,
    ReviewPlaceRow,
    SpentViewsRow,
    TeamAnswerRow,
    TokenRow,
    TurnRow,
    WatchRow,
)
from bot.store.page_views import HOLDER
from bot.store.pseudonyms import Pseudonyms, new_salt
from bot.store.records import ConsultState, Forgotten, Person, Role, Standing
from bot.store.sessions import Sessions


class People:
    """Who has used Coderly. A person key is `platform:workspace:person` (`Turn.person_key`)."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def ensure(self, person_key: str, role: Role = Role.MEMBER) -> Person:
        """The person behind a key, made on first sight; `role` is what a new person starts with."""
        if not person_key:
            raise ValueError("a person key must not be empty")
        known = await self.find(person_key)
        if known is not None:
            return known
        async with self._sessions.write() as session:
            return await self._ensure(session, person_key, role)

    async def find(self, person_key: str) -> Person | None:
        """The person behind a key, if there is one; makes nobody."""
        return await self._sessions.reading(lambda connection: person_now(connection, person_key))

    async def role_of(self, person_key: str) -> Role:
        """The role of a person; `guest` for somebody never seen. Makes nobody."""
        known = await self.find(person_key)
        return known.role if known else Role.GUEST

    async def set_role(self, person_key: str, role: Role) -> Person:
        """Give a role, also to somebody who has not come by yet. The person as they are now."""
        async with self._sessions.write() as session:
            person = await self._ensure(session, person_key, role)
            await session.execute(update(PersonRow).where(PersonRow.id == person.id).values(role=role))
        return Person(person.id, role, person_key)

    async def pseudonym(self, person_key: str) -> str:
        """The stand-in for a person in feedback and audit: 16 hex digits. After a forgetting it is another."""
        known = await self._sessions.reading(lambda connection: self._pseudonyms.now(connection, person_key))
        return known or self._pseudonyms.of(person_key)

    def hashed(self, what: str, text: str) -> str:
        """A keyed hash of a text for one purpose, where the text itself must not be kept."""
        return self._pseudonyms.hashed(what, text)

    async def forget(self, person_key: str) -> Forgotten:
        """Delete a person with all their accounts, and what ties feedback, team answers and audit to them.

        Turns, tokens, defaults, saved codes, notes, consults and watches go with them, and the place for consults that she named: her key
        stands in it, and telling of a consult there would make her a person again.

        Her shared cards lose their person, by which whoever posted them knows to take them down.

        Ratings stay, without person and reason; a team answer stays the team's, without its author, and an open job posting the board's; what
        nobody decided on goes. The audit stays; it holds pseudonyms only, and what led from the person to them goes. How many code pages were
        seen stays under a keyed hash, or forgetting would be a way to see more. Somebody unknown is forgotten too: tokens and turns may carry
        the key of a person who was never made.
        """
        async with self._sessions.write() as session:
            person = await _find(session, person_key)
            keys = {person_key}
            if person is not None:
                keys |= set(await session.scalars(select(IdentityRow.person_key).where(IdentityRow.person_id == person.id)))
                await self._keep_count(session, person.id, keys)
            names = [await self._pseudonyms.within(session, key) or self._pseudonyms.of(key) for key in keys]
            # A mailbox or a terminal is its own channel: there the thread's key begins with the person's.
            theirs = or_(
                TurnRow.person_id == person.id if person else false(),  # never `== None`: those are other people's
                # Not LIKE: on SQLite it takes upper and lower case for the same.
                *(func.substr(TurnRow.thread_key, 1, len(key) + 1) == f"{key}:" for key in keys),
            )
            turns = await session.scalars(delete(TurnRow).where(theirs).returning(TurnRow.id))
            tokens = await session.scalars(delete(TokenRow).where(TokenRow.owner.in_(keys)).returning(TokenRow.token))
            feedback = await session.scalars(
                update(FeedbackRow)
                .where(FeedbackRow.person.in_(names))
                .values(person=None, reason="")
                .returning(FeedbackRow.id)
            )
            undecided = TeamAnswerRow.state == Standing.PROPOSED.value
            proposed = await session.scalars(
                delete(TeamAnswerRow).where(TeamAnswerRow.author.in_(names), undecided).returning(TeamAnswerRow.id)
            )
            authored = await session.scalars(
                update(TeamAnswerRow).where(TeamAnswerRow.author.in_(names)).values(author=None).returning(TeamAnswerRow.id)
            )
            await session.execute(update(TeamAnswerRow).where(TeamAnswerRow.decider.in_(names)).values(decider=None))
            answers = len(proposed.all()) + len(authored.all())
            mine = person.id if person else -1
            own = await session.scalars(
                delete(DefaultsRow).where(DefaultsRow.person_id == mine).returning(DefaultsRow.scope)
            )
            favourites = await session.scalars(delete(FavouriteRow).where(FavouriteRow.person_id == mine).returning(FavouriteRow.code))
            notes = await session.scalars(delete(CodeNoteRow).where(CodeNoteRow.person_id == mine).returning(CodeNoteRow.code))
            asked = await session.scalars(delete(ConsultRow).where(ConsultRow.person_id == mine).returning(ConsultRow.id))
            places = await session.scalars(delete(ReviewPlaceRow).where(ReviewPlaceRow.of(keys)).returning(ReviewPlaceRow.workspace))
            watched = await session.scalars(delete(WatchRow).where(WatchRow.person_id == mine).returning(WatchRow.id))
            await session.execute(
                update(ConsultRow)
                .where(ConsultRow.owner_id == mine, ConsultRow.state == ConsultState.CLAIMED.value)
                .values(state=ConsultState.OPEN.value, owner_id=None, owner="", claimed=None, to_review=True)
            )
            await session.execute(update(ConsultRow).where(ConsultRow.owner_id == mine).values(owner_id=None, owner=""))
            undecided_jobs = JobPostingRow.state == JobState.PROPOSED.value
            await session.execute(delete(JobPostingRow).where(JobPostingRow.person_id == mine, undecided_jobs))
            counts = Forgotten(
                identities=len(keys) if person else 0,
                turns=len(turns.all()),
                tokens=len(tokens.all()),
                feedback=len(feedback.all()),
                defaults=len(own.all()),
                team_answers=answers,
                favourites=len(favourites.all()),
                code_notes=len(notes.all()),
                consults=len(asked.all()),
                watches=len(watched.all()),
                review_places=len(places.all()),
            )
            if person is not None:
                await session.execute(delete(IdentityRow).where(IdentityRow.person_id == person.id))
                await session.execute(delete(PersonRow).where(PersonRow.id == person.id))
        return counts

    async def _keep_count(self, session: AsyncSession, person_id: int, keys: set[str]) -> None:
        """What the person had seen of code pages, under the keyed hash of each of her identities."""
        mine = select(func.count(), func.max(PageViewRow.day)).where(PageViewRow.person_id == person_id)
        views, day = (await session.execute(mine)).one()
        for key in keys:
            holder = self._pseudonyms.hashed(HOLDER, key)
            before = await session.get(SpentViewsRow, holder)
            if views or before:
                values = {"holder": holder, "views": views + (before.views if before else 0), "day": day or self._clock().date()}
                await insert_or_update(session, SpentViewsRow, values, key=["holder"])

    async def _ensure(self, session: AsyncSession, person_key: str, role: Role) -> Person:
        if known := await _find(session, person_key):
            return known
        row = PersonRow(created=self._clock(), role=role)
        session.add(row)
        await session.flush()
        if await insert_new(session, IdentityRow, {"person_key": person_key, "person_id": row.id, "salt": new_salt()}, key=["person_key"]):
            return Person(row.id, role, person_key)
        # Another process made the same person in between (PostgreSQL only; SQLite has one writer).
        await session.delete(row)
        winner = await _find(session, person_key)
        if winner is None:
            raise RuntimeError("an identity both exists and does not")
        return winner


async def _find(session: AsyncSession, person_key: str) -> Person | None:
    return await session.run_sync(lambda here: person_now(here.connection(), person_key))


def person_now(connection: Connection, person_key: str) -> Person | None:
    """`People.find` where nothing is awaited."""
    row = connection.execute(_FIND, {"key": person_key}).first()
    return Person(row.id, row.role, person_key) if row else None


_FIND = (
    select(PersonRow.id, PersonRow.role)
    .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    .where(IdentityRow.person_key == bindparam("key", type_=IdentityRow.person_key.type))
)
