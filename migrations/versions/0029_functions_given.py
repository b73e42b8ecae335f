"""A function that came by a conference goes with it.

Revision ID: 0029
Revises: 0028
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Which of those that are there came by a conference is not known any more: they stay till somebody ends them.
    with op.batch_alter_table("case_member") as member:
        member.add_column(sa.Column("until_conference_id", sa.Uuid(), nullable=True))
        member.create_index(op.f("ix_case_member_until_conference_id"), ["until_conference_id"])
        member.create_foreign_key(
            op.f("fk_case_member_until_conference_id"), "conference", ["until_conference_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("case_member") as member:
        member.drop_constraint(op.f("fk_case_member_until_conference_id"), type_="foreignkey")
        member.drop_index(op.f("ix_case_member_until_conference_id"))
        member.drop_column("until_conference_id")
