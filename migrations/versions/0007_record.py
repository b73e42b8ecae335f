"""The record: entries in signed chains, with their cases; what was read before stands in a chain of its own."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from roundtable.core import tables

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The chain of the time before chains. Nobody signed these entries: the first head holds them as they are found.
_BEFORE = UUID(int=0)
_KINDS = ("READ", "ANSWER", "DELIVERY", "EXPORT", "WRITE")


def upgrade() -> None:
    entry, case = _make()
    _carry_over(entry, case)
    op.drop_table("read_entry")


def downgrade() -> None:
    """What was read goes back; writes and heads have nowhere to go."""
    op.create_table(
        "read_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", tables.Instant(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_entry")),
    )
    op.create_index(op.f("ix_read_entry_at"), "read_entry", ["at"])
    op.create_index(op.f("ix_read_entry_membership_id"), "read_entry", ["membership_id"])
    _carry_back()
    for name in ("record_head", "record_salt", "record_case", "record_entry"):
        op.drop_table(name)


def _make() -> tuple[sa.Table, sa.Table]:
    kind = sa.Enum(*_KINDS, name="entrykind", native_enum=False, create_constraint=True, length=32)
    entry = op.create_table(
        "record_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", tables.Instant(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("glass_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=500), nullable=True),
        sa.Column("operation", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_entry")),
        sa.UniqueConstraint("chain_id", "number", name=op.f("uq_record_entry_chain_id_number")),
    )
    op.create_index("ix_record_entry_agency", "record_entry", ["agency_id", "at"])
    op.create_index(op.f("ix_record_entry_at"), "record_entry", ["at"])
    op.create_index(op.f("ix_record_entry_membership_id"), "record_entry", ["membership_id"])
    case = op.create_table(
        "record_case",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "case_id", name=op.f("pk_record_case")),
    )
    op.create_index("ix_record_case_case", "record_case", ["case_id", "entry_id"])
    op.create_table(
        "record_salt",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_record_salt")),
    )
    op.create_table(
        "record_head",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", tables.Instant(), nullable=False),
        sa.Column("chains", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record_head")),
    )
    return entry, case


def _carry_over(entry: sa.Table, case: sa.Table) -> None:
    """Every read that was recorded before, in order, each holding to the one before it."""
    connection = op.get_bind()
    end, number = "", 0
    for number, read in enumerate(_reads(connection), 1):
        values = {
            "chain_id": _BEFORE,
            "number": number,
            "id": read.id,
            "at": read.at,
            "kind": "READ",
            "membership_id": read.membership_id,
            "agency_id": read.agency_id,
            "session_id": read.session_id,
            "glass_id": None,
            "purpose": None,
            "operation": read.operation,
            "fingerprint": read.fingerprint,
            "commitment": None,
        }
        keys = sorted(json.loads(read.case_ids) if isinstance(read.case_ids, str) else read.case_ids)
        cases = " ".join(f"{key}[]" for key in keys)
        end = hashlib.sha256(f"{end}|{_BEFORE.hex}|{number}|{_text(values, cases)}".encode()).hexdigest()
        connection.execute(entry.insert().values(**values, hash=end))
        for key in keys:
            connection.execute(case.insert().values(entry_id=read.id, case_id=UUID(key), item_ids="[]"))


def _reads(connection: sa.Connection) -> Iterator[Any]:
    read = sa.table("read_entry", *_of_a_read(), sa.column("case_ids", sa.JSON()))
    post = sa.table("membership", sa.column("id", sa.Uuid()), sa.column("agency_id", sa.Uuid()))
    found = sa.select(read, post.c.agency_id).join(post, post.c.id == read.c.membership_id).order_by(read.c.id)
    yield from connection.execute(found)


def _of_a_read() -> list[Any]:
    return [
        sa.column("id", sa.Uuid()),
        sa.column("at", tables.Instant()),
        sa.column("membership_id", sa.Uuid()),
        sa.column("session_id", sa.Uuid()),
        sa.column("operation", sa.String()),
        sa.column("fingerprint", sa.String()),
    ]


def _text(values: dict[str, Any], cases: str) -> str:
    """What an entry says, as the record's hashes take it."""
    session = f"={values['session_id'].hex}" if values["session_id"] else ""
    who = (values["membership_id"].hex, values["agency_id"].hex, session, "")
    what = (values["operation"], values["fingerprint"], "", cases, "")
    return "|".join((values["id"].hex, tables.wire_text(values["at"]), "READ", *who, *what))


def _carry_back() -> None:
    connection = op.get_bind()
    entry = sa.table("record_entry", *_of_a_read(), sa.column("kind", sa.String()))
    case = sa.table("record_case", sa.column("entry_id", sa.Uuid()), sa.column("case_id", sa.Uuid()))
    read = sa.table("read_entry", *_of_a_read(), sa.column("case_ids", sa.JSON()))
    cases: dict[UUID, list[str]] = {}
    for row in connection.execute(sa.select(case)):
        cases.setdefault(row.entry_id, []).append(row.case_id.hex)
    for row in connection.execute(sa.select(entry).where(entry.c.kind != "WRITE")).all():
        kept = {name: value for name, value in row._mapping.items() if name != "kind"}
        connection.execute(read.insert().values(**kept, case_ids=sorted(cases.get(row.id, []))))
