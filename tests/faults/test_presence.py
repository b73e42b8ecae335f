"""Several workers tell each other who is here; whose worker was killed is soon here no longer."""

import os
import signal
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from roundtable.core import ids
from roundtable.core.presence import LASTS, SAID_EVERY, TYPES
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from tests.api.speak import Socket, cookie_of, socket_to
from tests.faults.test_workers import PLACE, until, workers_of
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]

WORKERS = 2
CASE = ids.encode("case", story.CASE)
PRESENCE = operation("CasePresence")
ANA, BOGDAN = (ids.encode("membership", PEOPLE[key].posts[0].id) for key in ("ana", "bogdan"))
# A look, what is said once more, and a machine that is busy.
SOON = SAID_EVERY + 7
# As /proc/net/tcp says it.
_ESTABLISHED = "01"


def opened(server: ServerProcess, stack: ExitStack, key: str) -> Socket:
    """One of the cast has the case open."""
    page = stack.enter_context(server.page_of(key))
    socket = stack.enter_context(socket_to(server, Cookie=cookie_of(page), Origin=server.address))
    socket.open()
    socket.tell("subscribe", id="1", payload={"query": PRESENCE, "variables": {"caseId": CASE}})
    return socket


def hears_of(socket: Socket, posts: set[str], thread: str | None = None) -> float:
    """How many seconds until it has heard of these alone, and of who types in a conversation, if anybody does."""
    begun = time.monotonic()
    while True:
        here = socket.hear()["payload"]["data"]["casePresence"]
        typing = {type_in["id"] for each in here for type_in in each["typingIn"]}
        if {each["membership"]["id"] for each in here} == posts and typing == ({thread} if thread else set()):
            return time.monotonic() - begun


def worker_of(server: ServerProcess, socket: Socket) -> int:
    """The worker that has the other end of a socket, as the machine knows it."""
    here = socket.connection.socket.getsockname()[1]
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # Its port may have been another connection's before.
    ends = f":{server.port:04X}", f":{here:04X}"
    (inode,) = [row[9] for row in rows if (row[1][-5:], row[2][-5:]) == ends and row[3] == _ESTABLISHED]
    (pid,) = [pid for pid in workers_of(server) if f"socket:[{inode}]" in _files_of(pid)]
    return pid


def _files_of(pid: int) -> set[str]:
    found = set[str]()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        # Some are closed meanwhile.
        with suppress(FileNotFoundError):
            found.add(str(file.readlink()))
    return found


@pytest.mark.parametrize("by_redis", [True, False], ids=["by Redis", "by the database"])
def test_the_people_of_all_workers_are_here_and_those_of_one_that_is_killed_soon_are_not(
    demo_url: str, tmp_path: Path, redis_url: str, *, by_redis: bool
) -> None:
    bell = redis_url if by_redis else ""
    with (
        server_process(tmp_path, demo_url, "--workers", str(WORKERS), ROUNDTABLE_BELL_URL=bell) as server,
        ExitStack() as stack,
    ):
        until(lambda: len(workers_of(server)) == WORKERS)
        hers, his = opened(server, stack, "ana"), opened(server, stack, "bogdan")
        while worker_of(server, hers) == worker_of(server, his):
            his.connection.close()
            his = opened(server, stack, "bogdan")
        assert hears_of(hers, {ANA, BOGDAN}) < SOON
        thread = types(server, stack)
        assert hears_of(hers, {ANA, BOGDAN}, thread) < SOON
        assert hears_of(hers, {ANA, BOGDAN}) < TYPES + SOON
        os.kill(worker_of(server, his), signal.SIGKILL)
        assert hears_of(hers, {ANA}) < LASTS + SOON


def types(server: ServerProcess, stack: ExitStack) -> str:
    """He types, and says so to whichever worker; answers where."""
    page = stack.enter_context(server.page_of("bogdan"))
    thread = page.post("/graphql", json={"query": PLACE}).json()["data"]["threads"]["nodes"][0]["id"]
    given = {"clientMutationId": str(uuid4()), "threadId": thread}
    answer = page.post("/graphql", json={"query": operation("SayTyping"), "variables": {"input": given}})
    assert answer.json()["data"]["sayTyping"]["problems"] == []
    return str(thread)
