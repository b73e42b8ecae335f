"""Conferences may be of a series.

Revision ID: 0020
Revises: 0019
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("conference") as conference:
        conference.add_column(sa.Column("series_id", sa.Uuid(), nullable=True))
        conference.create_index(op.f("ix_conference_series_id"), ["series_id"])


def downgrade() -> None:
    with op.batch_alter_table("conference") as conference:
        conference.drop_index(op.f("ix_conference_series_id"))
        conference.drop_column("series_id")
