"""What a transaction writes, noted by the session itself, so that no command can forget to tell it."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table, event
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from roundtable.core.postgres import Added
from roundtable.core.tables import table_of

_WRITTEN = "written"


@event.listens_for(Session, "after_flush")
def _take_note(session: Session, _context: Any) -> None:
    written = session.info.setdefault(_WRITTEN, {})
    changed = (row for row in session.dirty if session.is_modified(row))
    for row in (*session.new, *changed, *session.deleted):
        written[id(row)] = row


def take_new(session: Session) -> list[Added]:
    """Take from the session the rows that it would still write, to be added otherwise, where all that it would do is to
    add rows: with fewer steps, and what they refer to first. It takes note of them as of those that it wrote.
    """
    if session.deleted or any(session.is_modified(row) for row in session.dirty):
        return []
    new = list(session.new)
    written = session.info.setdefault(_WRITTEN, {})
    rows: dict[Table, list[dict[str, Any]]] = {}
    for row in new:
        written[id(row)] = row
        session.expunge(row)
        table = table_of(type(row))
        rows.setdefault(table, []).append({column.name: getattr(row, column.name) for column in table.c})
    places = _places()
    return sorted(rows.items(), key=lambda added: places[added[0]])


@cache
def _places() -> dict[Table, int]:
    """Each table's, where tables stand before those that refer to them."""
    return {table: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}


def rows_written(session: Session) -> list[SQLModel]:
    """Take the rows that were added, changed or taken away since this was asked last, as they are now, in the order of
    their first writing.
    """
    return list(session.info.pop(_WRITTEN, {}).values())


def about_written(rows: Iterable[SQLModel], agencies: Collection[UUID]) -> dict[UUID, Collection[str]]:
    """The cases that rows are of, and each row's id after the manner of public ids; rows of none, by the agencies."""
    about: dict[UUID, Collection[str]] = {agency: [] for agency in agencies}
    for row in rows:
        name = row.__tablename__
        key: Any = getattr(row, "id", None)
        case: Any = key if name == "case" else getattr(row, "case_id", None)
        for each in agencies if case is None else [case]:
            named = [f"{str(name).replace('_', '')}_{key.hex}"] if key is not None and key != each else []
            about[each] = [*about.get(each, ()), *named]
    return about


def new_salt() -> str:
    return secrets.token_hex(16)


def commitment_of(salt: str, rows: Iterable[SQLModel]) -> str:
    """Binds an entry to the rows as they were written, and tells nothing of them once the salt is gone."""
    content = sorted(_canonical(row) for row in rows)
    return hashlib.sha256(salt.encode() + b"\n".join(content)).hexdigest()


def _canonical(row: SQLModel) -> bytes:
    return orjson.dumps([row.__tablename__, row.model_dump(mode="json")], option=orjson.OPT_SORT_KEYS)
