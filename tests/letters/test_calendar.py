"""Calendars take what they are told of a meeting, show the hour of whoever looks, and nothing is told beside."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from roundtable.core.errors import Code, Invalid
from roundtable.letters.calendar import Invitee, Party
from roundtable.letters.models import Status
from tests.letters.meetings import ANA, KEY, WRITTEN_AT, by_its_own_zone, meeting, read, written

ROMANIA, NORWAY = ZoneInfo("Europe/Bucharest"), ZoneInfo("Europe/Oslo")
# What a file is made of, and nothing else, whatever was written into it.
LINES = (
    *("BEGIN:VCALENDAR", "VERSION", "PRODID", "METHOD", "BEGIN:VTIMEZONE", "TZID"),
    *("BEGIN:DAYLIGHT", "DTSTART", "RRULE", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "END:DAYLIGHT"),
    *("BEGIN:STANDARD", "DTSTART", "RRULE", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "END:STANDARD"),
    *(
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DTSTAMP",
        "UID",
        "SEQUENCE",
        "ATTENDEE",
        "CLASS",
    ),
    *("DESCRIPTION", "LOCATION", "ORGANIZER", "STATUS", "URL", "END:VEVENT", "END:VCALENDAR"),
)
# Half past nine in Cluj: in winter, in summer, the last day before each change of the clocks and the first after it.
MORNINGS = [
    *(datetime(2027, 1, 18, 7, 30, tzinfo=UTC), datetime(2027, 7, 19, 6, 30, tzinfo=UTC)),
    *(datetime(2027, 3, 27, 7, 30, tzinfo=UTC), datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),
    *(datetime(2027, 10, 30, 6, 30, tzinfo=UTC), datetime(2027, 10, 31, 7, 30, tzinfo=UTC)),
]
ANY_TEXT = some.text(some.characters(codec="utf-8"), min_size=1, max_size=200)
WHATEVER = some.one_of(ANY_TEXT, some.text("\r\n\t;:,\\\"'^=aĂș\u2028\u0085\x00 ", min_size=1, max_size=80))


def lines(file: str) -> list[str]:
    """The names of its lines, unfolded as a reader does it that knows no more of Unicode than that."""
    unfolded = re.sub("\r\n[ \t]", "", file)
    assert unfolded.endswith("\r\n")
    whole = unfolded.removesuffix("\r\n").split("\r\n")
    return [line if line.startswith(("BEGIN:", "END:")) else re.split("[;:]", line)[0] for line in whole]


def test_an_invitation_says_who_is_invited_to_what_and_nothing_of_anybody_else() -> None:
    calendar, event = read(written(place="Cluj, sala 2", url="https://roundtable.example/conferences/c1"))

    assert (calendar.method, calendar.prodid) == ("REQUEST", "-//Roundtable//Letters//EN")
    assert (event.uid, event.sequence, event.dtstamp) == (str(KEY), 0, WRITTEN_AT)
    assert (event.summary, event.location) == ("Conference · Conferință", "Cluj, sala 2")
    assert event.description == "Ședința din ianuarie\nhttps://roundtable.example/conferences/c1"
    assert (event.url, event.status, event.classification) == (
        "https://roundtable.example/conferences/c1",
        "CONFIRMED",
        "PRIVATE",
    )
    assert event.organizer is not None
    assert (event.organizer.uri, event.organizer.common_name) == ("mailto:roundtable@example.org", "Roundtable")
    (ana,) = event.attendees
    assert (ana.uri, ana.common_name) == ("mailto:ana@police.example.org", "Ana Țepeș")
    assert (ana.status, ana.role, ana.rsvp) == ("NEEDS-ACTION", "REQ-PARTICIPANT", False)
    assert event.extras == calendar.extras == []


def test_a_cancellation_strikes_out_what_was_called_by_its_key() -> None:
    calendar, event = read(written(sequence=3, cancelled=True))

    assert (calendar.method, event.status, event.uid, event.sequence) == ("CANCEL", "CANCELLED", str(KEY), 3)


@pytest.mark.parametrize("status", Status)
def test_what_was_answered_stands_beside_who_answered(status: Status) -> None:
    _, event = read(written(Invitee(ANA.name, ANA.address, status)))

    assert [each.status for each in event.attendees] == [status.value.replace("_", "-")]


@pytest.mark.parametrize("starts_at", MORNINGS)
@pytest.mark.parametrize("zone", [ROMANIA, NORWAY])
def test_the_hour_is_right_in_romania_and_in_norway_in_winter_in_summer_and_where_clocks_change(
    starts_at: datetime, zone: ZoneInfo
) -> None:
    file = written(starts_at=starts_at, time_zone=zone.key)

    for event in (read(file)[1], by_its_own_zone(file, zone.key)):
        assert isinstance(event.dtstart, datetime) and isinstance(event.dtend, datetime)
        assert (event.dtstart.astimezone(ROMANIA).hour, event.dtstart.astimezone(NORWAY).hour) == (9, 8)
        assert event.dtstart.astimezone(UTC) == starts_at
        assert event.dtend.astimezone(UTC) == starts_at + timedelta(minutes=90)
    assert f"DTSTART;TZID={zone.key}:{starts_at.astimezone(zone):%Y%m%dT%H%M%S}\r\n" in file


@pytest.mark.parametrize("change", [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)])
@pytest.mark.parametrize("zone", [ROMANIA, NORWAY])
def test_across_the_change_of_the_clocks_each_quarter_of_an_hour_is_what_it_is(
    change: datetime, zone: ZoneInfo
) -> None:
    for quarters in range(-12, 13):
        starts_at = change + timedelta(minutes=15 * quarters)
        file = written(starts_at=starts_at, time_zone=zone.key, minutes=60)
        for event in (read(file)[1], by_its_own_zone(file, zone.key)):
            assert isinstance(event.dtstart, datetime) and isinstance(event.dtend, datetime)
            assert event.dtstart.astimezone(UTC) == starts_at
            assert event.dtend.astimezone(UTC) == starts_at + timedelta(hours=1)


def test_the_second_of_two_such_hours_is_written_in_utc_since_a_zone_means_the_first() -> None:
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert "DTSTART;TZID=Europe/Bucharest:20271031T033000\r\n" in written(starts_at=first, minutes=15)
    assert "DTSTART:20271031T013000Z\r\n" in written(starts_at=second, minutes=15)
    assert "VTIMEZONE" not in written(starts_at=second, minutes=15)


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Dublin", "Africa/Casablanca", "Asia/Tokyo", "Asia/Kathmandu", "America/New_York", "America/Caracas"),
        *("Australia/Lord_Howe", "Pacific/Chatham", "Asia/Gaza", "Europe/Chisinau", "Etc/GMT+5"),
    ],
)
def test_what_a_file_says_of_a_zone_is_what_that_zone_is(zone: str) -> None:
    for day in range(0, 365, 13):
        starts_at = datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        event = by_its_own_zone(written(starts_at=starts_at, time_zone=zone), zone)
        assert isinstance(event.dtstart, datetime)
        assert event.dtstart.astimezone(UTC) == starts_at, starts_at


@given(title=WHATEVER, place=WHATEVER, name=WHATEVER, url=WHATEVER)
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_into_it_adds_nothing_to_it(title: str, place: str, name: str, url: str) -> None:
    invitee, organizer = Invitee(f"A{name}", ANA.address, ANA.status), Party(f"R{name}", "r@example.org")
    file = written(invitee, title=f"T{title}", place=f"P{place}", url=f"https://{url}", organizer=organizer)

    assert tuple(lines(file)) == LINES
    assert [line for line in file.encode().split(b"\r\n") if len(line) > 75] == []
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]", file)
    calendar, event = read(file)
    assert (event.extras, calendar.extras, len(event.attendees)) == ([], [], 1)
    assert event.description is not None and event.description.startswith("T")
    assert event.location is not None and event.location.startswith("P")


@pytest.mark.parametrize(
    "text",
    [
        "X\r\nATTENDEE:mailto:mallory@example.org",
        "X\nATTENDEE:x",
        "a;b,c\\d:e",
        'ce „spune” "ea"',
        "ăâîșț ĂÂÎȘȚ",
        "\\n",
    ],
)
def test_what_was_meant_is_what_is_read(text: str) -> None:
    _, event = read(written(title=text, place=text))

    assert event.description == event.location == " ".join(text.split())
    assert len(event.attendees) == 1


def test_an_address_is_written_so_that_nothing_follows_from_it() -> None:
    invitee = Invitee("Bogdan", "o'b%41?cc=x&y+z@example.org", Status.NEEDS_ACTION)

    _, event = read(written(invitee))

    assert event.attendees[0].uri == "mailto:o'b%2541%3Fcc%3Dx%26y+z@example.org"


def test_each_meeting_has_a_key_of_its_own() -> None:
    other = UUID(int=7)

    assert read(written(key=other))[1].uid == str(other)


def test_a_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        written(time_zone="Europe/Cluj")
    assert refused.value.code is Code.INVALID_TIME_ZONE


def test_the_end_is_so_many_minutes_after_the_beginning_whatever_the_clocks_do() -> None:
    last_hour_of_winter = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)

    assert meeting(starts_at=last_hour_of_winter, minutes=60).ends_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
