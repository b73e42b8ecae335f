"""Invitations as calendars take them: one iCalendar file for one person (RFC 5545, RFC 5546), and nothing beside."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from roundtable.letters.models import Status
from roundtable.letters.zones import Observance, observances, zone_of

_PRODUCT = "-//Roundtable//Letters//EN"
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Of a URI (RFC 3986), but for what may stand in an address of numbers alone; all else is written as octets.
_IN_URI = "!#$%&'()*+,/:;=?@~"
_IN_MAILTO = "!$'*+,@~"
# Nothing of these is seen, and some of them end a line, or turn what is read around.
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTION = {chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@dataclass(frozen=True)
class Party:
    """Who calls a meeting, by name and address."""

    name: str
    address: str


@dataclass(frozen=True)
class Invitee:
    """Who is called to it, and what they have answered."""

    name: str
    address: str
    status: Status


@dataclass(frozen=True)
class Meeting:
    """What a calendar is told of a meeting."""

    key: UUID
    sequence: int
    # What stands in a calendar for all to see who pass by it; the title is for who opens it.
    summary: str
    title: str
    starts_at: datetime
    minutes: int
    time_zone: str
    organizer: Party
    # The same whenever the same letter is written.
    written_at: datetime
    place: str | None = None
    url: str | None = None
    cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def method(self) -> str:
        return "CANCEL" if self.cancelled else "REQUEST"


def invitation(meeting: Meeting, invitee: Invitee) -> bytes:
    """The file by which a meeting comes into a calendar, is changed there, or is struck out.

    It names nobody but the invitee: who else is called is for the page to show. Raises Invalid INVALID_TIME_ZONE.
    """
    zone = zone_of(meeting.time_zone)
    times = [moment.astimezone(zone) for moment in (meeting.starts_at, meeting.ends_at)]
    # What is written with a zone is the first of two such hours: the second is written in UTC.
    in_utc = zone.key in ("UTC", "Etc/UTC") or any(time.fold for time in times)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", meeting.method)
    if not in_utc:
        calendar.add_component(_timezone(zone, times[0].year))
    calendar.add_component(_event(meeting, invitee, [time.astimezone(UTC) if in_utc else time for time in times]))
    written: bytes = calendar.to_ical()
    return written


def plain(text: str) -> str:
    """The text on one line, of what can be seen."""
    seen = "".join(" " if _is_unseen(character) else character for character in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or character in _DIRECTION


def _event(meeting: Meeting, invitee: Invitee, times: list[datetime]) -> Event:
    event = Event()
    event.add("uid", str(meeting.key))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.written_at)
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    event.add("summary", plain(meeting.summary))
    url = quote(meeting.url, safe=_IN_URI) if meeting.url else None
    event.add("description", "\n".join(filter(None, (plain(meeting.title), url))))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("organizer", _address(meeting.organizer.name, meeting.organizer.address), encode=False)
    event.add("attendee", _attendee(invitee), encode=False)
    if meeting.place:
        event.add("location", plain(meeting.place))
    if url:
        event.add("url", url)
    return event


def _attendee(invitee: Invitee) -> vCalAddress:
    attendee = _address(invitee.name, invitee.address)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(invitee.status.replace("_", "-"))
    # One answers on the page: an answer by mail would tell the mail server who comes.
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _address(name: str, address: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{quote(address, safe=_IN_MAILTO)}")
    # A quotation mark has no place in a parameter, and few programs know how it is written there.
    made.params["CN"] = vText(plain(name).replace('"', "'"))
    return made


def _timezone(zone: ZoneInfo, year: int) -> Timezone:
    made = Timezone()
    made.add("tzid", zone.key)
    for observance in observances(zone, year):
        made.add_component(_observed(observance))
    return made


def _observed(observance: Observance) -> Component:
    change = observance.first
    made = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    made.add("dtstart", change.onset)
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    made.add("tzname", change.name)
    if observance.month is None or observance.weekday is None:
        # The same again: some readers take no day from DTSTART alone.
        made.add("rdate", [change.onset])
    else:
        last = f"-1{_WEEKDAYS[observance.weekday]}"
        made.add("rrule", {"freq": "yearly", "bymonth": observance.month, "byday": last})
    return made
