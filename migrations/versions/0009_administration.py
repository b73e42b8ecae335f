"""Logins and bindings of scripts are withdrawn, and may be given again; posts that begin and end are told."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FACTS = [
    *("MESSAGE_POSTED", "MESSAGE_EDITED", "MESSAGE_REDACTED", "PRACTITIONER_MENTIONED", "THREAD_OPENED"),
    *("THREAD_CLOSED", "TASK_ASSIGNED", "TASK_CHANGED", "CONFERENCE_CLOSED", "ACCESS_CHANGED", "AGENCY_INVITED"),
    *("AGENCY_CHANGED", "GLASS_BROKEN", "GLASS_REVIEWED", "GLASS_CLOSED", "IDENTITY_RECORDED"),
    *("POST_GIVEN", "POST_ENDED"),
]
_HOLDS = sa.text("withdrawn_at IS NULL")
# Of each table, what names who enters at an issuer.
_NAMES = {"login": "subject", "service_binding": "client_id"}


def upgrade() -> None:
    for table, name in _NAMES.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("withdrawn_at", tables.Instant(), nullable=True))
            batch.drop_constraint(op.f(f"uq_{table}_issuer_{name}"), type_="unique")
        index = f"ix_{table}_issuer_{name}"
        op.create_index(index, table, ["issuer", name], unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS)
    with op.batch_alter_table("fact") as fact:
        fact.drop_constraint(op.f("ck_fact_factname"), type_="check")
        fact.create_check_constraint(op.f("ck_fact_factname"), f"name IN ({', '.join(map(repr, _FACTS))})")


def downgrade() -> None:
    # What was withdrawn may enter again as soon as the column is gone: it is taken away, with its sessions.
    op.execute("DELETE FROM session WHERE login_id IN (SELECT id FROM login WHERE withdrawn_at IS NOT NULL)")
    for table, name in _NAMES.items():
        op.execute(f"DELETE FROM {table} WHERE withdrawn_at IS NOT NULL")  # noqa: S608 - names of our own tables only
        op.drop_index(f"ix_{table}_issuer_{name}", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("withdrawn_at")
            batch.create_unique_constraint(op.f(f"uq_{table}_issuer_{name}"), ["issuer", name])
    # New kinds of facts keep their places, for streams have no gaps: the check stays as wide as it is.
