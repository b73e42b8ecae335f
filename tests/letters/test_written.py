"""What a letter says: that a conference is called, when and where, in two languages, with the file for the calendar."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

import pytest

from roundtable.letters.calendar import Party
from roundtable.letters.models import Called, LetterKind
from roundtable.letters.words import FILE_NAME, SUBJECTS, SUMMARY
from roundtable.letters.written import Recipient, Said, is_over, written
from tests.letters.meetings import KEY, WRITTEN_AT, read

LETTER = UUID("01900000-0000-7000-8000-0000000001e7")
ANA = Recipient("Ana Țepeș", "ana@police.example.org")
SENDER = Party("Roundtable", "roundtable@example.org")
TEXT = """You are invited to a conference.

Ședința din ianuarie
When: Monday, 18 January 2027, 09:30 (Europe/Bucharest, UTC+02:00), 90 min
Where: Cluj, sala 2
Answer here: https://roundtable.example/conferences/c1

What is written to this address is not read.

Vă invităm la o conferință.

Ședința din ianuarie
Când: luni, 18 ianuarie 2027, 09:30 (Europe/Bucharest, UTC+02:00), 90 min
Unde: Cluj, sala 2
Răspundeți aici: https://roundtable.example/conferences/c1

Mesajele scrise la această adresă nu sunt citite.
"""


def called(**other: Any) -> Called:
    usual: dict[str, Any] = {
        "title": "Ședința din ianuarie",
        "starts_at": datetime(2027, 1, 18, 7, 30, tzinfo=UTC),
        "minutes": 90,
        "time_zone": "Europe/Bucharest",
        "sequence": 1,
        "place": "Cluj, sala 2",
        "url": "https://roundtable.example/conferences/c1",
    }
    return Called(**{**usual, **other})


def letter(kind: LetterKind = LetterKind.CONFERENCE_INVITATION, to: Recipient = ANA, **other: Any) -> EmailMessage:
    said = Said(LETTER, kind, KEY, called(**other), WRITTEN_AT)
    made = message_from_bytes(written(said, to, SENDER), policy=default)
    assert isinstance(made, EmailMessage)
    assert not made.defects
    return made


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def files(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if part.get_content_type() == "text/calendar"]


def test_an_invitation_says_all_there_is_to_say_in_both_languages() -> None:
    assert text_of(letter()) == TEXT


def test_what_is_seen_of_a_letter_that_nobody_opened_says_only_that_a_conference_is_called() -> None:
    message = letter()

    assert message["From"] == "Roundtable <roundtable@example.org>"
    assert message["To"] == "Ana Țepeș <ana@police.example.org>"
    assert message["Subject"] == "Conference: invitation · Conferință: invitație"
    assert message["Date"].datetime == WRITTEN_AT
    assert message["Message-ID"] == f"<{LETTER.hex}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert {name.lower() for name in message.keys()} == {  # noqa: SIM118 - the headers, not the parts
        *("from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"),
    }
    for shown in [*SUBJECTS.values(), SUMMARY, FILE_NAME]:
        assert re.fullmatch("[Cc]onference[^0-9@]*", shown)


def test_the_file_is_beside_the_text_and_among_what_is_attached() -> None:
    beside, attached = files(letter())

    assert (beside.get_filename(), attached.get_filename()) == (None, "conference.ics")
    assert beside.get_content() == attached.get_content()
    assert beside.get_params() == attached.get_params()
    assert dict(beside["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    calendar, event = read(beside.get_content())
    assert (calendar.method, event.uid, event.sequence, event.summary) == ("REQUEST", str(KEY), 1, SUMMARY)
    assert [each.uri for each in event.attendees] == ["mailto:ana@police.example.org"]
    assert event.organizer is not None
    assert event.organizer.uri == "mailto:roundtable@example.org"


@pytest.mark.parametrize(
    ("kind", "method", "openings"),
    [
        (
            LetterKind.CONFERENCE_CHANGED,
            "REQUEST",
            (
                "A conference that you are invited to has changed.",
                "O conferință la care v-am invitat a fost modificată.",
            ),
        ),
        (
            LetterKind.CONFERENCE_REMINDER,
            "REQUEST",
            ("A conference that you are invited to is coming up.", "Urmează o conferință la care v-am invitat."),
        ),
        (
            LetterKind.CONFERENCE_CANCELLED,
            "CANCEL",
            (
                "A conference that you were invited to has been cancelled.",
                "O conferință la care v-am invitat a fost anulată.",
            ),
        ),
    ],
)
def test_each_kind_says_what_became_of_it(kind: LetterKind, method: str, openings: tuple[str, str]) -> None:
    message = letter(kind)

    assert [opening in text_of(message) for opening in openings] == [True, True]
    assert [read(file.get_content())[0].method for file in files(message)] == [method, method]
    assert ("Answer here" in text_of(message)) is (kind is not LetterKind.CONFERENCE_CANCELLED)


OF_MINUTES = """{opening}

Ședința din ianuarie
When: Monday, 18 January 2027, 09:30 (Europe/Bucharest, UTC+02:00), 90 min
{here}

What is written to this address is not read.

{deschidere}

Ședința din ianuarie
Când: luni, 18 ianuarie 2027, 09:30 (Europe/Bucharest, UTC+02:00), 90 min
{aici}

