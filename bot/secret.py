"""The key for keyed hashes and stored tokens: from the settings, or made once and kept in CODERLY_HOME."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from bot.settings import Settings

_FILE = "secret.key"


def secret_key(settings: Settings) -> str:
    """The key. Made at the first start with permissions for the owner only; two first starts agree on one."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    file: Path = settings.home / _FILE
    settings.home.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f"{_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # appears whole or not at all, and never replaces another's
        fresh.unlink()
    return file.read_text(encoding="ascii").strip()
