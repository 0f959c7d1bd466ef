"""The job board: postings, their texts, feeds and keys, searches and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "job_feeds",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("validators", sa.JSON(), nullable=False),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("small", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_job_feeds"),
    )
    op.create_table(
        "job_postings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("listed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_ended", sa.Boolean(), nullable=False),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("workplace", sa.String(), nullable=False),
        sa.Column("pay", sa.JSON(), nullable=False),
        sa.Column("requisition", sa.String(), nullable=False),
        sa.Column("credentials", sa.BigInteger(), nullable=False),
        sa.Column("specialties", sa.BigInteger(), nullable=False),
        sa.Column("states", sa.BigInteger(), nullable=False),
        sa.Column("employments", sa.BigInteger(), nullable=False),
        sa.Column("yearly", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_job_postings_person_id_people", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["replaces"], ["job_postings.id"], name="fk_job_postings_replaces_job_postings", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_postings"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_job_postings_board",
        "job_postings",
        ["state", "listed", "expires", "credentials", "specialties", "states", "employments", "workplace", "yearly", "words"],
    )
    op.create_index("ix_job_postings_feed", "job_postings", ["feed"])
    op.create_index("ix_job_postings_person_id", "job_postings", ["person_id"])
    op.create_index("ix_job_postings_replaces", "job_postings", ["replaces"])

    op.create_table(
        "job_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_job_searches_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_searches"),
        sa.UniqueConstraint(
            "platform", "workspace", "person", "kind", "query", name="uq_job_searches_platform_workspace_person_kind_query"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_searches_person_id", "job_searches", ["person_id"])

    op.create_table(
        "job_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["job_postings.id"], name="fk_job_keys_posting_id_job_postings", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "posting_id", name="pk_job_keys"),
    )
    op.create_index("ix_job_keys_posting_id", "job_keys", ["posting_id"])

    op.create_table(
        "job_reports",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_job_reports_person_id_people", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["posting_id"], ["job_postings.id"], name="fk_job_reports_posting_id_job_postings", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("posting_id", "person_id", name="pk_job_reports"),
    )
    op.create_table(
        "job_sources",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("external", sa.String(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["job_postings.id"], name="fk_job_sources_posting_id_job_postings", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed", "external", name="pk_job_sources"),
    )
    op.create_index("ix_job_sources_posting_id", "job_sources", ["posting_id"])

    op.create_table(
        "job_texts",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("sketch", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["job_postings.id"], name="fk_job_texts_posting_id_job_postings", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("posting_id", name="pk_job_texts"),
    )
