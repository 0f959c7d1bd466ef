"""The key for keyed hashes and stored tokens: from the settings, or made once and kept in CODERLY_HOME."""

from __future__ import annotations

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
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        key = secrets.token_hex(32)
        stream.write(key)
    return key
