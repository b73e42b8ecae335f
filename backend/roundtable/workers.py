"""Several processes of one server on one machine: each has its place, at which one that dies is replaced."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from socket import socket
from typing import NoReturn

import structlog

_log = structlog.get_logger("roundtable.workers")
_ENDINGS = (signal.SIGTERM, signal.SIGINT)
# Seconds: one that dies before so long would die again at once.
_TOO_SOON = 1.0
# Seconds for all of them to end: more than a server takes for what it is in the middle of.
_ENDS_WITHIN = 25
_PR_SET_PDEATHSIG = 1


class Workers:
    """Forked from a process that has imported everything and opened nothing but where they listen, each at a place."""

    def __init__(self, listeners: Sequence[socket], serve: Callable[[int, socket], None]) -> None:
        self._listeners, self._serve = listeners, serve
        # Each one's place among them, and when it began.
        self._began: dict[int, tuple[int, float]] = {}
        self._is_ending, self._keeper = False, os.getpid()

    def keep(self) -> None:
        """Returns once SIGTERM or SIGINT has ended all of them."""
        for number in (*_ENDINGS, signal.SIGALRM):
            signal.signal(number, self._end)
        for place in range(len(self._listeners)):
            self._begin(place)
        while self._began:
            pid, status = os.wait()
            began = self._began.pop(pid, None)
            if self._is_ending or began is None:
                continue  # as a container's first process one is left others' children
            place, since = began
            _log.error("worker died", code=os.waitstatus_to_exitcode(status))
            time.sleep(max(0, since + _TOO_SOON - time.monotonic()))
            self._begin(place)

    def _begin(self, place: int) -> None:
        # Nobody asks to end between a worker's beginning and its being known.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        try:
            if not self._is_ending:
                if not (pid := os.fork()):
                    self._work(place)
                self._began[pid] = place, time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def _work(self, place: int) -> NoReturn:
        code = 1
        try:
            self._stand_alone()
            own = self._listeners[place]
            self._close(but=own)
            self._serve(place, own)
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, nobody above may have it
            _log.exception("worker failed")
        finally:
            # Nothing of what was forked is unwound here.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _stand_alone(self) -> None:
        # Ctrl+C at a terminal is for the one who keeps the workers; whom the workers do not outlive.
        os.setpgid(0, 0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self._keeper:
            os._exit(1)
        for number in (*_ENDINGS, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def _close(self, but: socket | None = None) -> None:
        for listener in self._listeners:
            if listener is not but:
                listener.close()

    def _end(self, *_: object) -> None:
        """Asked again, or where they do not end in time, they are not asked any more.

        Whoever comes is refused, and goes elsewhere: what a worker has closed is not left open here, where nobody
        answers.
        """
        self._close()
        how = signal.SIGKILL if self._is_ending else signal.SIGTERM
        self._is_ending = True
        signal.alarm(_ENDS_WITHIN)
        for pid in [*self._began]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
