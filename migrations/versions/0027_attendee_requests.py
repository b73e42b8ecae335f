"""Agencies are asked for somebody who comes to a conference.

Revision ID: 0027
Revises: 0026
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName
from roundtable.letters.models import LetterKind

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_IS_OPEN = sa.text("state = 'ASKED'")


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    for table, column, kinds in (("fact", "factname", FactName), ("letter", "letterkind", LetterKind)):
        name = "name" if table == "fact" else "kind"
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            said = ", ".join(repr(kind.value) for kind in kinds)
            changed.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{name} IN ({said})")
    kept = {"native_enum": False, "create_constraint": True, "length": 32}
    function = sa.Enum("REPRESENTATIVE", "VICTIM_ADVOCATE", "OBSERVER", name="conferencefunction", **kept)
    state = sa.Enum("ASKED", "NAMED", "DECLINED", "WITHDRAWN", name="attendeerequeststate", **kept)
    op.create_table(
        "attendee_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("function", function, nullable=False),
        sa.Column("condition", sa.String(length=1000), nullable=True),
        sa.Column("state", state, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", tables.Instant(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", tables.Instant(), nullable=True),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(attendance_id IS NOT NULL) = (state = 'NAMED')", name=op.f("ck_attendee_request_named")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_attendee_request_agency_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["membership.id"], name=op.f("fk_attendee_request_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["membership.id"], name=op.f("fk_attendee_request_asked_by")),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_attendee_request_attendance_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_attendee_request_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee_request")),
        info={"rule": True},
    )
    op.create_index(op.f("ix_attendee_request_conference_id"), "attendee_request", ["conference_id"])
    op.create_index("ix_attendee_request_asked", "attendee_request", ["agency_id", "conference_id"])
    once = ["conference_id", "agency_id", "function"]
    op.create_index(
        "ix_attendee_request_open",
        "attendee_request",
        once,
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )


def downgrade() -> None:
    # What was added to the checks stays: rows of these kinds may be there.
    op.drop_table("attendee_request")
