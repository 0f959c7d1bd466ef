"""What places are told of after a reload."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_watches_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("platform", "workspace", "channel", "pattern", name="uq_watches_platform_workspace_channel_pattern"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watches_person_id", "watches", ["person_id"])
