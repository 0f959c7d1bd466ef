"""Defaults, team answers, what models took, and the evidence of an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make three tables and a column."""
    op.create_table(
        "model_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("cached", sa.Boolean(), nullable=False),
        sa.Column("dollars", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_use"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_use_at", "model_use", ["at"])
    op.create_table(
        "team_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("prints", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("decider", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_team_answers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_answers_author", "team_answers", ["author"])
    op.create_index("ix_team_answers_decider", "team_answers", ["decider"])
    op.create_index("ix_team_answers_workspace_state", "team_answers", ["workspace", "state"])
    op.create_table(
        "defaults",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_defaults_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scope", name="pk_defaults"),
    )
    op.create_index("ix_defaults_person_id", "defaults", ["person_id"])
    with op.batch_alter_table("thread_turns") as table:
        table.add_column(sa.Column("evidence", sa.JSON(), server_default="[]", nullable=False))
