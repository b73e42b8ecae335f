"""Two applications behind the proxy that the compose files have, as processes of this machine."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.house.committed import ROOT
from tests.support.forked import Roundtable
from tests.support.server_process import READY_WITHIN, STOPS_WITHIN, ServerProcess, clean_environment
from tests.support.servers import free_port
from tests.support.tools import tool

CADDYFILE = ROOT / "docker" / "Caddyfile"
# The Caddyfile's `fail_duration` and `health_interval`: so long may one that has come count as gone.
PROXY_HEARS_WITHIN = 5.0
_PROBE = httpx2.Client(timeout=5)


@dataclass
class Front(ServerProcess):
    """What its users reach. The demo's provider keeps its codes in one process: one signs in while it is alone."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    @contextmanager
    def page_of(self, person: str) -> Iterator[httpx2.Client]:
        if person not in self.cookies:
            with super().page_of(person) as page:
                self.cookies[person] = dict(page.cookies.items())
        with self.browser() as page:
            page.cookies.update(self.cookies[person])
            yield page


@dataclass
class Application:
    """One of them: it is killed, drained and started again where it was."""

    behind: ServerProcess
    port: int = field(default_factory=free_port)
    process: Roundtable | None = None

    def start(self) -> None:
        folder = self.behind.folder / str(self.port)
        folder.mkdir(exist_ok=True)
        arguments = ["serve", "--port", str(self.port)]
        self.process = Roundtable(arguments, folder, self.behind.environment, folder / "out", folder / "log")
        until(lambda: answers(f"http://127.0.0.1:{self.port}/readyz"))

    def end(self, how: signal.Signals) -> None:
        """Killed, or asked to end in order; answers once it has."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(STOPS_WITHIN)


@dataclass
class Behind:
    """The installation as its users reach it, and what it consists of."""

    front: Front
    one: Application
    other: Application


@contextmanager
def behind_the_proxy(folder: Path, database_url: str, bell_url: str) -> Iterator[Behind]:
    """Both applications and the proxy; all gone when the block ends."""
    origin = f"http://127.0.0.1:{free_port()}"
    more = {"ROUNDTABLE_PUBLIC_ORIGIN": origin, "ROUNDTABLE_BELL_URL": bell_url}
    front = Front(folder, database_url, address=origin, more=more)
    one, other = Application(front), Application(front)
    with ExitStack() as stack:
        for each in (one, other):
            stack.callback(each.end, signal.SIGKILL)
        one.start()
        stack.enter_context(_proxy(folder, origin, [f"127.0.0.1:{each.port}" for each in (one, other)]))
        with front.page_of("ana"):
            other.start()
        time.sleep(PROXY_HEARS_WITHIN)
        yield Behind(front, one, other)


@contextmanager
def _proxy(folder: Path, origin: str, applications: list[str]) -> Iterator[None]:
    environment = proxy_environment(folder, origin, ROUNDTABLE_APPS=" ".join(applications))
    dies_with_us = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    run = [*dies_with_us, tool("caddy"), "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(run, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until(lambda: answers(f"{origin}/readyz"))
        yield
    finally:
        process.kill()
        process.wait(STOPS_WITHIN)


def proxy_environment(folder: Path, origin: str, **more: str) -> dict[str, str]:
    """It keeps its certificates in a folder of the test's own."""
    kept = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    return clean_environment(**kept, **more) | {"ROUNDTABLE_PUBLIC_ORIGIN": origin}


def answers(address: str) -> bool:
    try:
        return _PROBE.get(address).status_code == 200
    except httpx2.TransportError:
        return False


def until(holds: Callable[[], bool]) -> None:
    """Fails the test where it does not come to hold."""
    deadline = time.monotonic() + READY_WITHIN
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
