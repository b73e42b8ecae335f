"""Safety plans, their versions, and what each version says.

Revision ID: 0025
Revises: 0024
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SIGNED = (
    "(state IN ('DRAFT', 'DISCARDED') AND signed_off_at IS NULL) OR (state NOT IN ('DRAFT', 'DISCARDED')"
    " AND signed_off_at IS NOT NULL AND signed_off_by IS NOT NULL AND agreement IS NOT NULL"
    " AND review_due_at IS NOT NULL)"
)
_SECTIONS = (
    *("SAFE_CONTACT", "AT_HOME", "LEAVING", "CHILDREN", "AT_WORK_OR_SCHOOL", "ONLINE_AND_DEVICES"),
    *("LEGAL_ORDERS", "EMERGENCY_CONTACTS", "AGENCY_COMMITMENTS"),
)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _same_case(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    there = [f"{target}.case_id", f"{target}.id"]
    return sa.ForeignKeyConstraint(["case_id", column], there, name=op.f(f"fk_{table}_case_id_{column}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        _refers(table, "case_id", "case"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("case_id", "id", name=op.f(f"uq_{table}_case_id_id")),
    )


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    names = ", ".join(repr(name.value) for name in FactName)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({names})")
    _plans()
    _versions()
    op.create_table(
        "safety_plan_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", _one_of("safetysection", *_SECTIONS), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        _same_case("safety_plan_section", "version_id", "safety_plan_version"),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_safety_plan_section_version_id_code")),
        *_keys("safety_plan_section"),
    )
    op.create_index(op.f("ix_safety_plan_section_case_id"), "safety_plan_section", ["case_id"])


def _plans() -> None:
    op.create_table(
        "safety_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("drafts_audience_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        _same_case("safety_plan", "audience_id", "audience"),
        _same_case("safety_plan", "drafts_audience_id", "audience"),
        _same_case("safety_plan", "participant_id", "case_participant"),
        _refers("safety_plan", "agency_id", "agency"),
        _refers("safety_plan", "begun_by", "membership"),
        *_keys("safety_plan"),
    )
    op.create_index(op.f("ix_safety_plan_case_id"), "safety_plan", ["case_id"])


def _versions() -> None:
    states = _one_of("safetyplanstate", "DRAFT", "IN_FORCE", "SUPERSEDED", "DISCARDED", "ENDED")
    agreements = _one_of("victimagreement", "AGREED", "AGREED_IN_PART", "NOT_REACHED", "REFUSED")
    op.create_table(
        "safety_plan_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", tables.Instant(), nullable=False),
        sa.Column("signed_off_by", sa.Uuid(), nullable=True),
        sa.Column("signed_off_at", tables.Instant(), nullable=True),
        sa.Column("agreement", agreements, nullable=True),
        sa.Column("agreement_note", sa.String(length=2_000), nullable=True),
        sa.Column("review_due_at", tables.Instant(), nullable=True),
        sa.Column("ended_at", tables.Instant(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ending", sa.String(length=500), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.CheckConstraint(_SIGNED, name=op.f("ck_safety_plan_version_signed")),
        _same_case("safety_plan_version", "plan_id", "safety_plan"),
        _same_case("safety_plan_version", "audience_id", "audience"),
        *(_refers("safety_plan_version", column, "membership") for column in ("written_by", "signed_off_by")),
        _refers("safety_plan_version", "ended_by", "membership"),
        *_keys("safety_plan_version"),
    )
    op.create_index(op.f("ix_safety_plan_version_case_id"), "safety_plan_version", ["case_id"])
    op.create_index("ix_safety_plan_version_plan_id", "safety_plan_version", ["plan_id", "id"])
    for name, state in (("draft", "DRAFT"), ("in_force", "IN_FORCE")):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_safety_plan_version_{name}",
            "safety_plan_version",
            ["plan_id"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )


def downgrade() -> None:
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
    for table in ("safety_plan_section", "safety_plan_version", "safety_plan"):
        op.drop_table(table)