Mesajele scrise la această adresă nu sunt citite.
"""


@pytest.mark.parametrize(
    ("kind", "due_at", "said"),
    [
        (
            LetterKind.MINUTES_CIRCULATED,
            datetime(2027, 1, 29, 15, 0, tzinfo=UTC),
            {
                "opening": "The minutes of a conference wait for your comments and your agency's approval.",
                "here": "Comments until: Friday, 29 January 2027, 17:00 (Europe/Bucharest, UTC+02:00)\n"
                "Answer here: https://roundtable.example/conferences/c1",
                "deschidere": "Procesul-verbal al unei conferințe așteaptă observațiile dumneavoastră și aprobarea"
                " instituției.",
                "aici": "Observații până la: vineri, 29 ianuarie 2027, 17:00 (Europe/Bucharest, UTC+02:00)\n"
                "Răspundeți aici: https://roundtable.example/conferences/c1",
            },
        ),
        (
            LetterKind.MINUTES_APPROVED,
            None,
            {
                "opening": "The minutes of a conference have been approved.",
                "here": "Read them here: https://roundtable.example/conferences/c1",
                "deschidere": "Procesul-verbal al unei conferințe a fost aprobat.",
                "aici": "Citiți-l aici: https://roundtable.example/conferences/c1",
            },
        ),
        (
            LetterKind.MINUTES_CORRECTED,
            None,
            {
                "opening": "The minutes of a conference have been corrected, and the correction has been approved.",
                "here": "Read them here: https://roundtable.example/conferences/c1",
                "deschidere": "Procesul-verbal al unei conferințe a fost corectat, iar corectarea a fost aprobată.",
                "aici": "Citiți-l aici: https://roundtable.example/conferences/c1",
            },
        ),
    ],
)
def test_of_minutes_it_says_that_they_wait_or_stand_and_tells_calendars_nothing(
    kind: LetterKind, due_at: datetime | None, said: dict[str, str]
) -> None:
    message = letter(kind, place=None, due_at=due_at)

    assert text_of(message) == OF_MINUTES.format(**said)
    assert files(message) == []


@pytest.mark.parametrize(
    ("starts_at", "zone", "english", "romanian"),
    [
        (
            datetime(2027, 7, 4, 6, 30, tzinfo=UTC),
            "Europe/Oslo",
            "Sunday, 4 July 2027, 08:30 (Europe/Oslo, UTC+02:00)",
            "duminică, 4 iulie 2027, 08:30 (Europe/Oslo, UTC+02:00)",
        ),
        (
            datetime(2027, 2, 1, 2, 0, tzinfo=UTC),
            "America/St_Johns",
            "Sunday, 31 January 2027, 22:30 (America/St_Johns, UTC-03:30)",
            "duminică, 31 ianuarie 2027, 22:30 (America/St_Johns, UTC-03:30)",
        ),
    ],
)
def test_the_hour_is_that_of_the_place_with_its_offset(
    starts_at: datetime, zone: str, english: str, romanian: str
) -> None:
    text = text_of(letter(starts_at=starts_at, time_zone=zone))

    assert f"When: {english}, 90 min\n" in text
    assert f"Când: {romanian}, 90 min\n" in text


def test_a_conference_without_a_place_or_a_page_has_no_line_for_it() -> None:
    text = text_of(letter(place=None, url=None))

    assert [word in text for word in ("Where", "Unde", "Answer here", "Răspundeți aici")] == [False] * 4


def test_what_was_written_by_people_adds_no_header_and_no_line() -> None:
    message = letter(
        to=Recipient('Ana\r\nBcc: "m" <m@example.org>', ANA.address),
        title="Monday\r\n\r\nBcc: m@example.org\u2028\x00",
        place="here\r\n.\r\nMAIL FROM:<m@example.org>",
    )

    assert message["Bcc"] is None
    assert [str(each) for each in message["To"].addresses] == [
        '"Ana Bcc: \\"m\\" <m@example.org>" <ana@police.example.org>'
    ]
    assert "\nMonday Bcc: m@example.org\n" in text_of(message)
    assert "\nWhere: here . MAIL FROM:<m@example.org>\n" in text_of(message)


def test_it_is_seven_bits_wide_and_no_line_is_too_long_for_any_mail_server() -> None:
    said = Said(LETTER, LetterKind.CONFERENCE_INVITATION, KEY, called(title="ș" * 200, place="ț" * 200), WRITTEN_AT)

    made = written(said, Recipient("Ș" * 200, ANA.address), SENDER)

    assert made.isascii()
    assert max(map(len, made.split(b"\r\n"))) <= 78


def test_it_says_the_same_at_each_try() -> None:
    first, second = letter(), letter()

    assert first.items()[:6] == second.items()[:6]
    assert [part.get_content() for part in first.walk() if not part.is_multipart()] == [
        part.get_content() for part in second.walk() if not part.is_multipart()
    ]


def test_what_is_kept_of_a_conference_is_what_it_was() -> None:
    for kept in (called(), called(place=None, url=None, sequence=7)):
        assert Called.of(kept.kept()) == kept


def test_once_a_conference_is_over_nobody_need_hear_of_it() -> None:
    ends = datetime(2027, 1, 18, 9, 0, tzinfo=UTC)

    assert is_over(called(), ends)
    assert not is_over(called(), ends.replace(hour=8, minute=59))
