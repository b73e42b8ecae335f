"""Matrix's Synapse as others run it: a homeserver of its own on this machine, its rooms, and who syncs there."""

import asyncio
import hashlib
import hmac
import json
import re
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.crowd import held
from tests.support.servers import free_port

READY_WITHIN = 120.0
NAME = "bench.example"
# What a client asks of its sync that wants messages and nothing else.
NOTHING: dict[str, list[str]] = {"types": []}
FILTER = {
    "presence": NOTHING,
    "account_data": NOTHING,
    "room": {"ephemeral": NOTHING, "account_data": NOTHING, "state": {"lazy_load_members": True}},
}
MARKS = re.compile(rb"sent-(\d+)-")
NEXT = re.compile(rb'"next_batch":"([^"]+)"')


@dataclass
class Speaker:
    """Requests one after the other on one connection: the same for whoever is measured, with as little of its own as
    there can be.
    """

    address: str
    headers: dict[str, str]

    async def __aenter__(self) -> "Speaker":
        host, _, port = urlsplit(self.address).netloc.partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port), limit=1 << 26)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, method: str, path: str, body: object = None) -> bytes:
        text = b"" if body is None else json.dumps(body).encode()
        lines = {"Host": NAME, "Content-Type": "application/json", "Content-Length": str(len(text)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + text)
        said = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        answer = await self._body(said)
        assert said.split(b" ", 2)[1] == b"200", (said, answer)
        return answer

    async def _body(self, head: bytes) -> bytes:
        length = re.search(rb"content-length: (\d+)", head)
        if length:
            return await self._reader.readexactly(int(length[1]))
        parts = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)


@dataclass
class Homeserver:
    address: str
    secret: str

    def speaker(self, token: str = "") -> Speaker:
        return Speaker(self.address, {"Authorization": f"Bearer {token}"} if token else {})

    async def people(self, count: int) -> list[str]:
        """So many people; answers their access tokens."""
        async with self.speaker() as speaker:
            return [await self._register(speaker, f"person{number}") for number in range(count)]

    async def _register(self, speaker: Speaker, name: str) -> str:
        path = "/_synapse/admin/v1/register"
        nonce, password = json.loads(await speaker.ask("GET", path))["nonce"], secrets.token_hex(8)
        text = "\0".join([nonce, name, password, "notadmin"])
        mac = hmac.new(self.secret.encode(), text.encode(), hashlib.sha1).hexdigest()
        given = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
        token: str = json.loads(await speaker.ask("POST", path, given))["access_token"]
        return token

    async def rooms(self, owners: Sequence[str], members: Sequence[str]) -> list[str]:
        """A room of each owner, which members join by turns."""
        names = []
        for owner in owners:
            async with self.speaker(owner) as speaker:
                made = await speaker.ask("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat"})
            names.append(json.loads(made)["room_id"])
        for place, member in enumerate(members):
            async with self.speaker(member) as speaker:
                await speaker.ask("POST", f"/_matrix/client/v3/join/{quote(names[place % len(names)])}", {})
        return names


@contextmanager
def homeserver(python: str, folder: Path, database: dict[str, Any]) -> Iterator[Homeserver]:
    """A Synapse in one process, with no limits on how often its clients may ask."""
    port, secret = free_port(), secrets.token_hex(8)
    many = {"per_second": 1e6, "burst_count": 1_000_000}
    limits = {f"rc_{name}": many for name in ("message", "registration", "admin_redaction", "room_creation")}
    config = {
        "server_name": NAME,
        "listeners": [
            {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
        ],
        "database": database,
        "registration_shared_secret": secret,
        "bcrypt_rounds": 4,
        "report_stats": False,
        "suppress_key_server_warning": True,
        "trusted_key_servers": [],
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "pid"),
        "presence": {"enabled": False},
        "rc_joins": {"local": many, "remote": many},
        "rc_joins_per_room": many,
        "rc_login": {"address": many, "account": many, "failed_attempts": many},
        **limits,
    }
    file = folder / "homeserver.yaml"
    file.write_text(json.dumps(config))
    run = [python, "-m", "synapse.app.homeserver", "--config-path", str(file)]
    subprocess.run([*run, "--generate-keys"], check=True, cwd=folder, capture_output=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(run, cwd=folder, stdout=log, stderr=log)
    try:
        server = Homeserver(f"http://127.0.0.1:{port}", secret)
        asyncio.run(_until_ready(server))
        yield server
    finally:
        process.kill()
        process.wait()


async def _until_ready(server: Homeserver) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            async with server.speaker() as speaker:
                await speaker.ask("GET", "/_matrix/client/versions")
                return
        except OSError:
            assert time.monotonic() < deadline, "the homeserver did not come up"
            await asyncio.sleep(0.3)


@dataclass
class Syncer:
    """Who syncs: asks for what is new, waits until there is, and notes when it came."""

    server: Homeserver
    token: str
    came: list[tuple[int, float]] = field(default_factory=list)

    async def sync(self, began: asyncio.Event) -> None:
        wanted = quote(json.dumps(FILTER))
        async with self.server.speaker(self.token) as speaker:
            since = ""
            while True:
                path = f"/_matrix/client/v3/sync?filter={wanted}&timeout={30_000 if since else 0}{since}"
                answer = await speaker.ask("GET", path)
                now = time.monotonic()
                self.came += [(int(mark), now) for mark in dict.fromkeys(MARKS.findall(answer))]
                found = NEXT.search(answer)
                assert found, answer
                since = f"&since={found[1].decode()}"
                began.set()


def _hold(pipe: Connection, syncers: list[Syncer]) -> None:
    asyncio.run(_holding(pipe, syncers))


async def _holding(pipe: Connection, syncers: list[Syncer]) -> None:
    tasks = []
    for syncer in syncers:
        began = asyncio.Event()
        tasks.append(asyncio.create_task(syncer.sync(began)))
        await began.wait()
    pipe.send(len(syncers))
    await asyncio.to_thread(pipe.recv)
    ended = [task.exception() for task in tasks if task.done()]
    pipe.send((len(ended), [syncer.came for syncer in syncers]))


def syncing(server: Homeserver, tokens: Sequence[str], processes: int = 2) -> AbstractContextManager[list[Connection]]:
    """All who sync, in processes of their own; all wait for news when the block begins."""
    syncers = [Syncer(server, token) for token in tokens]
    return held(_hold, [(syncers[part::processes],) for part in range(processes)])
