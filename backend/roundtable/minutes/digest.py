"""What minutes say, to whomever, in one number: whoever has two papers sees whether they are of the same minutes, and
nobody changes what was approved unseen.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import SQLModel

from roundtable.conferences.models import AgencyReturn, Conference
from roundtable.core.tables import table_of, wire_text
from roundtable.core.work import Work
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.minutes import queries
from roundtable.minutes.models import Minutes

# What is said of each, by name: a column that comes later changes no digest.
_OF_MINUTES = ("conference_id", "number", "language", "opening", "closing", "correction", "revision")
_OF_ITEM = ("id", "case_id", "status", "criterion", "reason", "note", "began_at", "ended_at")
_BY_ITEM: Mapping[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "returns": (AgencyReturn, ("agency_id", "state", "decline_reason", "answered_at")),
    "decisions": (Decision, ("text", "rationale", "recorded_by", "decided_at", "withdrawn_at", "withdrawal")),
    "actions": (Undertaking, ("agency_id", "task_id", "decision_id", "obligation", "volunteered_by", "volunteered_at")),
    "reviews": (ActionReview, ("undertaking_id", "outcome", "non_completion_class", "words", "said_by", "said_at")),
}
_OF_VOICE = ("decision_id", "membership_id", "stance", "words", "said_at")


async def digest_of(work: Work, conference: Conference, minutes: Minutes) -> str:
    """SHA-256 of all of it, as hexadecimal digits; within a reach."""
    items = await queries.items(work, conference)
    keys = [item.id for item in items]
    said: dict[str, Any] = {
        "minutes": _of(minutes, _OF_MINUTES),
        "items": [_of(item, _OF_ITEM) for item in items],
        "passages": [
            [passage.section_id.hex, passage.position, words.text]
            for passage, words in await queries.passages(work, await queries.sections(work, minutes))
        ],
    }
    for name, (model, columns) in _BY_ITEM.items():
        rows = await work.reached(model, table_of(model).c.agenda_item_id.in_(keys))
        said[name] = _all(rows, ("id", "agenda_item_id", *columns))
    voice = table_of(DecisionVoice)
    decided = [UUID(decision[0]) for decision in said["decisions"]]
    said["voices"] = _all(await work.reached(DecisionVoice, voice.c.decision_id.in_(decided)), _OF_VOICE)
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _all(rows: list[Any], names: tuple[str, ...]) -> list[list[Any]]:
    return sorted(_of(row, names) for row in rows)


def _of(row: Any, names: tuple[str, ...]) -> list[Any]:
    return [_plain(getattr(row, name)) for name in names]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return wire_text(value)
    if isinstance(value, UUID):
        return value.hex
    return value
