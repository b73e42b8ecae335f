"""A conference without a meeting has a deadline, what the clock brings is told once, and letters say more.

Revision ID: 0026
Revises: 0025
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName
from roundtable.letters.models import LetterKind

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    for table, column, kinds in (("fact", "factname", FactName), ("letter", "letterkind", LetterKind)):
        name = "name" if table == "fact" else "kind"
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            said = ", ".join(repr(kind.value) for kind in kinds)
            changed.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{name} IN ({said})")
    op.add_column("conference", sa.Column("deadline_at", tables.Instant(), nullable=True))
    kind = sa.Enum(
        *("RETURNS_REMINDER", "RETURNS_ESCALATION", "DEADLINE_OVER"),
        name="noticekind",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    unique = ("conference_id", "agency_id", "kind", "due_at")
    op.create_table(
        "conference_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("due_at", tables.Instant(), nullable=False),
        sa.Column("told_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_conference_notice_agency_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_conference_notice_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_notice")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_conference_notice_{'_'.join(unique)}")),
    )


def downgrade() -> None:
    # What was added to the checks stays: rows of these kinds may be there.
    op.drop_table("conference_notice")
    op.drop_column("conference", "deadline_at")
