"""Sends the letters that are due, every few seconds, for as long as a process lives; where none can go, they wait."""

import asyncio
import contextlib
import random
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from roundtable.core import metrics
from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.core.lasting import lasting
from roundtable.letters.calendar import Party
from roundtable.letters.carrier import Carrier, Undelivered
from roundtable.letters.mail_server import MailServer
from roundtable.letters.models import OF_MINUTES, Called, Failure, LetterKind
from roundtable.letters.outbox import Claimed, Outbox
from roundtable.letters.written import Recipient, Said, is_over, written

_log = structlog.get_logger("roundtable.letters")
# Seconds: between looks, while the mail server takes what comes, and at most while it does not; between looks at how
# many wait, where there is none; and how long a letter that is under way may keep the process from ending.
EVERY, _LATE, COUNTED_EVERY, ENDS_WITHIN = 3.0, 120.0, 600.0, 5.0
# A letter's own waits: each twice the last, up to an hour, and for a day in all. A server that puts strangers off for
# some minutes takes it at the third or fourth.
_FIRST_WAIT, _LONGEST_WAIT, _FOR_SO_LONG = 60.0, 3600.0, 86_400.0


def wait_after(tries: int) -> timedelta | None:
    """How long a letter waits that has been tried so often; None where that was the last time."""
    waits = [min(_FIRST_WAIT * 2.0**number, _LONGEST_WAIT) for number in range(tries)]
    return None if sum(waits) > _FOR_SO_LONG else timedelta(seconds=waits[-1] * _jitter())


def _jitter() -> float:
    return random.uniform(0.8, 1.2)  # noqa: S311 - not all at once


class PostOffice:
    """Of several, on one database, each letter is sent by one."""

    def __init__(self, database: Database, clock: Clock, mail: tuple[MailServer, Party] | None, origin: str) -> None:
        self._outbox, self._clock = Outbox(database, clock), clock
        # What the world calls this server, and where the pages are that letters name.
        self._mail, self._origin = mail, origin
        self._stopped = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None
        # Taken by the mail server, though the database could not be told yet: not sent again by this process.
        self._untold: dict[UUID, Claimed] = {}
        # How often in a row it took nothing.
        self._failures = 0

    async def open(self) -> None:
        self._stopped.clear()
        metrics.MAIL_UP.set(0 if self._mail is None else 1)
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """A letter under way is waited for, but not for long: nobody knows then whether it was taken."""
        self._stopped.set()
        if self._keeping:
            _, late = await asyncio.wait({self._keeping}, timeout=ENDS_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _keep(self) -> None:
        while not await self._is_stopped_within(self._pause):
            # The next round finds what this one left.
            with lasting(_log, "letters not looked at"):
                await self.work()

    async def work(self) -> None:
        """One round: all that is due, one after the other, until there is none or the mail server takes none."""
        waiting = await undisturbed(self._outbox.waiting())
        metrics.LETTERS_WAITING.set(waiting)
        if not waiting:
            return
        if self._mail is None:
            _log.warning("letters wait, as no mail server is set", count=waiting)
            return
        server, sender = self._mail
        carrier = Carrier(server, sender, urlsplit(self._origin).hostname or "localhost")
        try:
            goes_on = True
            while goes_on and not self._stopped.is_set():
                goes_on = await self._next(carrier, sender)
        finally:
            await carrier.close()

    async def _next(self, carrier: Carrier, sender: Party) -> bool:
        """Whether there may be another."""
        for taken in list(self._untold.values()):
            await self._tell_sent(taken)
        letter = await undisturbed(self._outbox.claim())
        if letter is None:
            return False
        try:
            hindrance = self._hindrance(letter)
            message = b"" if hindrance else _written(letter, sender, self._origin)
        except Exception:  # noqa: BLE001 - whatever is wrong with one, the others go
            _log.exception("letter not written", letter=letter.id.hex)
            hindrance, message = Failure.UNWRITABLE, b""
        if hindrance:
            await self._fail(letter, hindrance, "dropped")
            return True
        return await self._send(letter, message, carrier)

    def _hindrance(self, letter: Claimed) -> Failure | None:
        """Why it never goes, as things are now."""
        if not letter.is_live:
            return Failure.POST_ENDED
        if not (letter.address and letter.name):
            return Failure.NO_ADDRESS
        if letter.kind not in OF_MINUTES and is_over(Called.of(letter.payload), self._clock.now()):
            return Failure.OVER
        if letter.is_first and letter.kind is LetterKind.CONFERENCE_CANCELLED:
            # What was never said is not taken back.
            return Failure.SUPERSEDED
        # One that ended whoever tried it, each time.
        return Failure.GAVE_UP if letter.tries > 1 and wait_after(letter.tries - 1) is None else None

    async def _send(self, letter: Claimed, message: bytes, carrier: Carrier) -> bool:
        assert letter.address
        try:
            await carrier.carry(message, letter.address)
        except Undelivered as undelivered:
            self._failures = 0 if undelivered.is_of_letter else self._failures + 1
            metrics.MAIL_UP.set(int(undelivered.is_of_letter))
            await self._put_off(letter, undelivered)
            return undelivered.is_of_letter
        except asyncio.CancelledError:
            await self._put_off(letter, Undelivered(Failure.LOST))
            raise
        self._failures = 0
        metrics.MAIL_UP.set(1)
        self._untold[letter.id] = letter
        await self._tell_sent(letter)
        return True

    async def _tell_sent(self, letter: Claimed) -> None:
        await undisturbed(self._outbox.sent(letter))
        del self._untold[letter.id]
        metrics.LETTERS.labels("sent").inc()
        _log.info("letter sent", letter=letter.id.hex, kind=letter.kind, tries=letter.tries)

    async def _put_off(self, letter: Claimed, undelivered: Undelivered) -> None:
        wait = wait_after(letter.tries)
        if undelivered.is_for_good or wait is None:
            await self._fail(letter, undelivered.failure, "refused" if undelivered.is_for_good else "given_up")
            return
        await undisturbed(self._outbox.later(letter, undelivered.failure, wait))
        metrics.LETTERS.labels("put_off").inc()
        _log.info("letter put off", letter=letter.id.hex, failure=undelivered.failure, tries=letter.tries)

    async def _fail(self, letter: Claimed, failure: str, outcome: str) -> None:
        await undisturbed(self._outbox.failed(letter, failure))
        metrics.LETTERS.labels(outcome).inc()
        _log.warning("letter not sent", letter=letter.id.hex, failure=failure, outcome=outcome, tries=letter.tries)

    @property
    def _pause(self) -> float:
        """Seconds to the next round."""
        if self._mail is None:
            return COUNTED_EVERY
        return min(EVERY * 2.0 ** min(self._failures, 10), _LATE) * _jitter()

    async def _is_stopped_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)
        return self._stopped.is_set()


def _written(letter: Claimed, sender: Party, origin: str) -> bytes:
    assert letter.name
    assert letter.address
    kind = letter.kind
    if letter.is_first and kind is LetterKind.CONFERENCE_CHANGED:
        # Of what changed one has not heard.
        kind = LetterKind.CONFERENCE_INVITATION
    called = Called.of(letter.payload)
    if called.url:
        called = replace(called, url=f"{origin}{called.url}")
    said = Said(letter.id, kind, letter.subject_key, called, letter.at)
    return written(said, Recipient(letter.name, letter.address), sender)
