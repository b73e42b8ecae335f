"""Meetings for tests, and how a strict reader of another make (PyPI's `ical`) reads what calendars are told of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from roundtable.letters.calendar import Invitee, Meeting, Party, invitation
from roundtable.letters.models import Status

KEY = UUID("01900000-0000-7000-8000-000000000c01")
WRITTEN_AT = datetime(2026, 11, 28, 9, 15, tzinfo=UTC)
ANA = Invitee("Ana Țepeș", "ana@police.example.org", Status.NEEDS_ACTION)


def meeting(**other: Any) -> Meeting:
    """Half past nine in Cluj on a day in January, unless said otherwise."""
    usual: dict[str, Any] = {
        "key": KEY,
        "sequence": 0,
        "summary": "Conference · Conferință",
        "title": "Ședința din ianuarie",
        "starts_at": datetime(2027, 1, 18, 7, 30, tzinfo=UTC),
        "minutes": 90,
        "time_zone": "Europe/Bucharest",
        "organizer": Party("Roundtable", "roundtable@example.org"),
        "written_at": WRITTEN_AT,
    }
    return Meeting(**{**usual, **other})


def written(invitee: Invitee = ANA, **other: Any) -> str:
    return invitation(meeting(**other), invitee).decode()


def read(file: str) -> tuple[Calendar, Event]:
    """A calendar with one event in it, or an error."""
    calendar = IcsCalendarStream.calendar_from_ics(file)
    (event,) = calendar.events
    return calendar, event


def by_its_own_zone(file: str, zone: str) -> Event:
    """The event by what the file says of the zone: by a name that nobody knows, there is nothing else to go by."""
    _, event = read(file.replace(zone, "Nowhere/Known"))
    return event
