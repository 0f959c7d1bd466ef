"""Run by alembic: migrates over the connection that `bot.store.migrate` puts into the configuration."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.store.models import Base, UtcDateTime, Words


def plain_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Our own column types are written as the types below them: a migration must not change with the models."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Words):
        return "sa.String()"
    return False


connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError('run migrations through bot.store: Store.open() or python -m bot.store.migrate "what changes"')

context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=plain_type,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter a table, only rebuild it
)
with context.begin_transaction():
    context.run_migrations()
