"""What a person keeps of codes: those she saved, and her own notes on them. Nobody else ever sees either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new, insert_or_update
from bot.store.models import CodeNoteRow, FavouriteRow, PersonRow
from bot.store.records import CodeNote
from bot.store.sessions import Sessions

MOST = 500
"""Codes that one person saves, and codes that she has notes on."""


class OwnCodes:
    """Saved codes and notes by person. Codes are written as they are published: `E11.9`, `27257`."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def save(self, person_id: int, codes: Iterable[str]) -> tuple[str, ...]:
        """Save these. Gives those that were not saved before; beyond `MOST` none is taken."""
        fresh: list[str] = []
        async with self._sessions.write() as session:
            if await _gone(session, person_id):
                return ()
            there = await session.scalar(select(func.count()).where(FavouriteRow.person_id == person_id)) or 0
            for code in codes:
                if there + len(fresh) >= MOST:
                    break
                values = {"person_id": person_id, "code": code, "at": self._clock()}
                if await insert_new(session, FavouriteRow, values, key=["person_id", "code"]):
                    fresh.append(code)
        return tuple(fresh)

    async def unsave(self, person_id: int, codes: Sequence[str]) -> int:
        """Save these no longer. How many went."""
        where = FavouriteRow.person_id == person_id, FavouriteRow.code.in_(codes)
        async with self._sessions.write() as session:
            return len((await session.scalars(delete(FavouriteRow).where(*where).returning(FavouriteRow.code))).all())

    async def saved(self, person_id: int) -> tuple[str, ...]:
        """The codes a person saved, the latest first."""
        rows = await self._sessions.reading(lambda connection: connection.execute(_SAVED, {"person": person_id}).all())
        return tuple(code for (code,) in rows)

    async def write(self, person_id: int, code: str, note: str) -> bool:
        """Keep a note on a code in place of the one before. `note` has passed the PHI gate. Whether it was kept: not beyond `MOST`."""
        async with self._sessions.write() as session:
            if await _gone(session, person_id):
                return False
            others = select(func.count()).where(CodeNoteRow.person_id == person_id, CodeNoteRow.code != code)
            if (await session.scalar(others) or 0) >= MOST:
                return False
            values = {"person_id": person_id, "code": code, "note": note, "at": self._clock()}
            await insert_or_update(session, CodeNoteRow, values, key=["person_id", "code"])
            return True

    async def erase(self, person_id: int, code: str) -> bool:
        """Delete the note on a code. Whether there was one."""
        where = CodeNoteRow.person_id == person_id, CodeNoteRow.code == code
        async with self._sessions.write() as session:
            return (await session.scalar(delete(CodeNoteRow).where(*where).returning(CodeNoteRow.code))) is not None

    async def notes(self, person_id: int, *codes: str) -> tuple[CodeNote, ...]:
        """Her notes on these codes, or on all, the latest first."""
        statement, values = (_NOTES_ON, {"person": person_id, "codes": codes}) if codes else (_NOTES, {"person": person_id})
        rows = await self._sessions.reading(lambda connection: connection.execute(statement, values).all())
        return tuple(CodeNote(row.code, row.note, row.at) for row in rows)


async def _gone(session: AsyncSession, person_id: int) -> bool:
    """Whether the person was forgotten meanwhile; the lock (PostgreSQL) lets a forgetting that runs now wait, and take this along."""
    there = select(PersonRow.id).where(PersonRow.id == person_id).with_for_update(read=True, key_share=True)
    return await session.scalar(there) is None


_SAVED = select(FavouriteRow.code).where(FavouriteRow.person_id == bindparam("person")).order_by(FavouriteRow.at.desc(), FavouriteRow.code)
_NOTES = (
    select(CodeNoteRow.code, CodeNoteRow.note, CodeNoteRow.at)
    .where(CodeNoteRow.person_id == bindparam("person"))
    .order_by(CodeNoteRow.at.desc(), CodeNoteRow.code)
)
_NOTES_ON = _NOTES.where(CodeNoteRow.code.in_(bindparam("codes", expanding=True)))
