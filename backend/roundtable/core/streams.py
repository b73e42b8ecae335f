"""Positions in streams, as one opaque cursor, and the SQL that reads one together with its state."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from roundtable.core.errors import Code, Problem
from roundtable.core.facts import Fact, Stream, StreamEntry
from roundtable.core.scope import found, value
from roundtable.core.seal import Seal
from roundtable.core.tables import evidence_of, row_of

_USE, _ERA = "events", "era"
# So far one look at a stream leads, of whatever is told there: who is far behind takes many steps of the same cost, and
# after the first stands where others do who are behind.
STEP = 100


def end_of_step(after: Any) -> Any:
    """The last place that a look from `after` on takes in: a number, or SQL for one."""
    return (after // STEP + 1) * STEP


def told_within(entry: Any, stream_id: Any, after: Any) -> tuple[ColumnElement[bool], ...]:
    """What one look from that place on takes in of a stream."""
    return entry.c.stream_id == stream_id, entry.c.number > after, entry.c.number <= end_of_step(after)


def head_of(stream_id: Any) -> ColumnElement[int]:
    """How far a stream has come; 0 where nothing has happened yet."""
    stream = row_of(Stream)
    return func.coalesce(value(stream.c.head, stream.c.id == stream_id), 0)


def tells_of_others(stream_id: Any, after: Any) -> ColumnElement[bool]:
    """From that place on a case's stream tells what is of another case, or what one has no place to know of."""
    entry, fact = row_of(StreamEntry), evidence_of(Fact)
    own = found(fact, fact.c.id == entry.c.fact_id, fact.c.case_id == stream_id)
    return found(entry, *told_within(entry, stream_id, after), ~own)


def cases_told(stream_id: Any, after: Any) -> Select[Any]:
    """The cases that a stream tells of from that place on, each once; of those that one may know of."""
    entry, fact = row_of(StreamEntry), evidence_of(Fact)
    there = (*told_within(entry, stream_id, after), fact.c.id == entry.c.fact_id)
    return select(fact.c.case_id).where(*there, fact.c.case_id.is_not(None)).distinct()


def tells_by_name(stream_id: Any, after: Any) -> ColumnElement[bool]:
    """From that place on a stream tells something to an agency or a post by name."""
    entry, fact = row_of(StreamEntry), evidence_of(Fact)
    named = or_(fact.c.to_agency_id.is_not(None), fact.c.to_membership_id.is_not(None))
    told = found(fact, fact.c.id == entry.c.fact_id, named)
    return found(entry, *told_within(entry, stream_id, after), told)


def is_whole(stream_id: Any, after: Any) -> ColumnElement[bool]:
    """Nothing that a stream told after that place was let go: what follows at once is there, or nothing ever came."""
    entry = row_of(StreamEntry)
    following = found(entry, entry.c.stream_id == stream_id, entry.c.number == after + 1)
    return or_(head_of(stream_id) <= after, following)


def moved_at(stream_id: Any) -> ColumnElement[Any]:
    """The moment of the last thing that a stream tells; null where nothing has happened yet."""
    stream = row_of(Stream)
    moment: ColumnElement[Any] = value(stream.c.moved_at, stream.c.id == stream_id)
    return moment


def cursor(positions: dict[UUID, int], seal: Seal) -> str:
    return seal.close(_USE, {**{stream.hex: number for stream, number in positions.items()}, _ERA: seal.era})


def positions(text: str, streams: Sequence[UUID], seal: Seal) -> dict[UUID, int]:
    """What a cursor says of these streams.

    Raises Invalid INVALID_CURSOR for what no stream here ever gave, Problem RESYNC_REQUIRED for what others gave, as
    those of another post, and for what is from before a backup was restored: its numbers may stand for other facts now.
    """
    said = seal.open(_USE, text)
    era = said.pop(_ERA, "")
    found = {UUID(stream): number for stream, number in said.items()}
    if era != seal.era or set(found) != set(streams):
        raise Problem(Code.RESYNC_REQUIRED)
    return found


def cursor_of(stream_ids: Sequence[str], heads: Sequence[int], seal: Seal) -> str:
    """The cursor of streams as SQL gave them."""
    return cursor(dict(zip(map(UUID, stream_ids), heads, strict=True)), seal)
