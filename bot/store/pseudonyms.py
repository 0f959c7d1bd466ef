"""Stand-ins for people where their identity must not be kept: feedback, team answers and audit.

A pseudonym is a keyed hash of a person key and of a salt that only the identity's row holds. Forgetting deletes the row, and with it
the only way from the person to the pseudonym: not even the secret key finds it again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import IdentityRow

_HEX_DIGITS = 16
_SALT_BYTES = 12


class Pseudonyms:
    """Makes pseudonyms and keyed hashes with one secret key; without the key nobody can try out who is behind one."""

    def __init__(self, secret: str) -> None:
        check(secret)
        self._key = secret.encode()

    def of(self, person_key: str, salt: str = "") -> str:
        """A person key and its salt → 16 hex digits. Without a salt it is what an identity from before there were salts has."""
        return self._hash(salt + person_key)

    def hashed(self, what: str, text: str) -> str:
        """A keyed hash of a text for one purpose: 16 hex digits. `what` keeps the hashes of different purposes apart."""
        return self._hash(f"{what}\0{text}")

    def now(self, connection: Connection, person_key: str) -> str | None:
        """The pseudonym of a person who is known, else `None`."""
        salt = connection.scalar(_SALT, {"key": person_key})
        return None if salt is None else self.of(person_key, salt)

    async def within(self, session: AsyncSession, person_key: str) -> str | None:
        """`now` in a session."""
        return await session.run_sync(lambda here: self.now(here.connection(), person_key))

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:_HEX_DIGITS]


def check(secret: str) -> None:
    """Raises `ValueError` for an empty secret."""
    if not secret:
        raise ValueError("the store needs a secret key: an unkeyed hash of a user id is undone by trying all ids")


def new_salt() -> str:
    """A salt for a new identity."""
    return secrets.token_hex(_SALT_BYTES)


def nobody() -> str:
    """The pseudonym of somebody who was forgotten meanwhile: another one each time."""
    return secrets.token_hex(_HEX_DIGITS // 2)


_SALT = select(IdentityRow.salt).where(IdentityRow.person_key == bindparam("key", type_=IdentityRow.person_key.type))
