"""Codes that people keep at hand, and what they wrote on codes for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "favourites",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_favourites_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "code", name="pk_favourites"),
    )
    op.create_table(
        "code_notes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_code_notes_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "code", name="pk_code_notes"),
    )
