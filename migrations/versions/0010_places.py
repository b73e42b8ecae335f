"""An agency's parts are found by their state as well: of its thousands, the few that wait.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_case_agency_agency", "case_agency", ["agency_id", "state", "case_id"])
    op.drop_index("ix_case_agency_agency_id", "case_agency")


def downgrade() -> None:
    op.create_index("ix_case_agency_agency_id", "case_agency", ["agency_id"])
    op.drop_index("ix_case_agency_agency", "case_agency")
