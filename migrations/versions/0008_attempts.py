"""How often somebody looked for a case to see in an emergency; closed glasses and recorded identities are told."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FACTS = [
    *("MESSAGE_POSTED", "MESSAGE_EDITED", "MESSAGE_REDACTED", "PRACTITIONER_MENTIONED", "THREAD_OPENED"),
    *("THREAD_CLOSED", "TASK_ASSIGNED", "TASK_CHANGED", "CONFERENCE_CLOSED", "ACCESS_CHANGED", "AGENCY_INVITED"),
    *("AGENCY_CHANGED", "GLASS_BROKEN", "GLASS_REVIEWED", "GLASS_CLOSED", "IDENTITY_RECORDED"),
]


def upgrade() -> None:
    op.create_table(
        "glass_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_glass_attempt_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass_attempt")),
    )
    with op.batch_alter_table("glass_attempt") as attempt:
        attempt.create_index("ix_glass_attempt_post", ["membership_id", "at"], unique=False)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({', '.join(map(repr, _FACTS))})")


def downgrade() -> None:
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
    with op.batch_alter_table("glass_attempt") as attempt:
        attempt.drop_index("ix_glass_attempt_post")
    op.drop_table("glass_attempt")
