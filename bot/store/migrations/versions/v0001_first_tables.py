"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make people, identities, turns, tokens, claims, feedback and audit."""
    _people()
    _turns()
    _tokens_and_claims()
    _feedback_and_audit()


def _people() -> None:
    roles = sa.Enum("guest", "member", "trusted", "consultant", "admin", name="role", native_enum=False, length=20)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", roles, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identities",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_identities_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_key", name="pk_identities"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])


def _turns() -> None:
    op.create_table(
        "thread_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("answer_verdict", sa.String(), nullable=False),
        sa.Column("answer_text", sa.String(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_thread_turns_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_thread_turns"),
        sa.UniqueConstraint("answer_id", name="uq_thread_turns_answer_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_thread_turns_at", "thread_turns", ["at"])
    op.create_index("ix_thread_turns_person_id", "thread_turns", ["person_id"])
    op.create_index("ix_thread_turns_thread_key_id", "thread_turns", ["thread_key", "id"])


def _tokens_and_claims() -> None:
    op.create_table(
        "action_tokens",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("arg", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_action_tokens"),
    )
    op.create_index("ix_action_tokens_expires", "action_tokens", ["expires"])
    op.create_index("ix_action_tokens_owner", "action_tokens", ["owner"])
    op.create_table(
        "claims",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_claims"),
    )
    op.create_index("ix_claims_at", "claims", ["at"])


def _feedback_and_audit() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("question_hash", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("answer_id", "person", name="uq_feedback_answer_id_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_person", "feedback", ["person"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
