"""Terms that people accepted: which, in which version, when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new_now
from bot.store.models import AcceptanceRow, PersonRow
from bot.store.sessions import Sessions


class Acceptances:
    """Acceptances by person. A document is a short name: `terms`, `cpt`."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def accept(self, person_id: int, document: str, version: str) -> bool:
        """Keep that a person accepted a version. Whether it is new: the first time counts, also of two at once. Nothing for the forgotten."""
        values = {"person_id": person_id, "document": document, "version": version, "at": self._clock()}
        return await self._sessions.writing(lambda connection: accept_now(connection, values))

    async def of(self, person_id: int) -> Mapping[tuple[str, str], datetime]:
        """What a person accepted: document and version → when."""
        rows = await self._sessions.reading(lambda connection: connection.execute(_OF, {"person": person_id}).all())
        return {(row.document, row.version): row.at for row in rows}


def accept_now(connection: Connection, values: Mapping[str, object]) -> bool:
    """`Acceptances.accept` where nothing is awaited."""
    if connection.scalar(_THERE, {"person": values["person_id"]}) is None:
        return False
    return insert_new_now(connection, AcceptanceRow, values, key=["person_id", "document", "version"])


_OF = (
    select(AcceptanceRow.document, AcceptanceRow.version, AcceptanceRow.at)
    .where(AcceptanceRow.person_id == bindparam("person"))
    .order_by(AcceptanceRow.at)
)
_THERE = select(PersonRow.id).where(PersonRow.id == bindparam("person")).with_for_update(read=True, key_share=True)

ACCEPTED = exists().where(
    AcceptanceRow.person_id == PersonRow.id,
    AcceptanceRow.document == bindparam("document", type_=AcceptanceRow.document.type),
    AcceptanceRow.version == bindparam("version", type_=AcceptanceRow.version.type),
)
"""Whether the person of a query accepted a version of a document."""
