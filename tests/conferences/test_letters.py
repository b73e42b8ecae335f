"""Who is written to of a conference, when, and that nothing of a case is in it."""

from typing import Any

from sqlalchemy import select

from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.letters.models import Letter
from tests.conferences.meeting import on_agenda, planned
from tests.letters.mailbox import mail_server
from tests.letters.sorting import office
from tests.support.table import Table


async def _letters(table: Table) -> list[tuple[str, str, dict[str, Any]]]:
    """To whom, of what kind, and what it is made of; in the order of writing."""
    letter = table_of(Letter)
    statement = select(letter.c.to_membership_id, letter.c.kind, letter.c.payload)
    async with table.database.reading() as connection:
        found = (await connection.execute(statement.order_by(letter.c.made_at, letter.c.id))).all()
    return [(ids.encode("membership", to), kind, payload) for to, kind, payload in found]


async def test_those_who_speak_for_an_agency_are_called_and_not_who_calls(table: Table) -> None:
    meeting = await planned(table, "hospital", "police", place="Sala 3, Cluj-Napoca")

    written = await _letters(table)

    assert [(to, kind) for to, kind, _ in written] == [
        (table.membership_id("emil"), "CONFERENCE_INVITATION"),
        (table.membership_id("ana"), "CONFERENCE_INVITATION"),
    ]
    assert written[0][2] == {
        **{"title": "Monthly conference", "starts_at": "2027-01-14T08:00:00.000000Z", "minutes": 120},
        **{"time_zone": "Europe/Bucharest", "sequence": 0, "place": "Sala 3, Cluj-Napoca"},
        **{"url": f"/conferences/{meeting.id}", "status": "NEEDS_ACTION"},
    }


async def test_who_comes_is_told_of_a_change_once_and_that_it_is_called_off(table: Table) -> None:
    meeting = await on_agenda(table)
    await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, title="Monthly conference")
    assert len(await _letters(table)) == 1

    await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, startsAt="2027-01-15T10:00")
    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="M. has left the county.")

    emil = table.membership_id("emil")
    assert [(to, kind, made["sequence"], made["status"]) for to, kind, made in (await _letters(table))[1:]] == [
        (emil, "CONFERENCE_CHANGED", 1, "ACCEPTED"),
        (emil, "CONFERENCE_CANCELLED", 2, "ACCEPTED"),
    ]


async def test_a_letter_leads_to_the_page_and_says_nothing_of_the_case(table: Table) -> None:
    meeting = await on_agenda(table)

    async with mail_server() as mailbox:
        await office(table, mailbox).work()

    (letter,) = mailbox.letters
    parts: list[Any] = list(letter.walk())
    text = letter.as_bytes() + b"".join(part.get_payload(decode=True) or b"" for part in parts)
    assert f"https://roundtable.example/conferences/{meeting.id}".encode() in text.replace(b"\r\n ", b"")
    for secret in ("CJ-7K4M-2QX8", "M. and her", meeting.item, table.case_id, "Worse each week"):
        assert secret.encode() not in text
