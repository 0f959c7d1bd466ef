"""Stand-ins for people where their identity must not be kept: feedback and audit."""

from __future__ import annotations

import hashlib
import hmac

_HEX_DIGITS = 16


class Pseudonyms:
    """Makes pseudonyms with one secret key; without the key nobody can try out who is behind one."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the store needs a secret key: an unkeyed hash of a user id is undone by trying all ids")
        self._key = secret.encode()

    def of(self, person_key: str) -> str:
        """A person key → 16 hex digits, always the same for the same key and secret."""
        return hmac.new(self._key, person_key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:_HEX_DIGITS]
