"""`roundtable serve`: what it says, how it ends, and what it says when it cannot begin."""

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from roundtable import serving
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.api.speak import cookie_of, socket_to
from tests.cli.conftest import Command
from tests.support.server_process import ServerProcess, server_process

EVENTS = "subscription { myEvents { id } }"
CASE = ids.encode("case", story.CASE)


@pytest.fixture
def own(seated: str, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of the test's own, by the command that is installed."""
    with server_process(tmp_path, seated, installed=True) as server:
        yield server


def test_it_says_where_it_is_who_may_sign_in_and_how_to_stop(served: ServerProcess) -> None:
    lines = served.said.splitlines()
    assert f"Roundtable is at {served.address}" in lines
    assert f"GraphiQL: {served.address}/graphql" in lines
    assert any(line.startswith("Stop with Ctrl+C.") for line in lines)
    for person in PEOPLE.values():
        place = lines.index(f"  {person.name:<8} {person.posts[0].title}, {AGENCIES[person.posts[0].agency].name}")
        assert lines[place + 1] == f"{'':<11}sees {person.sees}"


@pytest.mark.slow
def test_it_ends_sockets_and_event_streams_and_waits_for_none(own: ServerProcess) -> None:
    begun, told, whole = threading.Barrier(3), list[str](), list[bool]()

    def listen(page: httpx2.Client) -> None:
        accept = {"accept": "text/event-stream"}
        with page.stream("POST", "/graphql/stream", json={"query": EVENTS}, headers=accept) as answer:
            begun.wait(20)
            told.extend(answer.iter_text())
            whole.append(True)

    with ExitStack() as stack:
        pages = [stack.enter_context(own.page_of(person)) for person in ("ana", "corina")]
        sockets = [stack.enter_context(socket_to(own, Cookie=cookie_of(page), Origin=own.address)) for page in pages]
        for one in sockets:
            one.open()
            one.tell("subscribe", id="1", payload={"query": EVENTS})
        readers = [threading.Thread(target=listen, args=(page,)) for page in pages]
        for reader in readers:
            reader.start()
        begun.wait(20)
        own.stop()
        assert {one.closed_with()[0] for one in sockets} == {1012}
        for reader in readers:
            reader.join(10)

    # it says so when its patience with something has run out, and when a response was left unfinished
    assert own.log == ""
    # the streams ended whole, but without `complete`, which would tell a client not to come back
    assert (whole, told) == ([True, True], [])


@pytest.mark.slow
def test_ctrl_c_ends_it_without_a_word(own: ServerProcess) -> None:
    said = own.said
    assert own.process is not None
    own.process.send_signal(signal.SIGINT)
    assert own.process.wait(10) == 0
    assert (own.said, own.log) == (said, "")


@pytest.mark.slow
def test_a_second_start_keeps_the_data_and_the_sessions(own: ServerProcess) -> None:
    query = f'{{ threads(caseId: "{CASE}") {{ nodes {{ id subject }} }} }}'
    with own.page_of("ana") as page:
        before = page.post("/graphql", json={"query": query}).json()
        own.stop()
        own.start()
        after = page.post("/graphql", json={"query": query}).json()
    assert before["data"]["threads"]["nodes"] != []
    assert after == before


def test_a_port_that_is_taken_is_said_plainly(served: ServerProcess, command: Command, seated: str) -> None:
    done = command("serve", "--port", str(served.port), demo="1", database_url=seated)
    assert (done.returncode, done.stdout) == (1, "")
    reason = f"Cannot listen on 127.0.0.1:{served.port}: Address already in use."
    assert done.stderr == f"{reason} Choose another port: PORT=8001 make run\n"


def test_more_workers_than_one_are_refused_on_sqlite(command: Command, seated: str) -> None:
    done = command("serve", "--port", "0", "--workers", "2", demo="1", database_url=seated)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "SQLite has one process: its writers wait for each other there. More workers need PostgreSQL.\n"
    )


def test_several_workers_need_a_bell_that_rings_between_them(command: Command) -> None:
    url = "postgresql+asyncpg://somebody@127.0.0.1:1/roundtable"
    done = command("serve", "--port", "0", "--workers", "2", database_url=url, bell_url="memory://")
    assert (done.returncode, done.stdout) == (1, "")
    told = "Several workers need a bell that rings between them: leave ROUNDTABLE_BELL_URL out, or name a Redis."
    assert done.stderr == f"{told}\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_of_this_machine_is_said_plainly(command: Command, name: str) -> None:
    done = command("serve", "--host", name, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Cannot listen on {name}:0: ")


@pytest.mark.slow
@pytest.mark.parametrize("task", ["serve", "worker"])
def test_a_database_without_its_tables_is_said_plainly(command: Command, tmp_path: Path, task: str) -> None:
    done = command(task, database_url=f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not up to date: run `roundtable migrate` first.\n"


@pytest.mark.slow
@pytest.mark.parametrize("task", ["serve", "worker", "migrate"])
def test_a_database_that_does_not_answer_is_said_plainly_without_its_password(command: Command, task: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{taken.getsockname()[1]}/roundtable"
        url = f"postgresql+asyncpg://somebody:canary@{place}"
        keys = {"secret_key": "a secret of the tests", "master_key": "a key of the tests", "audit_key": "7e" * 32}
        done = command(task, database_url=url, **keys)
    assert (done.returncode, done.stdout) == (1, "")
    told = f"The database at postgresql+asyncpg://somebody:***@{place} does not answer: ConnectionRefusedError.\n"
    assert done.stderr == told


@pytest.mark.slow
def test_the_demo_s_sign_in_is_not_offered_off_this_machine(command: Command, seated: str) -> None:
    done = command("serve", demo="1", database_url=seated, public_origin="https://roundtable.example")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("the demo's identity provider needs ROUNDTABLE_DEMO and a loopback public origin\n")


@pytest.mark.slow
def test_without_the_demo_there_is_neither_its_provider_nor_graphiql(seated: str, tmp_path: Path) -> None:
    with server_process(tmp_path, seated, ROUNDTABLE_DEMO="0") as server:
        answers = {
            path: httpx2.get(server.address + path, headers={"accept": "text/html"}).status_code
            for path in ("/readyz", "/graphql", "/demo-idp/authorize", "/demo-idp/.well-known/openid-configuration")
        }
        assert httpx2.get(f"{server.address}/auth/options").json()["demo"] is False
        assert "Ana" not in server.said
    assert list(answers.values()) == [200, 405, 404, 404]


def test_who_comes_is_dealt_out_to_the_workers() -> None:
    workers = serving.listen("127.0.0.1", 0, 2)
    with ExitStack() as stack:
        for worker in workers:
            stack.enter_context(worker).setblocking(False)
        address = workers[0].getsockname()
        for _ in range(64):
            stack.enter_context(socket.create_connection(address))
        waiting = [_accepted(worker, stack) for worker in workers]

    assert sum(waiting) == 64
    # By chance, which gives one of them less than eight once in a billion times.
    assert min(waiting) >= 8


@pytest.mark.parametrize("count", [1, 2])
def test_a_port_is_had_by_one_server_only(count: int) -> None:
    with ExitStack() as stack:
        own = [stack.enter_context(each) for each in serving.listen("127.0.0.1", 0, count)]
        port = own[0].getsockname()[1]
        for others in (1, 2):
            with pytest.raises(OSError, match="in use"):
                serving.listen("127.0.0.1", port, others)


def _accepted(worker: socket.socket, stack: ExitStack) -> int:
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            stack.enter_context(worker.accept()[0])
            count += 1
    return count
