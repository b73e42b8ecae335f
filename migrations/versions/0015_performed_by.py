"""An act that is sent again is the same act by whichever of one's posts one has come to act meanwhile.

Revision ID: 0015
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OF_ANOTHER_POST = """
    DELETE FROM performed WHERE EXISTS (
        SELECT 1 FROM performed AS other
        JOIN membership AS theirs ON theirs.id = other.membership_id
        JOIN membership AS own ON own.id = performed.membership_id AND own.practitioner_id = theirs.practitioner_id
        WHERE other.client_mutation_id = performed.client_mutation_id AND other.membership_id < performed.membership_id
    )
"""
_BY_WHOM = """
    UPDATE performed SET sender_id = coalesce(
        (SELECT practitioner_id FROM membership WHERE membership.id = performed.sender_id), sender_id
    )
"""


def upgrade() -> None:
    op.execute(_OF_ANOTHER_POST)
    op.alter_column("performed", "membership_id", new_column_name="sender_id", existing_type=sa.Uuid())
    op.execute(_BY_WHOM)


def downgrade() -> None:
    # By which post it was sent is not known any more: what is sent again finds nothing.
    op.execute("DELETE FROM performed")
    op.alter_column("performed", "sender_id", new_column_name="membership_id", existing_type=sa.Uuid())
