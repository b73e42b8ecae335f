"""Incidents are recorded, repeats are found, and a case that was heard is flagged.

Revision ID: 0024
Revises: 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    names = ", ".join(repr(name.value) for name in FactName)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({names})")
    op.create_table(
        "person_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_person_look_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_look")),
    )
    with op.batch_alter_table("person_look") as batch_op:
        batch_op.create_index("ix_person_look_post", ["membership_id", "at"], unique=False)

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

    op.create_table(
        "repeat_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.String(length=64), nullable=False),
        sa.Column("found_at", tables.Instant(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_repeat_finding_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_repeat_finding_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_finding")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_repeat_finding_case_id_id")),
        sa.UniqueConstraint("case_id", "trigger", name=op.f("uq_repeat_finding_case_id_trigger")),
    )
    with op.batch_alter_table("repeat_finding") as batch_op:
        batch_op.create_index(batch_op.f("ix_repeat_finding_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index("ix_repeat_finding_page", ["case_id", "found_at", "id"], unique=False)

    with op.batch_alter_table("agenda_item") as batch_op:
        batch_op.add_column(sa.Column("criterion_met", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("assessment_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("by_rule", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("review_at", tables.Instant(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_agenda_item_conference_id_case_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_agenda_item_conference_id_case_id_by_rule"), ["conference_id", "case_id", "by_rule"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_case_id_assessment_id"),
            "risk_assessment",
            ["case_id", "assessment_id"],
            ["case_id", "id"],
        )

    with op.batch_alter_table("agenda_item") as batch_op:
        batch_op.alter_column("by_rule", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)

    op.add_column("case", sa.Column("flagged_until", tables.Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", recreate="never") as batch_op:
        batch_op.drop_column("flagged_until")

    with op.batch_alter_table("agenda_item") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_case_id_assessment_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_agenda_item_conference_id_case_id_by_rule"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_agenda_item_conference_id_case_id"), ["conference_id", "case_id"]
        )
        batch_op.drop_column("review_at")
        batch_op.drop_column("by_rule")
        batch_op.drop_column("assessment_id")
        batch_op.drop_column("criterion_met")

    with op.batch_alter_table("repeat_finding") as batch_op:
        batch_op.drop_index("ix_repeat_finding_page")
        batch_op.drop_index(batch_op.f("ix_repeat_finding_agenda_item_id"))

    op.drop_table("repeat_finding")
    with op.batch_alter_table("incident") as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_victim_id"))
        batch_op.drop_index(batch_op.f("ix_incident_supersedes_id"))
        batch_op.drop_index(batch_op.f("ix_incident_perpetrator_id"))
        batch_op.drop_index("ix_incident_page")

    op.drop_table("incident")
    with op.batch_alter_table("person_look") as batch_op:
        batch_op.drop_index("ix_person_look_post")

    op.drop_table("person_look")
