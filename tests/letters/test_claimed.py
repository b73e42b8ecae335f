"""Each letter is one worker's at a time, and goes on to another where that one dies; nothing ends a post office."""

import asyncio

import pytest

from roundtable.core import metrics
from roundtable.letters import outbox, post_office
from roundtable.letters.mail_server import MailServer
from roundtable.letters.outbox import CLAIMED_FOR, Claimed, Outbox
from tests.letters.mailbox import ids_of, mail_server
from tests.letters.sorting import INVITED, fates, later, leave, leave_all, office, row, rows, work
from tests.support.servers import free_port
from tests.support.table import Table


async def test_one_that_ends_whoever_tries_it_is_given_up_too(table: Table) -> None:
    await leave(table)
    claims = Outbox(table.services.database, table.services.clock)

    async with mail_server() as mailbox:
        for _ in range(29):
            assert await claims.claim() is not None
            later(table, seconds=CLAIMED_FOR.total_seconds())
        await work(table, mailbox)

    assert (await fates(table), mailbox.connections) == (["GAVE_UP"], 0)


async def test_of_many_that_send_each_letter_is_sent_by_one(table: Table) -> None:
    people = ("ana", "bogdan", "dalia", "emil", "felicia", "gelu", "horia", "ilie")
    await leave_all(table, *((each, INVITED, {}) for each in people))

    async with mail_server() as mailbox:
        await asyncio.gather(*(work(table, mailbox) for _ in range(4)))

    assert len(mailbox.letters) == len(ids_of(mailbox.letters)) == len(people)
    assert await fates(table) == ["sent"] * len(people)
    assert [each["tries"] for each in await rows(table)] == [1] * len(people)


async def test_one_that_somebody_has_claimed_is_his_until_he_must_have_died(table: Table) -> None:
    await leave(table)
    assert await Outbox(table.services.database, table.services.clock).claim() is not None

    async with mail_server() as mailbox:
        later(table, minutes=4)
        await work(table, mailbox)
        assert (mailbox.connections, await fates(table)) == (0, [None])
        later(table, minutes=1)
        await work(table, mailbox)

    assert (await fates(table), (await row(table))["tries"]) == (["sent"], 2)


async def test_who_comes_back_late_does_not_say_what_became_of_another_s(table: Table) -> None:
    await leave(table)
    claims = Outbox(table.services.database, table.services.clock)
    late = await claims.claim()
    assert late is not None
    later(table, minutes=6)
    async with mail_server() as mailbox:
        mailbox.answers["RCPT"] = ["450 later"]
        await work(table, mailbox)
    before = await row(table)

    await claims.failed(late, "LOST")
    await claims.sent(late)

    assert await row(table) == before


async def test_one_that_was_taken_while_the_database_was_away_is_not_sent_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, away = Outbox.sent, [True, True]

    async def settle(self: Outbox, letter: Claimed) -> None:
        if away and away.pop():
            raise OSError
        await sent(self, letter)

    monkeypatch.setattr(outbox.Outbox, "sent", settle)
    await leave(table)

    async with mail_server() as mailbox:
        sends = office(table, mailbox)
        for _ in range(2):
            with pytest.raises(OSError):  # noqa: PT011 - any
                await sends.work()
        await sends.work()
        later(table, hours=1)
        await sends.work()

    assert (len(mailbox.letters), await fates(table)) == (1, ["sent"])


async def test_it_ends_in_time_though_a_letter_hangs_which_goes_later(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_office, "ENDS_WITHIN", 0.3)
    monkeypatch.setattr(post_office, "EVERY", 0.01)
    await leave(table)

    hanging = asyncio.Event()

    async def hangs() -> str:
        hanging.set()
        return await asyncio.sleep(3600, "250 OK")

    async with mail_server() as mailbox:
        mailbox.answers["DATA"] = [hangs]
        sends = office(table, mailbox)
        await sends.open()
        async with asyncio.timeout(10):
            await hanging.wait()
        async with asyncio.timeout(2):
            await sends.close()
        assert ((await row(table))["failure"], (await row(table))["claimed_until"]) == ("LOST", None)
        later(table, minutes=2)
        await work(table, mailbox)

    assert (len(mailbox.letters), await fates(table)) == (1, ["sent"])


async def test_it_goes_on_whatever_happens_in_a_round(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_office, "EVERY", 0.01)
    claim, wrong = Outbox.claim, [OSError(), RuntimeError(), TimeoutError()]

    async def fails(self: Outbox) -> Claimed | None:
        if wrong:
            raise wrong.pop()
        return await claim(self)

    monkeypatch.setattr(Outbox, "claim", fails)
    await leave(table)

    taken = asyncio.Event()

    async def takes() -> str:
        taken.set()
        return "250 OK"

    async with mail_server() as mailbox:
        mailbox.answers["DATA"] = [takes]
        sends = office(table, mailbox)
        await sends.open()
        async with asyncio.timeout(10):
            await taken.wait()
        await sends.close()

    assert await fates(table) == ["sent"]


async def test_how_many_wait_and_whether_any_is_taken_is_counted(table: Table) -> None:
    await leave_all(table, ("ana", INVITED, {}), ("bogdan", INVITED, {}))
    waiting, up = "roundtable_letters_waiting", "roundtable_mail_up"

    await work(table, MailServer("127.0.0.1", free_port(), False, False))
    assert (metrics.REGISTRY.get_sample_value(waiting), metrics.REGISTRY.get_sample_value(up)) == (2, 0)
    later(table, minutes=2)
    async with mail_server() as mailbox:
        sends = office(table, mailbox)
        await sends.work()
        await sends.work()
    assert (metrics.REGISTRY.get_sample_value(waiting), metrics.REGISTRY.get_sample_value(up)) == (0, 1)
