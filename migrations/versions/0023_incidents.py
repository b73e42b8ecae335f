"""Incidents are recorded.

Revision ID: 0023
Revises: 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName

revision: str = "0023"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    names = ", ".join(repr(name.value) for name in FactName)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({names})")
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", tables.Instant(), nullable=False),
        sa.Column("ended_at", tables.Instant(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("children_present", sa.Boolean(), nullable=True),
        sa.Column("victim_id", sa.Uuid(), nullable=False),
        sa.Column("perpetrator_id", sa.Uuid(), nullable=True),
        sa.Column("reported_by", sa.String(length=200), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", tables.Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawal", sa.String(length=500), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawal IS NULL)", name=op.f("ck_incident_withdrawal")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_incident_span")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incident_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_incident_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "perpetrator_id"],
            ["case_participant.case_id", "case_participant.id"],
            name=op.f("fk_incident_case_id_perpetrator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "supersedes_id"],
            ["incident.case_id", "incident.id"],
            name=op.f("fk_incident_case_id_supersedes_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "victim_id"],
            ["case_participant.case_id", "case_participant.id"],
            name=op.f("fk_incident_case_id_victim_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_incident_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["membership.id"], name=op.f("fk_incident_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["membership.id"], name=op.f("fk_incident_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_incident_case_id_id")),
    )
    with op.batch_alter_table("incident") as batch_op:
        batch_op.create_index("ix_incident_page", ["case_id", "began_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_perpetrator_id"), ["perpetrator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_supersedes_id"), ["supersedes_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_victim_id"), ["victim_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("incident") as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_victim_id"))
        batch_op.drop_index(batch_op.f("ix_incident_supersedes_id"))
        batch_op.drop_index(batch_op.f("ix_incident_perpetrator_id"))
        batch_op.drop_index("ix_incident_page")

    op.drop_table("incident")
