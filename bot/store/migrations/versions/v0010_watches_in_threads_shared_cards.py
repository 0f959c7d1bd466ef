"""Watches of a thread; cards that people shared, to be taken down when their person is forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNIQUE = "uq_watches_platform_workspace_channel_pattern"
_UNIQUE_IN_THREAD = "uq_watches_platform_workspace_channel_thread_pattern"


def upgrade() -> None:
    """A watch so far was its channel's."""
    with op.batch_alter_table("watches", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("thread", sa.String(), server_default=sa.text("''"), nullable=False))
        table.drop_constraint(_UNIQUE, type_="unique")
        table.create_unique_constraint(_UNIQUE_IN_THREAD, ["platform", "workspace", "channel", "thread", "pattern"])
    op.create_table(
        "shared_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_shared_cards_person_id_people", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_shared_cards"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shared_cards_person_id", "shared_cards", ["person_id"])
