"""Which records are of one event: a record and what corrects it, and those that were said to be of the same."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from roundtable.incidents.models import Incident


def are_one(one: Incident, other: Incident) -> bool:
    """They were said to be of one event."""
    return one.event_id is not None and one.event_id == other.event_id


def of_one_event(records: Sequence[Incident], incident: Incident) -> list[Incident]:
    """Those of a case's records that are of the same event, with what corrects each."""
    first = _firsts(records)
    joined = {first[each.id] for each in records if are_one(each, incident)} | {first[incident.id]}
    return [each for each in records if first[each.id] in joined]


def not_of(records: Sequence[Incident], incident: Incident) -> list[Incident]:
    """Those that neither correct a record nor are corrected by it."""
    first = _firsts(records)
    return [each for each in records if first[each.id] != first[incident.id]]


def _firsts(records: Iterable[Incident]) -> dict[UUID, UUID]:
    """Of each record the first of those that were corrected until it, as far as they are here."""
    known = {each.id: each for each in records}

    def first(each: Incident) -> UUID:
        earlier = known.get(each.supersedes_id) if each.supersedes_id else None
        return first(earlier) if earlier else each.id

    return {key: first(each) for key, each in known.items()}
