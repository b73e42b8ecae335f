"""`roundtable worker`: sends letters, reminds, clears away what has served its time, and nothing else."""

import re
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from roundtable.core.performed import Performed
from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from roundtable.identity.models import Session
from roundtable.letters.models import Letter, LetterKind
from roundtable.worker import tidy
from tests.support.server_process import ROUNDTABLE, clean_environment
from tests.support.table import Table


async def test_old_retries_long_ended_sessions_and_letters_that_went_long_ago_go_and_the_rest_stays(
    table: Table,
) -> None:
    now = table.services.clock.now()
    for age in (timedelta(days=6), timedelta(days=8)):
        act = Performed(sender_id=PEOPLE["ana"].id, client_mutation_id=uuid4(), fingerprint="f", refs={}, at=now - age)
        await table.add(act)
    session = table_of(Session)
    for days in (1, 89, 91):
        await table.by("ana")
        async with table.database.writing() as transaction:
            newest = select(session.c.id).order_by(session.c.created_at.desc(), session.c.id.desc()).limit(1)
            key = (await transaction.execute(newest)).scalar_one()
            ended = session.update().where(session.c.id == key).values(expires_at=now - timedelta(days=days))
            await transaction.execute(ended)
    for days, sent in ((89, True), (91, True), (91, False)):
        at = now - timedelta(days=days)
        letter = Letter(
            to_membership_id=PEOPLE["ana"].posts[0].id,
            kind=LetterKind.CONFERENCE_INVITATION,
            subject_key=uuid4(),
            payload={},
            made_at=at,
            next_try_at=at,
            sent_at=at if sent else None,
        )
        await table.add(letter)
    before = await table.rows()

    assert await tidy(table.database, table.services.clock) == (1, 1, 1)
    assert await tidy(table.database, table.services.clock) == (0, 0, 0)

    assert await table.rows() == {**before, "performed": before["performed"] - 1, "letter": 2}


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_works_until_it_is_told_to_stop(seated: str, tmp_path: Path, stop: signal.Signals) -> None:
    with (tmp_path / "log").open("wb") as log:
        environment = clean_environment(ROUNDTABLE_DATABASE_URL=seated)
        worker = subprocess.Popen([ROUNDTABLE, "worker"], env=environment, stderr=log, stdout=log)
    try:
        deadline = time.monotonic() + 30
        while "tidied" not in (tmp_path / "log").read_text():
            assert worker.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        worker.send_signal(stop)
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        worker.wait()
    # The returns of the demo's conference are late.
    said = re.findall(r'"event": "([^"]+)"', (tmp_path / "log").read_text())
    assert said == ["tidied", *["told of a conference"] * (len(said) - 1)]
