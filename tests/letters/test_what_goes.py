"""Which letters go: each once, the newest that there is to say, to who holds the post then, and none too early."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.letters.commands import send
from roundtable.letters.models import Letter
from roundtable.letters.outbox import clear
from tests.letters.mailbox import Mailbox, mail_server
from tests.letters.meetings import KEY, read
from tests.letters.sorting import (
    CANCELLED,
    CHANGED,
    HELO,
    INVITED,
    REMINDER,
    addressed,
    called,
    fates,
    later,
    leave,
    leave_all,
    office,
    row,
    rows,
    work,
)
from tests.letters.test_written import files, text_of
from tests.support.table import Table

OTHER = UUID(int=7)


def heard(mailbox: Mailbox) -> list[tuple[str, str]]:
    """Who got what."""
    return [(letter["To"].addresses[0].addr_spec, letter["Subject"].split()[1]) for letter in mailbox.letters]


async def test_a_letter_goes_to_the_post_s_work_address_and_what_it_said_is_forgotten(table: Table) -> None:
    await leave(table, "ana", sequence=2)
    left = await row(table)
    assert (left["payload"]["title"], left["tries"], left["sent_at"]) == ("Ședința din martie", 0, None)

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert mailbox.envelopes == [("roundtable@example.org", ["ana@police.example.org"])]
    (letter,) = mailbox.letters
    assert letter["Message-ID"] == f"<{left['id'].hex}@example.org>"
    assert letter["Date"].datetime == left["made_at"].replace(microsecond=0)
    assert "Ședința din martie" in text_of(letter)
    _, event = read(files(letter)[0].get_content())
    assert (event.uid, event.sequence) == (str(KEY), 2)
    sent = await row(table)
    assert (sent["payload"], sent["tries"], sent["claimed_until"], sent["failure"]) == ({}, 1, None, None)
    assert sent["sent_at"] is not None


async def test_it_goes_once(table: Table) -> None:
    await leave(table)

    async with mail_server() as mailbox:
        for _ in range(3):
            await work(table, mailbox)
            later(table, hours=1)

    assert len(mailbox.letters) == 1


async def test_an_act_that_fails_leaves_none(table: Table) -> None:
    async def fails() -> None:
        services = table.services
        async with services.database.writing() as session:
            begun = await Work.begin(session, story.actor("corina"), services.clock.now())
            send(begun, PEOPLE["ana"].posts[0].id, INVITED, KEY, called(table))
            await begun.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()

    assert await rows(table) == []


async def test_letters_go_one_after_the_other_over_one_connection(table: Table) -> None:
    people = ["ana", "bogdan", "dalia", "emil"]
    await leave_all(table, *((each, INVITED, {}) for each in people))

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert [to for to, _ in heard(mailbox)] == [f"{each}@{PEOPLE[each].posts[0].agency}.example.org" for each in people]
    assert (mailbox.connections, mailbox.steps.count("EHLO")) == (1, 1)


async def test_one_that_is_for_later_waits(table: Table) -> None:
    now = table.services.clock.now()
    await leave(table, kind=REMINDER, not_before=now + timedelta(days=2))

    async with mail_server() as mailbox:
        for days in (0, 1.9):
            later(table, days=days)
            await work(table, mailbox)
            assert (mailbox.connections, await fates(table)) == (0, [None])
        later(table, days=0.2)
        await work(table, mailbox)

    assert heard(mailbox) == [("ana@police.example.org", "reminder")]
    assert mailbox.letters[0]["Date"].datetime == (now + timedelta(days=2)).replace(microsecond=0)


async def test_of_what_was_not_sent_yet_the_newest_goes_as_the_invitation_that_it_is_to_who_gets_it(
    table: Table,
) -> None:
    await leave(table, sequence=0)
    await leave(table, kind=CHANGED, sequence=1, title="Ședința din aprilie")
    await leave(table, kind=CHANGED, sequence=2, title="Ședința din mai")

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert heard(mailbox) == [("ana@police.example.org", "invitation")]
    assert "Ședința din mai" in text_of(mailbox.letters[0])
    assert await fates(table) == ["SUPERSEDED", "SUPERSEDED", "sent"]
    assert [each["payload"] for each in await rows(table)] == [{}, {}, {}]


async def test_what_follows_a_letter_that_went_is_said_as_what_it_is(table: Table) -> None:
    async with mail_server() as mailbox:
        for kind in (INVITED, CHANGED, CANCELLED):
            await leave(table, kind=kind)
            await work(table, mailbox)

    assert [what for _, what in heard(mailbox)] == ["invitation", "changed", "cancelled"]


async def test_what_was_never_said_is_not_taken_back(table: Table) -> None:
    for kind in (INVITED, CHANGED, CANCELLED):
        await leave(table, kind=kind)

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert (mailbox.connections, await fates(table)) == (0, ["SUPERSEDED"] * 3)


async def test_what_may_have_been_said_is_taken_back(table: Table) -> None:
    async with mail_server() as mailbox:
        await leave(table)
        mailbox.answers["DATA"] = ["451 once more"]
        await work(table, mailbox)
        await leave(table, kind=CANCELLED)
        await work(table, mailbox)

    assert heard(mailbox) == [("ana@police.example.org", "cancelled")]
    assert await fates(table) == ["SUPERSEDED", "sent"]


async def test_letters_to_others_and_about_other_things_are_none_of_its_business(table: Table) -> None:
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", CHANGED, {}), ("ana", CANCELLED, {"about": OTHER}))

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert [what for _, what in heard(mailbox)] == ["invitation", "changed", "cancelled"]


async def test_a_reminder_supersedes_nothing_and_is_superseded_by_a_change(table: Table) -> None:
    soon = table.services.clock.now() + timedelta(days=20)
    await leave_all(table, ("ana", INVITED, {}), ("ana", REMINDER, {"not_before": soon}))

    async with mail_server() as mailbox:
        await work(table, mailbox)
        assert (heard(mailbox), await fates(table)) == ([("ana@police.example.org", "invitation")], ["sent", None])
        await leave_all(table, ("ana", CHANGED, {}), ("ana", REMINDER, {"not_before": soon + timedelta(days=1)}))
        await work(table, mailbox)
        assert await fates(table) == ["sent", "SUPERSEDED", "sent", None]
        later(table, days=22)
        await work(table, mailbox)

    assert [what for _, what in heard(mailbox)] == ["invitation", "changed", "reminder"]


async def test_a_reminder_waits_for_what_it_reminds_of(table: Table) -> None:
    async with mail_server() as mailbox:
        await leave_all(table, ("ana", INVITED, {}), ("ana", REMINDER, {}))
        mailbox.answers["RCPT"] = ["450 later"]
        await work(table, mailbox)
        assert (heard(mailbox), await fates(table)) == ([], [None, None])
        later(table, minutes=2)
        await work(table, mailbox)

    assert [what for _, what in heard(mailbox)] == ["invitation", "reminder"]


async def test_it_goes_to_where_the_post_is_written_to_when_it_goes(table: Table) -> None:
    await leave(table)
    await addressed(table, "ana", "ana.pop@example.net")

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert heard(mailbox) == [("ana.pop@example.net", "invitation")]


async def test_who_has_no_address_or_no_post_any_more_or_no_time_left_gets_none(table: Table) -> None:
    now = table.services.clock.now()
    await addressed(table, "ana", None)
    await addressed(table, "bogdan", "bogdan@example.org", ends_at=now)
    await leave_all(
        table,
        ("ana", INVITED, {}),
        ("bogdan", INVITED, {}),
        ("dalia", INVITED, {"starts_at": now - timedelta(minutes=91)}),
        ("emil", INVITED, {}),
    )

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert [to for to, _ in heard(mailbox)] == ["emil@hospital.example.org"]
    assert await fates(table) == ["NO_ADDRESS", "POST_ENDED", "OVER", "sent"]


@pytest.mark.parametrize("spoilt", [{}, {"title": "x"}, {"time_zone": "Europe/Cluj"}, {"starts_at": "soon"}])
async def test_one_that_cannot_be_written_keeps_no_other_waiting(table: Table, spoilt: dict[str, str]) -> None:
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", INVITED, {}))
    letter, (first, _) = table_of(Letter), await rows(table)
    payload = {**first["payload"], **spoilt} if len(spoilt) and "title" not in spoilt else spoilt
    async with table.database.writing() as session:
        await session.execute(update(letter).where(letter.c.id == first["id"]).values(payload=payload))

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert await fates(table) == ["UNWRITABLE", "sent"]


async def test_without_a_mail_server_letters_wait(table: Table) -> None:
    await leave(table)

    await office(table, None).work()

    assert (await row(table))["payload"]["title"] == "Ședința din martie"
    assert await fates(table) == [None]


async def test_a_letter_that_went_or_never_will_is_taken_away_in_time_and_no_other(table: Table) -> None:
    await leave_all(
        table,
        ("ana", INVITED, {}),
        ("bogdan", REMINDER, {"not_before": table.services.clock.now() + timedelta(days=20)}),
    )
    await addressed(table, "emil", None)
    await leave(table, "emil")
    async with mail_server() as mailbox:
        await work(table, mailbox)
    now = table.services.clock.now()

    async with table.services.database.writing() as session:
        assert await clear(session, now - timedelta(days=1)) == 0
    async with table.services.database.writing() as session:
        assert await clear(session, now + timedelta(days=1)) == 2

    assert await fates(table) == [None]


async def test_the_mail_server_is_told_the_name_of_this_one(table: Table) -> None:
    await leave(table)

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert mailbox.names == [HELO]
