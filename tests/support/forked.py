"""Roundtable's command line as processes of their own, each forked from one that has imported it: importing it is most
of what starting one takes.
"""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["roundtable.cli", "tests.support.forked"])
_PR_SET_PDEATHSIG = 1


class Roundtable:
    """`roundtable` with these arguments, in a folder, with this environment and no other, told into two files.

    It is asked and told what a `subprocess.Popen` is.
    """

    def __init__(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: Path, log: Path
    ) -> None:
        self.arguments = list(arguments)
        self._process = _FORKS.Process(target=_run, args=(self.arguments, folder, dict(environment), out, log))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """How it ended: as a shell's `$?`, or minus the signal that ended it; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """How it ended; raises TimeoutExpired where it has not, after so many seconds."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.arguments, timeout)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def _run(arguments: list[str], folder: Path, environment: dict[str, str], out: Path, log: Path) -> None:
    from roundtable.cli import app  # noqa: PLC0415 - imported before this process was forked, and not by who forks

    if sys.platform == "linux":
        # A test run that is killed stops nothing any more.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for path, number in ((out, 1), (log, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["roundtable", *arguments]
    app()
