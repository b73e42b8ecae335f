"""The worker: keeps house beside the servers. It sends letters, reminds, and clears away what has served its time."""

import asyncio
import contextlib
import signal
from datetime import timedelta

import structlog
from sqlalchemy import delete

from roundtable.core import metrics
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.lasting import lasting
from roundtable.core.performed import Performed
from roundtable.core.retention import keep_letting_go
from roundtable.core.tables import table_of
from roundtable.identity.models import Session
from roundtable.letters import outbox
from roundtable.letters.post_office import PostOffice
from roundtable.reminders import keep_reminding
from roundtable.settings import Settings

_log = structlog.get_logger("roundtable.worker")
_EVERY = timedelta(minutes=10)
# A retry comes within minutes; a client that was away for a week has to ask again.
_RETRIES_KEPT = timedelta(days=7)
_SESSIONS_KEPT = timedelta(days=90)
# Of one that went there is only to whom it went, and when.
_LETTERS_KEPT = timedelta(days=90)


async def tidy(database: Database, clock: Clock) -> tuple[int, int, int]:
    """Clear retries' results, sessions and letters past their time; answers how many of each."""
    performed, session = table_of(Performed), table_of(Session)
    async with database.writing() as transaction:
        retries = await transaction.execute(
            delete(performed).where(performed.c.at < clock.now() - _RETRIES_KEPT).returning(performed.c.at)
        )
        sessions = await transaction.execute(
            delete(session).where(session.c.expires_at < clock.now() - _SESSIONS_KEPT).returning(session.c.id)
        )
        letters = await outbox.clear(transaction, clock.now() - _LETTERS_KEPT)
        return len(retries.all()), len(sessions.all()), letters


async def work(settings: Settings) -> None:
    """Send letters every few seconds, remind every minute, tidy every ten, and let go of old events each hour, until
    SIGTERM or Ctrl+C.
    """
    database, clock, stopped = Database(settings.database_url, pool_size=2), Clock(), asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    _serve_metrics(settings)
    post_office = PostOffice(database, clock, settings.mail, settings.public_origin)
    # By the database's clock from the first look on.
    await _round(database, clock)
    await post_office.open()
    # At once: one that dies each minute would else never remind.
    keeping = [asyncio.create_task(keep_reminding(database, clock, at_once=True))]
    if settings.events_kept_days:
        keeping.append(asyncio.create_task(keep_letting_go(database, clock, settings.events_kept_days)))
    try:
        while not await _is_stopped(stopped):
            await _round(database, clock)
    finally:
        for task in keeping:
            task.cancel()
        await post_office.close()
        await database.close()


async def _is_stopped(stopped: asyncio.Event) -> bool:
    """Whether it is to end, within the time to the next round."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), _EVERY.total_seconds())
    return stopped.is_set()


def _serve_metrics(settings: Settings) -> None:
    if settings.metrics_port is None:
        return
    try:
        metrics.serve(settings.metrics_host, settings.metrics_port)
    except OSError as taken:
        # A server on this machine may have it, by the same settings: the worker is no reason for it to have none.
        _log.warning("metrics not served", port=settings.metrics_port, kind=type(taken).__qualname__)


async def _round(database: Database, clock: Clock) -> None:
    # The next round finds what this one left.
    with lasting(_log, "not tidied"):
        await clock.measure(database)
        retries, sessions, letters = await tidy(database, clock)
        _log.info("tidied", retries=retries, sessions=sessions, letters=letters)
