"""From a request that posts a message to the event on another person's socket, with no browser between them."""

import json
import time
from queue import Queue
from threading import Thread
from uuid import uuid4

import httpx2

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import Socket, cookie_of, socket_to
from tests.support.server_process import ServerProcess
from tests.support.table import operation

CASE = ids.encode("case", story.CASE)
STATE = f'{{ case(id: "{CASE}") {{ eventsCursor }} threads(caseId: "{CASE}", first: 1) {{ nodes {{ id }} }} }}'


def measure(server: ServerProcess, count: int, hearing: ServerProcess | None = None) -> list[float]:
    """Milliseconds for each of so many messages, one after the other, by the page's own operations.

    Heard at the same server, or at another one of the same database.
    """
    hearing = hearing or server
    with server.page_of("ana") as writer, hearing.page_of("bogdan") as reader:
        state = writer.post("/graphql", json={"query": STATE}).json()["data"]
        thread = state["threads"]["nodes"][0]["id"]
        with socket_to(hearing, Cookie=cookie_of(reader), Origin=hearing.address) as socket:
            socket.open()
            variables = {"caseId": CASE, "after": state["case"]["eventsCursor"]}
            socket.tell("subscribe", id="1", payload={"query": operation("CaseEvents"), "variables": variables})
            seen: Queue[float] = Queue()
            Thread(target=_note_when_seen, args=(socket, count, seen), daemon=True).start()
            return [_one(writer, thread, number, seen) for number in range(count)]


def post(page: httpx2.Client, thread: str, body: str) -> None:
    """A message, by the page's own operation; returns once it is acknowledged."""
    given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": body}
    answer = page.post("/graphql", json={"query": operation("PostMessage"), "variables": {"input": given}}).json()
    assert answer["data"]["postMessage"]["problems"] == [], answer


def _one(writer: httpx2.Client, thread: str, number: int, seen: "Queue[float]") -> float:
    sent = time.perf_counter()
    post(writer, thread, f"Measured message number {number}.")
    return (seen.get(timeout=10) - sent) * 1000


def _note_when_seen(socket: Socket, count: int, seen: "Queue[float]") -> None:
    for number in range(count):
        frame = socket.connection.recv(60)
        seen.put(time.perf_counter())
        assert json.loads(frame)["payload"]["data"]["caseEvents"]["message"]["body"].endswith(f"number {number}.")
