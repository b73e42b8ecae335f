"""What a conference decides, who is for it, what agencies undertake, and what became of it.

Revision ID: 0018
Revises: 0017
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FACTS = [
    *("MESSAGE_POSTED", "MESSAGE_EDITED", "MESSAGE_REDACTED", "PRACTITIONER_MENTIONED", "THREAD_OPENED"),
    *("THREAD_CLOSED", "THREAD_READ", "TASK_ASSIGNED", "TASK_CHANGED", "CONFERENCE_CHANGED", "CONFERENCE_CALLED"),
    *("CONFERENCE_ANSWERED", "CONFERENCE_CLOSED", "ATTENDANCE_CHANGED", "AGENDA_ITEM_CHANGED", "AGENDA_ITEM_BEGUN"),
    *("AGENDA_ITEM_LEFT", "AGENCY_RETURN_CHANGED", "ACCESS_CHANGED", "AGENCY_INVITED", "AGENCY_CHANGED"),
    *("GLASS_BROKEN", "GLASS_REVIEWED", "GLASS_CLOSED", "IDENTITY_RECORDED", "POST_GIVEN", "POST_ENDED"),
    *("DECISION_RECORDED", "DECISION_CHANGED", "ACTION_VOLUNTEERED", "ACTION_REVIEWED"),
]


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", tables.Instant(), nullable=False),
        sa.Column("withdrawn_at", tables.Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawal", sa.String(length=500), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_decision_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_decision_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["membership.id"], name=op.f("fk_decision_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["membership.id"], name=op.f("fk_decision_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_decision_case_id_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "decision_voice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("SUPPORTS", "DISSENTS", name="stance", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("said_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_decision_voice_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "decision_id"],
            ["decision.case_id", "decision.id"],
            name=op.f("fk_decision_voice_case_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_voice_case_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_decision_voice_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_voice")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_decision_voice_case_id_id")),
        sa.UniqueConstraint("decision_id", "membership_id", name=op.f("uq_decision_voice_decision_id_membership_id")),
    )
    with op.batch_alter_table("decision_voice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_voice_case_id"), ["case_id"], unique=False)

    op.create_table(
        "undertaking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("obligation", sa.String(length=500), nullable=True),
        sa.Column("volunteered_by", sa.Uuid(), nullable=False),
        sa.Column("volunteered_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_undertaking_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_undertaking_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_undertaking_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "decision_id"],
            ["decision.case_id", "decision.id"],
            name=op.f("fk_undertaking_case_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "task_id"], ["task.case_id", "task.id"], name=op.f("fk_undertaking_case_id_task_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_undertaking_case_id")),
        sa.ForeignKeyConstraint(["volunteered_by"], ["membership.id"], name=op.f("fk_undertaking_volunteered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_undertaking_case_id_id")),
        sa.UniqueConstraint("task_id", name=op.f("uq_undertaking_task_id")),
    )
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undertaking_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_undertaking_case_id"), ["case_id"], unique=False)

    op.create_table(
        "action_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("undertaking_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "DONE",
                "STILL_OPEN",
                "NOT_DONE",
                name="reviewoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "non_completion_class",
            sa.Enum(
                "CIRCUMSTANCES_CHANGED",
                "AGENCY_NOT_UNDERTAKEN",
                name="noncompletionclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_action_review_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_action_review_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "undertaking_id"],
            ["undertaking.case_id", "undertaking.id"],
            name=op.f("fk_action_review_case_id_undertaking_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_action_review_case_id")),
        sa.ForeignKeyConstraint(["said_by"], ["membership.id"], name=op.f("fk_action_review_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_review")),
        sa.UniqueConstraint(
            "agenda_item_id", "undertaking_id", name=op.f("uq_action_review_agenda_item_id_undertaking_id")
        ),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_action_review_case_id_id")),
    )
    with op.batch_alter_table("action_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_review_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_review_undertaking_id"), ["undertaking_id"], unique=False)
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_fact_factname"), type_="check")
        batch_op.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({', '.join(map(repr, _FACTS))})")


def downgrade() -> None:
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
    with op.batch_alter_table("action_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_review_undertaking_id"))
        batch_op.drop_index(batch_op.f("ix_action_review_case_id"))

    op.drop_table("action_review")
    with op.batch_alter_table("undertaking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_undertaking_case_id"))
        batch_op.drop_index(batch_op.f("ix_undertaking_agenda_item_id"))

    op.drop_table("undertaking")
    with op.batch_alter_table("decision_voice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_voice_case_id"))

    op.drop_table("decision_voice")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))
        batch_op.drop_index(batch_op.f("ix_decision_agenda_item_id"))

    op.drop_table("decision")
