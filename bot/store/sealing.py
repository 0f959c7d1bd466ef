"""Sealed text: what must be kept for a while and must not be readable in the database or in a backup of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Sealer:
    """Encrypts and authenticates small JSON objects (Fernet) with a key made from the secret of the settings."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("sealing needs a secret key")
        self._secret = secret
        self._cipher: Fernet | None = None

    def seal(self, value: Mapping[str, Any]) -> str:
        """A JSON object → text that only the same secret opens."""
        return self._fernet().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode("ascii")

    def unseal(self, sealed: str, seconds: int | None = None) -> dict[str, Any] | None:
        """The object again; `None` if it was sealed with another secret, changed, or longer than `seconds` ago."""
        from cryptography.fernet import InvalidToken

        try:
            value = json.loads(self._fernet().decrypt(sealed.encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def _fernet(self) -> Fernet:
        if self._cipher is None:
            from cryptography.fernet import Fernet  # a tenth of a second to import; the terminal never needs it

            digest = hashlib.sha256(b"coderly sealing 1\0" + self._secret.encode()).digest()
            self._cipher = Fernet(base64.urlsafe_b64encode(digest))
        return self._cipher
