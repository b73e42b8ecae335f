"""Conferences are planned, called and held: who is asked and who comes, the agenda, and what agencies return.

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FACTS = [
    *("MESSAGE_POSTED", "MESSAGE_EDITED", "MESSAGE_REDACTED", "PRACTITIONER_MENTIONED", "THREAD_OPENED"),
    *("THREAD_CLOSED", "THREAD_READ", "TASK_ASSIGNED", "TASK_CHANGED", "CONFERENCE_CHANGED", "CONFERENCE_CALLED"),
    *("CONFERENCE_ANSWERED", "CONFERENCE_CLOSED", "ATTENDANCE_CHANGED", "AGENDA_ITEM_CHANGED", "AGENDA_ITEM_BEGUN"),
    *("AGENDA_ITEM_LEFT", "AGENCY_RETURN_CHANGED", "ACCESS_CHANGED", "AGENCY_INVITED", "AGENCY_CHANGED"),
    *("GLASS_BROKEN", "GLASS_REVIEWED", "GLASS_CLOSED", "IDENTITY_RECORDED", "POST_GIVEN", "POST_ENDED"),
]


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column(
            "function",
            sa.Enum(
                "REPRESENTATIVE",
                "VICTIM_ADVOCATE",
                "OBSERVER",
                name="conferencefunction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "INVITED",
                "CONFIRMED",
                "PRESENT",
                "APOLOGIES",
                "APOLOGIES_WITH_RETURN",
                "ABSENT",
                name="attendancestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stands_in_for_id", sa.Uuid(), nullable=True),
        sa.Column("named_at", tables.Instant(), nullable=False),
        sa.Column("condition", sa.String(length=1000), nullable=True),
        sa.Column("signed_at", tables.Instant(), nullable=True),
        sa.Column("declared_at", tables.Instant(), nullable=True),
        sa.Column("hand_raised_at", tables.Instant(), nullable=True),
        sa.Column("word_given_at", tables.Instant(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_attendance_conference_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_attendance_membership_id")),
        sa.ForeignKeyConstraint(["stands_in_for_id"], ["membership.id"], name=op.f("fk_attendance_stands_in_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("conference_id", "membership_id", name=op.f("uq_attendance_conference_id_membership_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_post", ["membership_id", "conference_id"], unique=False)

    op.create_table(
        "conference_agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "INVITED",
                "ACCEPTED",
                "DECLINED",
                name="conferenceagencystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", tables.Instant(), nullable=False),
        sa.Column("answered_at", tables.Instant(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_conference_agency_agency_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_conference_agency_conference_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["membership.id"], name=op.f("fk_conference_agency_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_agency")),
        sa.UniqueConstraint("conference_id", "agency_id", name=op.f("uq_conference_agency_conference_id_agency_id")),
    )
    with op.batch_alter_table("conference_agency", schema=None) as batch_op:
        batch_op.create_index("ix_conference_agency_asked", ["agency_id", "state"], unique=False)

    op.create_table(
        "attendance_span",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("arrived_at", tables.Instant(), nullable=False),
        sa.Column("left_at", tables.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_attendance_span_attendance_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_attendance_span_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_span")),
    )
    with op.batch_alter_table("attendance_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_span_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_span_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(
            "ix_attendance_span_open",
            ["attendance_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "agency_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "REQUESTED",
                "IN_PREPARATION",
                "SUBMITTED",
                "NIL_RETURN",
                "DECLINED_TO_SHARE",
                name="agencyreturnstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "LEGAL_BAR",
                "PROFESSIONAL_SECRECY",
                "CONSENT_WITHHELD",
                "INVESTIGATION",
                "CONFLICT_OF_INTEREST",
                "UNSAFE",
                name="returndeclinereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("asked_at", tables.Instant(), nullable=True),
        sa.Column("answered_at", tables.Instant(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_return_agency_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["membership.id"], name=op.f("fk_agency_return_answered_by")),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_agency_return_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_agency_return_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_agency_return_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_return")),
        sa.UniqueConstraint("agenda_item_id", "agency_id", name=op.f("uq_agency_return_agenda_item_id_agency_id")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_agency_return_case_id_id")),
    )
    with op.batch_alter_table("agency_return", schema=None) as batch_op:
        batch_op.create_index("ix_agency_return_agency", ["agency_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_return_case_id"), ["case_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("conflict_id", sa.Uuid(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.Column("ended_at", tables.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_recusal_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"], ["audience.case_id", "audience.id"], name=op.f("fk_recusal_case_id_audience_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "conflict_id"],
            ["conflict_declaration.case_id", "conflict_declaration.id"],
            name=op.f("fk_recusal_case_id_conflict_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recusal_case_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_recusal_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_recusal_case_id_id")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recusal_case_id"), ["case_id"], unique=False)

    op.create_table(
        "return_content",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_return_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("involvement", sa.Text(), nullable=True),
        sa.Column("concerns", sa.Text(), nullable=True),
        sa.Column("protective_factors", sa.Text(), nullable=True),
        sa.Column("proposals", sa.Text(), nullable=True),
        sa.Column("documents", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "agency_return_id"],
            ["agency_return.case_id", "agency_return.id"],
            name=op.f("fk_return_content_case_id_agency_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_return_content_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_return_content_case_id")),
        sa.ForeignKeyConstraint(["written_by"], ["membership.id"], name=op.f("fk_return_content_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_content")),
        sa.UniqueConstraint("agency_return_id", name=op.f("uq_return_content_agency_return_id")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_return_content_case_id_id")),
    )
    with op.batch_alter_table("return_content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_content_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "criterion",
                sa.Enum(
                    "HIGH_RISK_SCORE",
                    "PROFESSIONAL_JUDGEMENT",
                    "ESCALATION",
                    "REPEAT",
                    name="referralcriterion",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="PROFESSIONAL_JUDGEMENT",
            )
        )
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("proposed_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("without", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("grounds_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("brings_in", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="15"))
        batch_op.add_column(sa.Column("decided_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("current_since", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("ends_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("extended_by", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("extension_reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("began_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_agenda_item_conference_id"))
        batch_op.create_index(
            "ix_agenda_item_current",
            ["conference_id"],
            unique=True,
            sqlite_where=sa.text("current_since IS NOT NULL"),
            postgresql_where=sa.text("current_since IS NOT NULL"),
        )
        batch_op.create_check_constraint(op.f("ck_agenda_item_length"), "minutes BETWEEN 1 AND 240")
        batch_op.create_unique_constraint(
            batch_op.f("uq_agenda_item_conference_id_case_id"), ["conference_id", "case_id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_agenda_item_proposed_by"), "membership", ["proposed_by"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_case_id_grounds_id"), "disclosure", ["case_id", "grounds_id"], ["case_id", "id"]
        )

    # What had no date met when its first case was put on its agenda.
    op.execute(
        "UPDATE conference SET scheduled_at = coalesce((SELECT min(created_at) FROM agenda_item"
        " WHERE conference_id = conference.id), closed_at, CURRENT_TIMESTAMP) WHERE scheduled_at IS NULL"
    )
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("time_zone", sa.String(length=64), nullable=False, server_default="Europe/Bucharest")
        )
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="120"))
        batch_op.add_column(sa.Column("place", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("returns_due_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("chair_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("coordinator_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("scribe_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("began_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", tables.Instant(), nullable=True))
        batch_op.add_column(sa.Column("cancellation", sa.String(length=500), nullable=True))
        batch_op.alter_column("scheduled_at", existing_type=tables.Instant(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_conference_length"), "minutes BETWEEN 5 AND 1440")
        batch_op.drop_index(batch_op.f("ix_conference_agency_id"))
        batch_op.create_index("ix_conference_agency", ["agency_id", "scheduled_at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_conference_scribe_id"), "membership", ["scribe_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_conference_chair_id"), "membership", ["chair_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_conference_coordinator_id"), "membership", ["coordinator_id"], ["id"]
        )

    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until_conference_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_disclosure_until_conference_id"), ["until_conference_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_disclosure_until_conference_id"), "conference", ["until_conference_id"], ["id"]
        )

    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_conference_id", sa.Uuid(), nullable=True))
        batch_op.drop_constraint(op.f("ck_fact_factname"), type_="check")
        batch_op.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({', '.join(map(repr, _FACTS))})")


def downgrade() -> None:
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_column("to_conference_id")

    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_disclosure_until_conference_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_disclosure_until_conference_id"))
        batch_op.drop_column("until_conference_id")

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conference_coordinator_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_conference_chair_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_conference_scribe_id"), type_="foreignkey")
        batch_op.drop_index("ix_conference_agency")
        batch_op.create_index(batch_op.f("ix_conference_agency_id"), ["agency_id"], unique=False)
        batch_op.alter_column("scheduled_at", existing_type=tables.Instant(), nullable=True)
        batch_op.drop_column("cancellation")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("began_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("scribe_id")
        batch_op.drop_column("coordinator_id")
        batch_op.drop_column("chair_id")
        batch_op.drop_column("returns_due_at")
        batch_op.drop_column("place")
        batch_op.drop_constraint(op.f("ck_conference_length"), type_="check")
        batch_op.drop_column("minutes")
        batch_op.drop_column("time_zone")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_case_id_grounds_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_proposed_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_agenda_item_conference_id_case_id"), type_="unique")
        batch_op.drop_index(
            "ix_agenda_item_current",
            sqlite_where=sa.text("current_since IS NOT NULL"),
            postgresql_where=sa.text("current_since IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_agenda_item_conference_id"), ["conference_id"], unique=False)
        batch_op.drop_column("note")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("began_at")
        batch_op.drop_column("extension_reason")
        batch_op.drop_column("extended_by")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("current_since")
        batch_op.drop_column("decided_at")
        batch_op.drop_constraint(op.f("ck_agenda_item_length"), type_="check")
        batch_op.drop_column("minutes")
        batch_op.drop_column("position")
        batch_op.drop_column("brings_in")
        batch_op.drop_column("grounds_id")
        batch_op.drop_column("without")
        batch_op.drop_column("proposed_by")
        batch_op.drop_column("reason")
        batch_op.drop_constraint(op.f("ck_agenda_item_referralcriterion"), type_="check")
        batch_op.drop_column("criterion")

    with op.batch_alter_table("return_content", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_content_case_id"))

    op.drop_table("return_content")
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusal_case_id"))
        batch_op.drop_index(batch_op.f("ix_recusal_agenda_item_id"))

    op.drop_table("recusal")
    with op.batch_alter_table("agency_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_return_case_id"))
        batch_op.drop_index("ix_agency_return_agency")

    op.drop_table("agency_return")
    with op.batch_alter_table("attendance_span", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_attendance_span_open",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_span_conference_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_span_attendance_id"))

    op.drop_table("attendance_span")
    with op.batch_alter_table("conference_agency", schema=None) as batch_op:
        batch_op.drop_index("ix_conference_agency_asked")

    op.drop_table("conference_agency")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_post")

    op.drop_table("attendance")
