"""Mail servers that put off, refuse, hang, die or are none: a letter is tried for a day, and never twice knowingly."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog

from roundtable.core import metrics
from roundtable.letters import carrier
from roundtable.letters.mail_server import MailServer
from tests.letters.mailbox import DIES, HANGS, Answer, ids_of, mail_server
from tests.letters.sorting import INVITED, fates, later, leave, leave_all, row, rows, work
from tests.support.servers import free_port
from tests.support.table import Table

SECRET = "ana@police.example.org is on leave"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers nothing is known sooner than it would be."""
    monkeypatch.setattr(carrier, "ANSWERS_WITHIN", 0.5)


@pytest.fixture
def logged() -> Iterator[list[structlog.typing.EventDict]]:
    with structlog.testing.capture_logs() as events:
        yield events


def counted(outcome: str) -> float:
    return metrics.REGISTRY.get_sample_value("roundtable_letters_total", {"outcome": outcome}) or 0.0


@pytest.mark.parametrize(
    ("step", "answer", "failure"),
    [
        ("RCPT", f"450 4.2.0 greylisted: {SECRET}", "RECIPIENT_450"),
        ("RCPT", f"452 full: {SECRET}", "RECIPIENT_452"),
        ("RCPT", "554 5.7.1 relay access denied", "RECIPIENT_554"),
        ("DATA", f"451 4.3.0 {SECRET}", "LETTER_451"),
    ],
)
async def test_one_that_is_put_off_goes_later_and_the_others_meanwhile(
    table: Table, step: str, answer: str, failure: str
) -> None:
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", INVITED, {}))

    async with mail_server() as mailbox:
        mailbox.answers[step] = [answer, answer]
        mailbox.answers[step].insert(1, "250 OK")
        await work(table, mailbox)
        assert (await fates(table), len(mailbox.letters), mailbox.connections) == ([None, "sent"], 1, 1)
        put_off, _ = await rows(table)
        assert (put_off["failure"], put_off["tries"], put_off["claimed_until"]) == (failure, 1, None)
        wait = put_off["next_try_at"] - put_off["made_at"]
        assert timedelta(seconds=45) < wait < timedelta(seconds=90)
        await work(table, mailbox)
        assert len(mailbox.letters) == 1
        later(table, minutes=2)
        await work(table, mailbox)
        later(table, minutes=4)
        await work(table, mailbox)

    assert await fates(table) == ["sent", "sent"]
    assert (await rows(table))[0]["failure"] is None


@pytest.mark.parametrize(
    ("step", "answer", "failure"),
    [
        ("RCPT", f"550 5.1.1 no such mailbox: {SECRET}", "RECIPIENT_550"),
        ("RCPT", f"553 {SECRET}", "RECIPIENT_553"),
        ("DATA", f"554 {SECRET}", "LETTER_554"),
    ],
)
async def test_one_that_is_refused_for_good_is_not_tried_again(
    table: Table, step: str, answer: str, failure: str, logged: list[structlog.typing.EventDict]
) -> None:
    refused = counted("refused")
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", INVITED, {}))

    async with mail_server() as mailbox:
        mailbox.answers[step] = [answer]
        for _ in range(3):
            await work(table, mailbox)
            later(table, hours=1)

    assert (await fates(table), len(mailbox.letters), mailbox.connections) == ([failure, "sent"], 1, 1)
    assert counted("refused") == refused + 1
    assert SECRET not in str([await rows(table), logged])
    assert "@" not in str(logged)


@pytest.mark.parametrize(
    ("step", "answer", "failure"),
    [
        ("EHLO", "421 closing", "SENDER_421"),
        ("MAIL", "550 who are you?", "SENDER_550"),
        ("MAIL", "451 not now", "SENDER_451"),
        ("RCPT", "421 closing", "RECIPIENT_421"),
        ("DATA", "421 closing", "LETTER_421"),
        ("MAIL", DIES, "LOST"),
        ("RCPT", DIES, "LOST"),
        ("EHLO", HANGS, "TIMEOUT"),
        ("RCPT", HANGS, "TIMEOUT"),
        ("DATA", HANGS, "TIMEOUT"),
    ],
)
async def test_a_server_that_takes_nothing_is_left_alone_until_the_next_round(
    table: Table, step: str, answer: Answer, failure: str
) -> None:
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", INVITED, {}))

    async with mail_server() as mailbox:
        mailbox.answers[step] = [answer]
        await work(table, mailbox)
        assert (mailbox.connections, mailbox.letters) == (1, [])
        assert [each["failure"] for each in await rows(table)] == [failure, None]
        assert [each["tries"] for each in await rows(table)] == [1, 0]
        later(table, minutes=2)
        await work(table, mailbox)

    assert await fates(table) == ["sent", "sent"]
    assert len(ids_of(mailbox.letters)) == len(mailbox.letters) == 2


async def test_a_server_that_is_not_there_is_tried_again(table: Table) -> None:
    await leave(table)

    await work(table, MailServer("127.0.0.1", free_port(), False, False))
    assert (await row(table))["failure"] == "UNREACHABLE"
    later(table, minutes=2)
    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert await fates(table) == ["sent"]


async def test_one_that_was_taken_by_a_server_that_died_then_comes_twice_by_the_same_id(table: Table) -> None:
    """Whether it was taken, nobody knows: a mail system may drop the second by its id."""
    await leave(table)

    async with mail_server() as mailbox:
        mailbox.answers["DATA"] = [DIES]
        await work(table, mailbox)
        assert ((await row(table))["failure"], await fates(table)) == ("LOST", [None])
        later(table, minutes=2)
        await work(table, mailbox)

    assert (len(mailbox.letters), len(ids_of(mailbox.letters))) == (2, 1)
    assert await fates(table) == ["sent"]


async def test_a_server_that_answers_drop_by_drop_is_not_waited_for(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "TAKEN_WITHIN", 0.6)
    await leave(table)

    async def slowly() -> str:
        await asyncio.sleep(0.4)
        return "250 OK"

    async with mail_server() as mailbox:
        mailbox.answers = {**mailbox.answers, "EHLO": [slowly], "MAIL": [slowly], "RCPT": [slowly], "DATA": []}
        await work(table, mailbox)

    assert ((await row(table))["failure"], mailbox.letters) == ("TIMEOUT", [])


async def test_it_is_given_up_after_a_day_and_that_is_counted(table: Table) -> None:
    given_up, nowhere = counted("given_up"), MailServer("127.0.0.1", free_port(), False, False)
    await leave(table)
    began = table.services.clock.now()

    while await fates(table) == [None]:
        table.services.clock.shift += (await row(table))["next_try_at"] - table.services.clock.now()
        await work(table, nowhere)

    spent = table.services.clock.now() - began
    assert timedelta(hours=20) < spent < timedelta(hours=28)
    given = await row(table)
    assert (given["failure"], given["tries"], given["payload"]) == ("UNREACHABLE", 29, {})
    assert counted("given_up") == given_up + 1
