"""Actions that are too long for a button: kept here, they travel as `verb|~token`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.actions import TOKEN_MARK, Action
from bot.store.batch import Batch
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_or_update_all
from bot.store.models import TokenRow
from bot.store.records import Resolved
from bot.store.sessions import Sessions

LIFETIME = timedelta(days=30)
"""How long a button with a token works, if the caller says nothing else."""

_TOKEN_BYTES = 16
"""128 random bits, 22 characters: nobody guesses one, and the longest verb still leaves room for it."""


class ActionTokens:
    """Shortens actions on their way out and resolves them when the button is pressed."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock
        self._keeping: Batch[dict[str, Any], None] = Batch(self._keep)

    async def shorten(self, action: Action, owner: str = "", ttl: timedelta = LIFETIME) -> Action:
        """An action that `fits`, unchanged; any other stored, and one that carries its token in return.

        `owner` is the person key of the only one who may press the button, whose action is stored then also if it fits; empty = anybody. An argument that
        itself begins with `~` is stored too, so that nobody can type a token: shorten an action once only.
        """
        if action.fits and not owner:
            return action
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await self._keeping.add({"token": token, "verb": action.verb, "arg": action.arg, "owner": owner, "expires": self._clock() + ttl})
        return Action(action.verb, TOKEN_MARK + token)

    async def keep(self, token: str, action: Action, owner: str, ttl: timedelta) -> None:
        """Store an action under a token of the caller's own, in place of what was there; `owner` alone may press it."""
        await self._keeping.add({"token": token, "verb": action.verb, "arg": action.arg, "owner": owner, "expires": self._clock() + ttl})

    async def resolve(self, action: Action, person_key: str) -> Resolved:
        """A pressed action → what it means for this person, or why it means nothing.

        `unknown`: no such token, or it was made for another verb. `foreign`: it belongs to somebody else.
        """
        if not action.is_token:
            return Resolved(action, "ok")
        token = {"token": action.arg.removeprefix(TOKEN_MARK)}
        row = await self._sessions.reading(lambda connection: connection.execute(_OF, token).first())
        if row is None or row.verb != action.verb:
            return Resolved(None, "unknown")
        if row.owner and row.owner != person_key:
            return Resolved(None, "foreign")
        if row.expires <= self._clock():
            return Resolved(None, "expired")
        return Resolved(Action(row.verb, row.arg), "ok")

    async def _keep(self, rows: Sequence[dict[str, Any]]) -> list[None]:
        latest = list({row["token"]: row for row in rows}.values())
        await self._sessions.writing(lambda connection: insert_or_update_all(connection, TokenRow, latest, key="token"))
        return [None] * len(rows)

    async def prune(self, older_than: timedelta = LIFETIME) -> int:
        """Delete tokens that expired longer ago than that; until then a press is told `expired`. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(TokenRow).where(TokenRow.expires < self._clock() - older_than).returning(TokenRow.token))
            return len(gone.all())


_OF = select(*TokenRow.__table__.columns).where(TokenRow.token == bindparam("token", type_=TokenRow.token.type))
