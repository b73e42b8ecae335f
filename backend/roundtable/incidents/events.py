"""Which records are of one event: a record and what corrects it, and those that were said to be of the same."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from roundtable.incidents.models import Incident


def are_one(one: Incident, other: Incident) -> bool:
    """They were said to be of one event."""
    return one.event_id is not None and one.event_id == other.event_id


def said_one(records: Iterable[Incident], incident: Incident) -> list[Incident]:
    """Those of a case's records that were said to be of the same event, and itself."""
    return [each for each in records if each.id == incident.id or are_one(each, incident)]


def to_join(records: Sequence[Incident], incident: Incident, other: Incident) -> list[Incident]:
    """What is to be of one event with another record: all that an incident was said to be one with; where that is
    nothing yet, what it corrects or is corrected by, as far as that is of the same people.
    """
    if incident.event_id is not None:
        return said_one(records, incident)
    first, taken = _firsts(records), [incident, other]
    chain = [each for each in records if first[each.id] == first[incident.id] and each.id != incident.id]
    for each in sorted(chain, key=lambda record: (record.created_at, record.id)):
        if may_be_one([each, *taken]):
            taken.append(each)
    return [each for each in taken if each.id != other.id]


def may_be_one(records: Iterable[Incident]) -> bool:
    """An event is between the same two, as far as anybody knows who did it."""
    records = list(records)
    by = {each.perpetrator_id for each in records} - {None}
    return len({each.victim_id for each in records}) == 1 and len(by) < 2


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
