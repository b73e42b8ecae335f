"""A case's risk is assessed by tools, and its table is told the level.

Revision ID: 0019
Revises: 0018
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _level(check: str) -> sa.Enum:
    levels = ("NOT_ASSESSED", "STANDARD", "MEDIUM", "HIGH")
    return sa.Enum(*levels, name=check, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    names = ", ".join(repr(name.value) for name in FactName)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({names})")
    op.create_table(
        "risk_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("tool_key", sa.String(length=60), nullable=False),
        sa.Column("tool_version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("band", _level("band"), nullable=False),
        sa.Column("professional_judgement", _level("judgement"), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("level", _level("level"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("assessed_at", tables.Instant(), nullable=False),
        sa.Column("reassess_due_at", tables.Instant(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.CheckConstraint(
            "level = band OR (professional_judgement IS NOT NULL AND level = professional_judgement)",
            name=op.f("ck_risk_assessment_effective"),
        ),
        sa.CheckConstraint(
            "professional_judgement IS NULL OR rationale IS NOT NULL", name=op.f("ck_risk_assessment_rationale")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_risk_assessment_agency_id")),
        sa.ForeignKeyConstraint(["assessed_by"], ["membership.id"], name=op.f("fk_risk_assessment_assessed_by")),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_risk_assessment_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "supersedes_id"],
            ["risk_assessment.case_id", "risk_assessment.id"],
            name=op.f("fk_risk_assessment_case_id_supersedes_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_risk_assessment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_risk_assessment_case_id_id")),
    )
    with op.batch_alter_table("risk_assessment") as batch_op:
        batch_op.create_index("ix_risk_assessment_due", ["agency_id", "reassess_due_at", "id"], unique=False)
        batch_op.create_index("ix_risk_assessment_page", ["case_id", "assessed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_assessment_supersedes_id"), ["supersedes_id"], unique=False)

    op.create_table(
        "applied_risk_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("level", _level("level"), nullable=False),
        sa.Column("assessed_at", tables.Instant(), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("applied_at", tables.Instant(), nullable=False),
        sa.Column("case_level", _level("caselevel"), nullable=False),
        sa.Column("set_aside_at", tables.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_applied_risk_level_agency_id")),
        sa.ForeignKeyConstraint(["applied_by"], ["membership.id"], name=op.f("fk_applied_risk_level_applied_by")),
        sa.ForeignKeyConstraint(
            ["case_id", "assessment_id"],
            ["risk_assessment.case_id", "risk_assessment.id"],
            name=op.f("fk_applied_risk_level_case_id_assessment_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_applied_risk_level_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applied_risk_level")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_applied_risk_level_assessment_id")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_applied_risk_level_case_id_id")),
    )
    with op.batch_alter_table("applied_risk_level") as batch_op:
        batch_op.create_index("ix_applied_risk_level_page", ["case_id", "applied_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("applied_risk_level") as batch_op:
        batch_op.drop_index("ix_applied_risk_level_page")

    op.drop_table("applied_risk_level")
    with op.batch_alter_table("risk_assessment") as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_assessment_supersedes_id"))
        batch_op.drop_index("ix_risk_assessment_page")
        batch_op.drop_index("ix_risk_assessment_due")

    op.drop_table("risk_assessment")
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
