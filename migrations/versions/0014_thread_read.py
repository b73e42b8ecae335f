"""One's windows hear how far one has read, and what was read may be unread again, from the first message on.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FACTS = [
    *("MESSAGE_POSTED", "MESSAGE_EDITED", "MESSAGE_REDACTED", "PRACTITIONER_MENTIONED", "THREAD_OPENED"),
    *("THREAD_CLOSED", "THREAD_READ", "TASK_ASSIGNED", "TASK_CHANGED", "CONFERENCE_CLOSED", "ACCESS_CHANGED"),
    *("AGENCY_INVITED", "AGENCY_CHANGED", "GLASS_BROKEN", "GLASS_REVIEWED", "GLASS_CLOSED", "IDENTITY_RECORDED"),
    *("POST_GIVEN", "POST_ENDED"),
]


def upgrade() -> None:
    with op.batch_alter_table("read_position") as position:
        position.alter_column("message_id", existing_type=sa.Uuid(), nullable=True)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({', '.join(map(repr, _FACTS))})")


def downgrade() -> None:
    # Who has read nothing has no position.
    op.execute("DELETE FROM read_position WHERE message_id IS NULL")
    with op.batch_alter_table("read_position") as position:
        position.alter_column("message_id", existing_type=sa.Uuid(), nullable=False)
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
