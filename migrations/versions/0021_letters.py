"""A post has a work address, and letters to it wait until they go.

Revision ID: 0021
Revises: 0020
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    op.add_column("membership", sa.Column("email", sa.String(length=254), nullable=True))
    kinds = ("INVITATION", "CHANGED", "CANCELLED", "REMINDER")
    kind = sa.Enum(
        *(f"CONFERENCE_{each}" for each in kinds),
        name="letterkind",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to_membership_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("subject_key", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("made_at", tables.Instant(), nullable=False),
        sa.Column("not_before", tables.Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", tables.Instant(), nullable=False),
        sa.Column("claimed_until", tables.Instant(), nullable=True),
        sa.Column("sent_at", tables.Instant(), nullable=True),
        sa.Column("failed_at", tables.Instant(), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["to_membership_id"], ["membership.id"], name=op.f("fk_letter_to_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_subject", "letter", ["to_membership_id", "subject_key"])
    op.create_index("ix_letter_waiting", "letter", ["next_try_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_table("letter")
    with op.batch_alter_table("membership", recreate="never") as batch_op:
        batch_op.drop_column("email")
