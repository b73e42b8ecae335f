"""Several processes of one server on one machine: all of them take from one listener, and one that dies is replaced."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

import structlog

_log = structlog.get_logger("roundtable.workers")
_ENDINGS = (signal.SIGTERM, signal.SIGINT)
# Seconds: one that dies before so long would die again at once.
_TOO_SOON = 1.0
_PR_SET_PDEATHSIG = 1


class Workers:
    """Forked from a process that has imported everything and opened nothing."""

    def __init__(self, count: int, serve: Callable[[], None]) -> None:
        self._count, self._serve = count, serve
        self._began: dict[int, float] = {}
        self._is_ending = False

    def keep(self) -> None:
        """Returns once SIGTERM or SIGINT has ended all of them."""
        for number in _ENDINGS:
            signal.signal(number, self._end)
        for _ in range(self._count):
            self._begin()
        while self._began:
            pid, status = os.wait()
            began = self._began.pop(pid)
            if self._is_ending:
                continue
            _log.error("worker died", code=os.waitstatus_to_exitcode(status))
            time.sleep(max(0, began + _TOO_SOON - time.monotonic()))
            self._begin()

    def _begin(self) -> None:
        # Nobody asks to end between a worker's beginning and its being known.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        if not self._is_ending:
            if not (pid := os.fork()):
                self._work()
            self._began[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def _work(self) -> NoReturn:
        code = 1
        try:
            # Ctrl+C at a terminal is for the one who keeps the workers; whom the workers do not outlive.
            os.setpgid(0, 0)
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            for number in _ENDINGS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
            self._serve()
            code = 0
        finally:
            # Nothing of what was forked is unwound here.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _end(self, *_: object) -> None:
        self._is_ending = True
        for pid in self._began:
            os.kill(pid, signal.SIGTERM)
