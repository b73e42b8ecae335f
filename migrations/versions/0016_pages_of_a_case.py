"""A case's newest tasks and conversations are found in their order, however many it has.

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = "task", "thread"


def upgrade() -> None:
    for table in _TABLES:
        op.create_index(f"ix_{table}_page", table, ["case_id", "created_at", "id"])
        op.drop_index(f"ix_{table}_case_id", table)


def downgrade() -> None:
    for table in _TABLES:
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])
        op.drop_index(f"ix_{table}_page", table)
