"""What mutations have been performed, so that a retry finds its first result: ids only, never content."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import JSON, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
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


async def before(
    session: AsyncSession, actor: Actor, client_mutation_id: UUID, fingerprint: str
) -> dict[str, UUID] | None:
    """The first result of this mutation id, if there is one. Raises Conflict if it stood for other content."""
    binds = {"sender": sender_of(actor), "mutation": client_mutation_id}
    found = (await session.execute(_BEFORE, binds)).one_or_none()
    if found is None:
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


# Made once: writing a statement takes longer than running it.
_performed = table_of(Performed)
_BEFORE = select(_performed.c.fingerprint, _performed.c.refs).where(
    _performed.c.sender_id == bindparam("sender", type_=Uuid()),
    _performed.c.client_mutation_id == bindparam("mutation", type_=Uuid()),
)
