"""Letters tell of minutes, their general part is commented on, and records may be of one event.

Revision ID: 0028
Revises: 0027
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName
from roundtable.letters.models import LetterKind

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    for table, name, check, kinds in (
        ("fact", "name", "factname", FactName),
        ("letter", "kind", "letterkind", LetterKind),
    ):
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
            said = ", ".join(repr(kind.value) for kind in kinds)
            changed.create_check_constraint(op.f(f"ck_{table}_{check}"), f"{name} IN ({said})")
    op.add_column("incident", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_incident_event_id"), "incident", ["event_id"])
    op.add_column("repeat_finding", sa.Column("dropped_at", tables.Instant(), nullable=True))
    state = sa.Enum(
        *("OPEN", "TAKEN_UP", "NOT_TAKEN_UP", "WITHDRAWN"),
        name="commentstate",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "minutes_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", tables.Instant(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", tables.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["membership.id"], name=op.f("fk_minutes_remark_answered_by")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_minutes_remark_conference_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_remark_minutes_id")),
        sa.ForeignKeyConstraint(["said_by"], ["membership.id"], name=op.f("fk_minutes_remark_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_remark")),
    )
    op.create_index(op.f("ix_minutes_remark_conference_id"), "minutes_remark", ["conference_id"])
    op.create_index(op.f("ix_minutes_remark_minutes_id"), "minutes_remark", ["minutes_id"])


def downgrade() -> None:
    # What was added to the checks stays: rows of these kinds may be there.
    op.drop_table("minutes_remark")
    op.drop_column("repeat_finding", "dropped_at")
    op.drop_index(op.f("ix_incident_event_id"), "incident")
    op.drop_column("incident", "event_id")
