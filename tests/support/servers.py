"""Real PostgreSQL and Redis servers for a test run, from the machine's own packages, in a temporary folder."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest
import redis

from roundtable.rls import RULE

OWNER = "roundtable_owner"
APP = "roundtable_app"
STARTS_WITHIN = 20.0

# A test's data dies with the test, so nothing waits for a disk.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class DatabaseUrls:
    """One database as its owner, who migrates, and as the application, who is bound by row-level security."""

    owner: str
    app: str
    # A test arranges and looks as the one whom nothing binds.
    superuser: str


@dataclass
class Postgres:
    """A running server, which gives a database of its own to whoever asks."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    command: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, role: str, database: str) -> str:
        """The address in the form SQLAlchemy's asyncpg dialect reads."""
        return f"postgresql+asyncpg://{role}@127.0.0.1:{self.port}/{database}"

    def urls(self, database: str) -> DatabaseUrls:
        return DatabaseUrls(*(self.url(role, database) for role in (OWNER, APP, "postgres")))

    async def execute(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the superuser, each in a transaction of its own (CREATE DATABASE wants none around it)."""
        connection = await self.connect(database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def connect(self, database: str) -> asyncpg.Connection:
        """A connection as the superuser, which the caller closes."""
        return await asyncpg.connect(host="127.0.0.1", port=self.port, user="postgres", database=database)

    async def create_database(self, name: str | None = None, *, template: str = "template0") -> str:
        """A new database owned by the owner role. A template must have no open connection while it is copied."""
        name = name or f"test_{next(self.numbers)}"
        await self.execute(
            f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}",
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {name} TO {APP}",
        )
        if template == "template0":
            # Who owns a database owns its public schema by inheritance, and this owner inherits nothing.
            await self.execute(f"ALTER SCHEMA public OWNER TO {OWNER}", database=name)
        return name

    async def drop_database(self, name: str) -> None:
        """Drops it, closing whatever connection a failed test left open."""
        await self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(STARTS_WITHIN)

    def bring_back(self) -> None:
        """Starts a server that was killed, with what it had written."""
        self.process = _started(self.command, self.folder)
        _wait_until(self.process, self.folder, lambda: _runs(self.port, "SELECT 1"))


@dataclass
class RedisServer:
    """A running Redis that keeps nothing on disk."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Ends the server without a goodbye."""
        self.process.kill()
        self.process.wait(STARTS_WITHIN)


@contextmanager
def postgres_server(**settings: str) -> Iterator[Postgres]:
    """PostgreSQL with both roles and no database yet; root lends it its package's account, as it refuses to be root."""
    with _folder("roundtable-postgres-") as folder:
        if _is_root():
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        data, port = folder / "data", free_port()
        initdb = [*_as_postgres(), program("initdb"), "--pgdata", str(data), "--username=postgres"]
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
        command = [*_as_postgres(), program("postgres"), "-D", str(data), "-p", str(port)]
        command += ["-h", "127.0.0.1", "-k", str(folder)]
        command += [
            word for name, value in {**POSTGRES_SETTINGS, **settings}.items() for word in ("-c", f"{name}={value}")
        ]
        server = Postgres(port, folder, _started(command, folder), command)
        try:
            _wait_until(server.process, folder, lambda: _make_roles(port))
            yield server
        finally:
            _stop(server.process, signal.SIGINT)


@contextmanager
def redis_server(port: int | None = None) -> Iterator[RedisServer]:
    """Redis on a free port, or on a given one, so that a test can bring back a server it has killed."""
    with _folder("roundtable-redis-") as folder:
        chosen = port or free_port()
        command = [
            *_dies_with_us(),
            program("redis-server"),
            "--port",
            str(chosen),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ]
        with _running(command, folder, stop=signal.SIGTERM) as process:
            _wait_until(process, folder, lambda: _answers(chosen))
            yield RedisServer(chosen, folder, process)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the run (for each process of it, under xdist)."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of one Redis server for the run."""
    with redis_server() as server:
        yield server.url


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    """A folder below the system's temporary one: pytest's own are closed to the account PostgreSQL runs as."""
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _running(command: list[str], folder: Path, *, stop: signal.Signals) -> Iterator[subprocess.Popen[bytes]]:
    process = _started(command, folder)
    try:
        yield process
    finally:
        _stop(process, stop)


def _started(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
    process.wait(STARTS_WITHIN)


def _wait_until(process: subprocess.Popen[bytes], folder: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} did not come up:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def _make_roles(port: int) -> bool:
    """False while the server does not answer yet. Neither role is a superuser or may bypass row-level security."""
    statements = f"CREATE ROLE {RULE} NOLOGIN NOBYPASSRLS; CREATE ROLE {APP} LOGIN NOBYPASSRLS;"
    # The owner hands views over to the rule's role, and gets none of its sight by that.
    statements += f" CREATE ROLE {OWNER} LOGIN NOINHERIT NOBYPASSRLS IN ROLE {RULE}"
    return _runs(port, statements)


def _runs(port: int, statements: str) -> bool:
    psql = [program("psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-X", "-q", "-c", statements]
    return subprocess.run(psql, check=False, capture_output=True).returncode == 0


def _answers(port: int) -> bool:
    with redis.Redis(port=port) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def program(name: str) -> str:
    """Debian keeps PostgreSQL's server programs off the PATH, a folder for each version; the newest wins."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed; `make system-packages` installs what the tests need")
    return found


def _is_root() -> bool:
    return os.geteuid() == 0


def _as_postgres() -> list[str]:
    identity = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if _is_root() else []
    return [*_dies_with_us(), *identity] if _dies_with_us() else []


def _dies_with_us() -> list[str]:
    """A test run that is killed cannot clean up, so the kernel is asked to (where there is Linux's setpriv)."""
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
