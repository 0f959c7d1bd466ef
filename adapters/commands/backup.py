"""`coderly backup` and `coderly restore`: the state and which snapshot serves, in one file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from adapters.commands.session import settings_with_logs
from bot.secret import secret_key
from knowledge.errors import KnowledgeError
from knowledge.snapshot import Snapshots


def backup(file: Path) -> int:
    """Write the state to a file."""
    from bot.store import backup as state

    settings = settings_with_logs()
    pointer = Snapshots(settings.knowledge_dir).pointer.current() or ""
    contents = asyncio.run(state.write(settings.store_url, file, pointer=pointer, secret=secret_key(settings)))
    print(f"{file}: {sum(contents.rows.values()):,} rows of {len(contents.rows)} tables, revision {contents.revision}, snapshot {pointer or 'none'}.")
    print("Keep the secret key apart from it (CODERLY_SECRET_KEY, or secret.key in CODERLY_HOME): without it nobody is recognised again.", file=sys.stderr)
    return 0


def restore(file: Path) -> int:
    """Read a file into an empty database, and let the snapshot serve that it names, if it is there."""
    from bot.store import backup as state

    settings = settings_with_logs()
    contents = asyncio.run(state.read(settings.store_url, file))
    print(f"{sum(contents.rows.values()):,} rows of {contents.at} are back.")
    if contents.key != state.key_print(secret_key(settings)):
        print(
            "The secret key is another one than that of the backup: people, tokens and installations will not be recognised. "
            "Put the old key into CODERLY_SECRET_KEY before anything runs.",
            file=sys.stderr,
        )
        return 1
    return _serve_again(Snapshots(settings.knowledge_dir), contents.pointer)


def _serve_again(snapshots: Snapshots, pointer: str) -> int:
    if not pointer or pointer == snapshots.pointer.current():
        return 0
    try:
        snapshots.publish(snapshots.load(pointer))
    except KnowledgeError:
        print(f"The snapshot that served then ({pointer}) is not in {snapshots.root}: copy it back, or run: coderly kb build", file=sys.stderr)
        return 1
    print(f"Snapshot {pointer} serves again.")
    return 0
