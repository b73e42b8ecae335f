"""Streams know the moment of their last fact."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LAST = """
UPDATE stream SET moved_at = (
    SELECT max(fact.at) FROM fact JOIN stream_entry ON stream_entry.fact_id = fact.id
    WHERE stream_entry.stream_id = stream.id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("stream") as stream:
        stream.add_column(sa.Column("moved_at", tables.Instant(), nullable=True))
    op.execute(_LAST)
    with op.batch_alter_table("stream") as stream:
        stream.alter_column("moved_at", existing_type=tables.Instant(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("stream") as stream:
        stream.drop_column("moved_at")
