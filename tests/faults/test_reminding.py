"""Two workers that remind and write at once are killed again and again: each reminder and each escalation is told once,
and each letter goes, once but where nobody knows whether the mail server took it (decision 35).

`KILLS` says how often; `make test-faults` kills a hundred times.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from roundtable.conferences.models import AgencyReturn, Conference, ConferenceNotice, NoticeKind
from roundtable.core import ids
from roundtable.core.facts import Fact, FactName
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.letters.models import REMINDERS, Letter, LetterKind
from tests.conferences.meeting import REFERRAL, planned
from tests.letters.mailbox import Mailbox, mail_server
from tests.letters.test_workers_send import by, worker
from tests.support.forked import Roundtable
from tests.support.servers import DatabaseUrls
from tests.support.table import Table, open_table

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "3"))
# Each is late in something, with all who were asked to it.
CONFERENCES = 4 + KILLS
# Who answers for whom; the supervisor among them is told what is late, too.
SPEAKERS = {"hospital": "emil", "police": "ana", "ngo": "dalia", "programme": "ilie"}
SETTLED = 60.0
HOURS = timedelta(hours=1)
# What was told, of which conference, to whom.
Told = tuple[str, UUID, UUID]


@dataclass
class Workers:
    """Two, whoever dies."""

    table: Table
    folder: Path
    mailbox: Mailbox
    stack: ExitStack
    running: list[Roundtable] = field(default_factory=list)
    begun: int = 0

    def begin(self) -> None:
        while len(self.running) < 2:
            self.begun += 1
            one = worker(self.table, self.folder, f"worker {self.begun}", smtp_url=by(self.mailbox))
            self.running.append(self.stack.enter_context(one))

    def kill_one(self) -> None:
        dies = self.running.pop(random.randrange(2))
        dies.send_signal(signal.SIGKILL)
        dies.wait(10)
        self.begin()

    async def die_while(self, done: Callable[[], Coroutine[Any, Any, int]], whole: int) -> None:
        """One after the other, each once something was done since; and then live until all is."""
        for _ in range(KILLS):
            before = await done()
            await _until(done, min(before + 1, whole))
            await asyncio.sleep(random.uniform(0, 0.3))
            await asyncio.to_thread(self.kill_one)
        await _until(done, whole)


async def _until(done: Callable[[], Coroutine[Any, Any, int]], count: int) -> None:
    async with asyncio.timeout(SETTLED):
        while await done() < count:  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.02)


async def test_each_is_told_once_and_each_letter_goes(demo_urls: DatabaseUrls, tmp_path: Path) -> None:
    async with open_table(demo_urls.app) as table, mail_server() as mailbox:
        # Long enough to die in it.
        mailbox.answers["DATA"] = [_slowly] * 10_000
        notices, told = await _late(table)
        with ExitStack() as stack:
            workers = Workers(table, tmp_path, mailbox, stack)
            workers.begin()
            await workers.die_while(lambda: _count(table, ConferenceNotice), len(notices))
            await workers.die_while(lambda: _count(table, Letter, settled=True), await _count(table, Letter) // 2)
            # As if the time had passed in which they were theirs who died.
            await _free(table)
            await _until(lambda: _count(table, Letter, settled=True), await _count(table, Letter))

        assert Counter(await _notices(table)) == Counter(notices)
        assert Counter(await _facts(table)) == Counter((conference, to) for _, conference, to in told)
        assert Counter(await _written(table)) == Counter(told)
        assert await _unsent(table, mailbox) == []


async def _slowly() -> str:
    await asyncio.sleep(0.03)
    return "250 OK"


async def _late(table: Table) -> tuple[list[Any], list[Told]]:
    """What is to be told of, and to whom, once these conferences stand: by turns soon due, and overdue."""
    async with table.database.writing() as session:
        (await session.get_one(Conference, story.CONFERENCE)).returns_due_at = None
    notices, told = list[Any](), list[Told]()
    for number in range(CONFERENCES):
        conference, over = await _asked(table), bool(number % 2)
        await _due(table, conference, -HOURS if over else HOURS)
        kind = NoticeKind.RETURNS_ESCALATION if over else NoticeKind.RETURNS_REMINDER
        notices += [(conference, ids.decode("agency", table.agency_id(agency)), kind) for agency in SPEAKERS]
        letter = LetterKind.RETURNS_OVERDUE if over else LetterKind.RETURNS_REMINDER
        # Of the programme Ilie is the supervisor; the others have none.
        to = [*["corina"] * len(SPEAKERS), "ilie"] if over else [*SPEAKERS.values()]
        told += [(letter, conference, PEOPLE[key].posts[0].id) for key in to]
    return notices, told


async def _asked(table: Table) -> UUID:
    """A conference whose agencies were asked what they know three days ago, and have not answered."""
    meeting = await planned(table, *SPEAKERS)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    for key in SPEAKERS.values():
        await meeting.done(key, "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    own = (await meeting.asked("corina", "social"))["id"]
    await meeting.done("corina", "ReturnNothing", agencyReturnId=own)
    return ids.decode("conference", meeting.id)


async def _due(table: Table, conference: UUID, due_in: timedelta) -> None:
    asked, now = table_of(AgencyReturn), table.services.clock.now()
    async with table.database.writing() as session:
        (await session.get_one(Conference, conference)).returns_due_at = now + due_in
        await session.execute(update(asked).where(asked.c.asked_at.is_not(None)).values(asked_at=now - 72 * HOURS))


async def _count(table: Table, what: Any, *, settled: bool = False) -> int:
    rows = table_of(what)
    counted = select(func.count()).select_from(rows)
    if settled:
        counted = counted.where(rows.c.sent_at.is_not(None) | rows.c.failed_at.is_not(None))
    async with table.database.reading() as connection:
        return (await connection.execute(counted)).scalar_one()


async def _free(table: Table) -> None:
    letter = table_of(Letter)
    past = update(letter).values(claimed_until=table.services.clock.now() - HOURS)
    async with table.database.writing() as session:
        await session.execute(past.where(letter.c.claimed_until.is_not(None)))


async def _all(table: Table, statement: Any) -> list[Any]:
    async with table.database.reading() as connection:
        return [tuple(row) for row in (await connection.execute(statement)).all()]


async def _notices(table: Table) -> list[Any]:
    notice = table_of(ConferenceNotice)
    return await _all(table, select(notice.c.conference_id, notice.c.agency_id, notice.c.kind))


async def _facts(table: Table) -> list[Any]:
    fact = table_of(Fact)
    told = select(fact.c.subject_id, fact.c.to_membership_id).where(fact.c.name == FactName.RETURNS_MISSING)
    return await _all(table, told)


async def _written(table: Table) -> list[Any]:
    letter = table_of(Letter)
    said = select(letter.c.kind, letter.c.subject_key, letter.c.to_membership_id)
    return await _all(table, said.where(letter.c.kind.in_([LetterKind.RETURNS_REMINDER, LetterKind.RETURNS_OVERDUE])))


async def _unsent(table: Table, mailbox: Mailbox) -> list[Any]:
    """What is wrong with what went: a letter that did not, though no newer one stands for it, or went too often."""
    letter = table_of(Letter)
    rows = select(letter).order_by(letter.c.made_at, letter.c.id)
    async with table.database.reading() as connection:
        letters = [dict(row) for row in (await connection.execute(rows)).mappings()]
    came = Counter(UUID(hex=each["Message-ID"][1:33]) for each in mailbox.letters)
    newest = {(one["to_membership_id"], one["subject_key"], one["kind"] in REMINDERS): one["id"] for one in letters}
    wrong = [one for one in letters if not one["sent_at"] and one["failure"] != "SUPERSEDED"]
    wrong += [one for one in letters if one["id"] in newest.values() and not one["sent_at"]]
    wrong += [one for one in letters if one["sent_at"] and not came[one["id"]]]
    return wrong + [one for one in letters if came[one["id"]] > one["tries"]]
