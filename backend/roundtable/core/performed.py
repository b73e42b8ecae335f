"""What mutations have been performed, so that a retry finds its first result: ids only, never content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, ColumnElement, Uuid, bindparam, select
from sqlmodel import Field, SQLModel

from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Conflict
from roundtable.core.postgres import Added
from roundtable.core.tables import instant, table_of


class Performed(SQLModel, table=True):
    """One mutation that took effect, by who sent it and the id they sent."""

    __tablename__ = "performed"

    # A practitioner, whichever of their posts they act by when they send it again; or a service account's post.
    sender_id: UUID = Field(primary_key=True)
    client_mutation_id: UUID = Field(primary_key=True)
    fingerprint: str = Field(max_length=64)
    refs: dict[str, str] = Field(sa_type=JSON)
    at: datetime = instant()


def sender_of(actor: Actor) -> UUID:
    return actor.practitioner_id or actor.membership_id


def asked_before(actor: Actor, client_mutation_id: UUID) -> dict[str, UUID]:
    """What `BEFORE` is asked with."""
    return {"sender": sender_of(actor), "mutation": client_mutation_id}


def first_result(found: Any, fingerprint: str) -> dict[str, UUID] | None:
    """The first result of a mutation id, if `BEFORE` found one. Raises Conflict if it stood for other content."""
    if found.fingerprint is None:
        return None
    if found.fingerprint != fingerprint:
        raise Conflict(Code.IDEMPOTENCY_CONFLICT, ["clientMutationId"])
    return {name: UUID(key) for name, key in found.refs.items()}


def kept(actor: Actor, client_mutation_id: UUID, fingerprint: str, refs: Mapping[str, UUID], at: datetime) -> Added:
    """A first result, to be added: that raises IntegrityError where another, sent at once, has kept its own."""
    row = {
        "sender_id": sender_of(actor),
        "client_mutation_id": client_mutation_id,
        "fingerprint": fingerprint,
        "refs": {name: key.hex for name, key in refs.items()},
        "at": at,
    }
    return _performed, [row]


def canonical(values: object) -> str:
    """Input as one text, whatever the order it came in."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


_performed = table_of(Performed)


def _of_this(name: str) -> ColumnElement[Any]:
    this = (
        _performed.c.sender_id == bindparam("sender", type_=Uuid()),
        _performed.c.client_mutation_id == bindparam("mutation", type_=Uuid()),
    )
    return select(_performed.c[name]).where(*this).scalar_subquery().label(name)


# Columns, for the statement with which an act begins: whether its mutation id has had a result, and which.
BEFORE = (_of_this("fingerprint"), _of_this("refs"))
