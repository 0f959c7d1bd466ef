"""Accounts: salts of pseudonyms, accepted terms, page views, seats, link codes, what a model took by person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _of_a_person(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id_people", ondelete="CASCADE"),
    )


def upgrade() -> None:
    """Add the column and make the tables. Identities from before have no salt: their pseudonyms stay what they were."""
    op.add_column("identities", sa.Column("salt", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "model_spending",
        *_of_a_person("model_spending"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dollars", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "day", name="pk_model_spending"),
    )
    op.create_table(
        "acceptances",
        *_of_a_person("acceptances"),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "document", "version", name="pk_acceptances"),
    )
    op.create_table(
        "page_views",
        *_of_a_person("page_views"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "code", "day", name="pk_page_views"),
    )
    op.create_table(
        "spent_views",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("holder", name="pk_spent_views"),
    )
    op.create_table(
        "seats",
        *_of_a_person("seats"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_seats"),
    )
    op.create_table(
        "seat_revocations",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder", name="pk_seat_revocations"),
    )
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(), nullable=False),
        *_of_a_person("link_codes"),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_link_codes"),
    )
    op.create_index("ix_link_codes_person_id", "link_codes", ["person_id"])
    op.create_index("ix_link_codes_expires", "link_codes", ["expires"])
    op.create_table(
        "link_attempts",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder", name="pk_link_attempts"),
    )
