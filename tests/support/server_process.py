"""The real server as a process of its own: started on a free port, stopped, killed, brought back where it was."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from roundtable.demo.cast import NGO_SCRIPT
from tests.support.forked import Roundtable
from tests.support.tools import tool

ROUNDTABLE = tool("roundtable")
READY_WITHIN = 60.0
STOPS_WITHIN = 30.0
# Shared, since each client of its own would read the machine's certificates first.
_PROBE = httpx2.Client(timeout=30)


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment, without what it says about a Roundtable of the developer's own.

    Compiled modules are kept, as in any installation: without them each start takes seconds longer.
    """
    strange = ("ROUNDTABLE_", "PORT", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(strange)} | more


@dataclass
class ServerProcess:
    """One installation: the process comes and goes, its database and its address stay."""

    folder: Path
    database_url: str
    address: str = ""
    more: dict[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    # By the command that is installed; else forked, which is sooner there.
    installed: bool = False
    process: Roundtable | subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "ROUNDTABLE_DEMO": "1",
            "ROUNDTABLE_DATABASE_URL": self.database_url,
            "ROUNDTABLE_SECRET_KEY": "a secret of the tests",
            "ROUNDTABLE_MASTER_KEY": "a key of the tests",
            "ROUNDTABLE_AUDIT_KEY": "7e" * 32,
            "ROUNDTABLE_LOG_LEVEL": "INFO",
        }
        return clean_environment(**settings | self.more)

    @property
    def port(self) -> int:
        """The port it is on, and comes back to; 0 before it was ever started."""
        return urlsplit(self.address).port or 0

    @property
    def said(self) -> str:
        """What it printed since it was started."""
        return self._told("out")

    @property
    def log(self) -> str:
        """What it logged since it was started."""
        return self._told("log")

    def start(self) -> None:
        """Come up, on the same port as before if there was one. Raises RuntimeError where it does not."""
        self.process = self._begin(self.environment | {"PORT": str(self.port)})
        deadline = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not come up:\n{self.said}\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> float:
        """Ask it to end, as a supervisor does; answers how many seconds it took."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def browser(self) -> httpx2.Client:
        """A browser's own jar, speaking as the page does; the caller closes it."""
        headers = {"origin": self.address, "x-roundtable-client": "page"}
        return httpx2.Client(base_url=self.address, headers=headers, timeout=30)

    @contextmanager
    def page_of(self, person: str) -> Iterator[httpx2.Client]:
        """The page of one of the cast, signed in through the demo's provider."""
        with self.browser() as browser:
            choice = browser.get("/auth/login", params={"return_to": "/"}, follow_redirects=True)
            back = browser.post(choice.url, data={"person": person})
            assert browser.get(back.headers["location"]).status_code == 303
            yield browser

    def token(self) -> str:
        """What the NGO's script gets for its client credentials."""
        form, secret = {"grant_type": "client_credentials"}, (NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret)
        answer = _PROBE.post(f"{self.address}/demo-idp/token", data=form, auth=secret)
        token: str = answer.json()["access_token"]
        return token

    def _told(self, name: str) -> str:
        file = self.folder / name
        return file.read_text() if file.exists() else ""

    def _begin(self, environment: dict[str, str]) -> Roundtable | subprocess.Popen[bytes]:
        out, log = self.folder / "out", self.folder / "log"
        if not self.installed:
            return Roundtable(["serve", *self.arguments], self.folder, environment, out, log)
        with out.open("wb") as said, log.open("wb") as logged:
            return subprocess.Popen(
                [ROUNDTABLE, "serve", *self.arguments],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=logged,
            )

    def _is_ready(self) -> bool:
        # The address is what this very process printed, so nobody else's server is taken for it.
        found = re.search(r"(?: is at|Listening on) (http://\S+)", self.said)
        if found is None:
            return False
        assert self.address in ("", found[1])
        self.address = found[1]
        try:
            return _PROBE.get(f"{self.address}/readyz").status_code == 200
        except httpx2.TransportError:
            return False

    def _end(self, how: signal.Signals) -> float:
        assert self.process is not None
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(STOPS_WITHIN)
        return time.monotonic() - begun


@contextmanager
def server_process(
    folder: Path, database_url: str, *arguments: str, installed: bool = False, **more: str
) -> Iterator[ServerProcess]:
    """A server on a migrated database; it is gone when the block ends, whatever happened in it."""
    server = ServerProcess(folder, database_url, more=more, arguments=arguments, installed=installed)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="session")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The demo on SQLite, one for all tests of a run, which leave it as usable as they found it."""
    folder = tmp_path_factory.mktemp("served")
    with server_process(folder, f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder)}") as server:
        yield server
