"""Who comes to a conference comes by their agency's word, and a seat may go with the conference that gave it.

Revision ID: 0023
Revises: 0022
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Who represents an agency was named by it, as far as anybody can tell; others of the convening agency were, too.
_AGREED = """
UPDATE attendance SET agreed_at = named_at
WHERE function = 'REPRESENTATIVE' OR (function <> 'OBSERVER' AND EXISTS (
    SELECT 1 FROM conference, membership
    WHERE conference.id = attendance.conference_id AND membership.id = attendance.membership_id
        AND membership.agency_id = conference.agency_id))
"""


def upgrade() -> None:
    op.add_column("attendance", sa.Column("agreed_at", tables.Instant(), nullable=True))
    op.execute(_AGREED)
    with op.batch_alter_table("case_agency") as part:
        part.add_column(sa.Column("until_conference_id", sa.Uuid(), nullable=True))
        part.create_index(op.f("ix_case_agency_until_conference_id"), ["until_conference_id"])
        part.create_foreign_key(
            op.f("fk_case_agency_until_conference_id"), "conference", ["until_conference_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("case_agency") as part:
        part.drop_constraint(op.f("fk_case_agency_until_conference_id"), type_="foreignkey")
        part.drop_index(op.f("ix_case_agency_until_conference_id"))
        part.drop_column("until_conference_id")
    with op.batch_alter_table("attendance", recreate="never") as batch_op:
        batch_op.drop_column("agreed_at")
