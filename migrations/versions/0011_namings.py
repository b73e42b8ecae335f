"""An audience's namings are looked up for each row that the rule weighs: by a hash, where the database has one.

Revision ID: 0011
Revises: 0010
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_disclosure_audience_id", "disclosure", ["audience_id"], postgresql_using="hash")
    op.drop_index("ix_disclosure_audience", "disclosure")


def downgrade() -> None:
    op.create_index("ix_disclosure_audience", "disclosure", ["audience_id", "agency_id", "membership_id"])
    op.drop_index("ix_disclosure_audience_id", "disclosure")
