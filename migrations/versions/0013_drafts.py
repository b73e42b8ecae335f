"""What a post is writing is kept: one draft for each conversation, and one for each case to open one on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "thread_id"], ["thread.case_id", "thread.id"], name=op.f("fk_draft_case_id_thread_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_draft_case_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_draft_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_draft_case_id_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_draft_opening",
            ["membership_id", "case_id"],
            unique=True,
            sqlite_where=sa.text("thread_id IS NULL"),
            postgresql_where=sa.text("thread_id IS NULL"),
        )
        batch_op.create_index("ix_draft_thread", ["membership_id", "thread_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_thread")
        batch_op.drop_index(
            "ix_draft_opening", sqlite_where=sa.text("thread_id IS NULL"), postgresql_where=sa.text("thread_id IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_draft_case_id"))
    op.drop_table("draft")
