"""Where streams stand, read by a state's own statement, so that state and stream meet without a gap."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement

from roundtable.core import streams
from roundtable.reader import sql
from roundtable.reader.finish import Run


def stand(*stream_ids: Any) -> ColumnElement[Any]:
    """[[stream, head, when it came there], …]; a stream that is null belongs to nobody."""
    places = ((sql.wire(key), streams.head_of(key), sql.wire(streams.moved_at(key))) for key in stream_ids)
    return sql.json_array(*(sql.json_array(*place) for place in places))


def heads(places: Sequence[Sequence[Any]], run: Run) -> list[int]:
    """How far each stream has come."""
    for _, _, moved_at in places:
        run.take_note(moved_at)
    return [head for _, head, _ in places]


def sealed(places: Sequence[Sequence[Any]], run: Run) -> str:
    """The cursor of streams that stand so; a service account has no person's stream."""
    own = [place for place in places if place[0]]
    return streams.cursor_of([place[0] for place in own], heads(own, run), run.seal)
