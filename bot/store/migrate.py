"""Bringing the database to the form this program expects. Alembic is imported only if there is something to do.

Developers make a new migration with `python -m bot.store.migrate "what changes"` after changing the models, read
what it wrote, and set `HEAD` to its revision; tests compare models, migrations and `HEAD`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import WRITES, create_engine, describe, in_memory, make_place, parse
from bot.store.errors import StoreTooNewError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The revision this program works with. A constant, so that the usual start needs one query and no alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x636F6465726C79
"""PostgreSQL's advisory lock for migrations: the letters of `coderly`."""


async def bring_forward(engine: AsyncEngine) -> None:
    """Run the migrations that the database lacks; at most one process does it, the others wait and find it done.

    Raises `StoreTooNewError` if the database has a revision that this program does not know.
    """
    if await _revision(engine) == HEAD:
        return
    if in_memory(engine.url):
        await _migrate(engine)  # another engine would have another memory
        return
    own = create_engine(engine.url, migrating=True)
    try:
        await _migrate(own)
    finally:
        await own.dispose()


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin():
        await connection.run_sync(upgrade)


async def _revision(engine: AsyncEngine) -> str | None:
    """The database's revision, `None` for a fresh database. One query unless it is fresh."""
    try:
        return await _recorded_revision(engine)
    except DBAPIError:
        async with engine.connect() as connection:
            if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
                return None
    return await _recorded_revision(engine)  # another process has made the table in between, or the error comes again


async def _recorded_revision(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        revision: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for a connection; there is no alembic.ini. Migrations run in the connection's transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")  # a module's name begins with a letter
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Bring the database behind a connection, which is in a transaction, to a revision."""
    from alembic import command
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise StoreTooNewError(
            f"The state database ({describe(connection.engine.url)}) has revision {current}; this Coderly knows only up to {HEAD}. "
            "A newer Coderly has used it: install that version or a later one, or put back the backup made before the upgrade."
        )
    if current != revision:
        command.upgrade(config, revision)


async def _new_revision(message: str) -> None:
    """Write a migration from what the migrations make to what the models say."""
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        url = parse(f"sqlite:///{folder}/state.sqlite")
        make_place(url)
        engine = create_engine(url, migrating=True)
        await _migrate(engine)
        number = f"{int(HEAD) + 1:04d}"
        async with engine.connect() as connection:
            await connection.run_sync(lambda sync: command.revision(configuration(sync), message, autogenerate=True, rev_id=number))
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_new_revision(" ".join(sys.argv[1:]) or "change"))
