"""Minutes of a conference: versions, what is written over each item, comments, approvals, and who took them out.

Revision ID: 0022
Revises: 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables
from roundtable.core.facts import FactName

revision: str = "0022"
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
        "minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "CIRCULATED",
                "APPROVED",
                "SUPERSEDED",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum("EN", "RO", name="minuteslanguage", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("opening", sa.Text(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("comments_due_at", tables.Instant(), nullable=True),
        sa.Column("correction", sa.String(length=500), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", tables.Instant(), nullable=False),
        sa.Column("circulated_at", tables.Instant(), nullable=True),
        sa.Column("approved_at", tables.Instant(), nullable=True),
        sa.Column("superseded_at", tables.Instant(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_minutes_conference_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["membership.id"], name=op.f("fk_minutes_drafted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("conference_id", "number", name=op.f("uq_minutes_conference_id_number")),
        info={"rule": True},
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_minutes_open",
            ["conference_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('DRAFT', 'CIRCULATED')"),
            postgresql_where=sa.text("state IN ('DRAFT', 'CIRCULATED')"),
        )
        batch_op.create_index(
            "ix_minutes_standing",
            ["conference_id"],
            unique=True,
            sqlite_where=sa.text("state = 'APPROVED'"),
            postgresql_where=sa.text("state = 'APPROVED'"),
        )

    op.create_table(
        "minutes_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_minutes_approval_agency_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["membership.id"], name=op.f("fk_minutes_approval_approved_by")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_minutes_approval_conference_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_approval_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_approval")),
        sa.UniqueConstraint(
            "minutes_id", "revision", "agency_id", name=op.f("uq_minutes_approval_minutes_id_revision_agency_id")
        ),
    )
    with op.batch_alter_table("minutes_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_approval_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "minutes_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("HTML", "PDF", name="exportformat", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("exported_by", sa.Uuid(), nullable=False),
        sa.Column("exported_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_minutes_export_conference_id")),
        sa.ForeignKeyConstraint(["exported_by"], ["membership.id"], name=op.f("fk_minutes_export_exported_by")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_export_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_export")),
    )
    with op.batch_alter_table("minutes_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_export_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_export_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "minutes_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "agenda_item_id"],
            ["agenda_item.case_id", "agenda_item.id"],
            name=op.f("fk_minutes_section_case_id_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_minutes_section_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_minutes_section_case_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_section_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_section")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_minutes_section_case_id_id")),
        sa.UniqueConstraint("minutes_id", "agenda_item_id", name=op.f("uq_minutes_section_minutes_id_agenda_item_id")),
    )
    with op.batch_alter_table("minutes_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_section_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_section_case_id"), ["case_id"], unique=False)

    op.create_table(
        "minutes_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", tables.Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "TAKEN_UP",
                "NOT_TAKEN_UP",
                "WITHDRAWN",
                name="commentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", tables.Instant(), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["membership.id"], name=op.f("fk_minutes_comment_answered_by")),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_minutes_comment_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "section_id"],
            ["minutes_section.case_id", "minutes_section.id"],
            name=op.f("fk_minutes_comment_case_id_section_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_minutes_comment_case_id")),
        sa.ForeignKeyConstraint(["said_by"], ["membership.id"], name=op.f("fk_minutes_comment_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_comment")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_minutes_comment_case_id_id")),
    )
    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_comment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_comment_section_id"), ["section_id"], unique=False)

    op.create_table(
        "minutes_passage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", tables.Instant(), nullable=True),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_minutes_passage_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "section_id"],
            ["minutes_section.case_id", "minutes_section.id"],
            name=op.f("fk_minutes_passage_case_id_section_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_minutes_passage_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_passage")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_minutes_passage_case_id_id")),
    )
    with op.batch_alter_table("minutes_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_passage_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_passage_section_id"), ["section_id"], unique=False)

    op.create_table(
        "minutes_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", tables.Instant(), nullable=False),
        sa.Column("created_at", tables.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "audience_id"],
            ["audience.case_id", "audience.id"],
            name=op.f("fk_minutes_words_case_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "passage_id"],
            ["minutes_passage.case_id", "minutes_passage.id"],
            name=op.f("fk_minutes_words_case_id_passage_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_minutes_words_case_id")),
        sa.ForeignKeyConstraint(["written_by"], ["membership.id"], name=op.f("fk_minutes_words_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_words")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_minutes_words_case_id_id")),
        sa.UniqueConstraint("passage_id", name=op.f("uq_minutes_words_passage_id")),
    )
    with op.batch_alter_table("minutes_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_words_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("circulated_at", tables.Instant(), nullable=True))


def downgrade() -> None:
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("circulated_at")

    with op.batch_alter_table("minutes_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_words_case_id"))

    op.drop_table("minutes_words")
    with op.batch_alter_table("minutes_passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_passage_section_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_passage_case_id"))

    op.drop_table("minutes_passage")
    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_comment_section_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_comment_case_id"))

    op.drop_table("minutes_comment")
    with op.batch_alter_table("minutes_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_section_case_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_section_agenda_item_id"))

    op.drop_table("minutes_section")
    with op.batch_alter_table("minutes_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_export_minutes_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_export_conference_id"))

    op.drop_table("minutes_export")
    with op.batch_alter_table("minutes_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_approval_conference_id"))

    op.drop_table("minutes_approval")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_minutes_standing",
            sqlite_where=sa.text("state = 'APPROVED'"),
            postgresql_where=sa.text("state = 'APPROVED'"),
        )
        batch_op.drop_index(
            "ix_minutes_open",
            sqlite_where=sa.text("state IN ('DRAFT', 'CIRCULATED')"),
            postgresql_where=sa.text("state IN ('DRAFT', 'CIRCULATED')"),
        )

    op.drop_table("minutes")
