"""What an operator's probes are told: whether the process is alive, and whether it can serve."""

import socket

import httpx2
import pytest

from roundtable.app import build_app
from roundtable.core.db import Database
from roundtable.settings import Settings
from tests.support.server_process import ServerProcess

KEYS = {"secret_key": "a secret of the tests", "master_key": "a key of the tests", "audit_key": "7e" * 32}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_server_with_its_database_is_alive_and_ready(served: ServerProcess, path: str) -> None:
    answer = httpx2.get(served.address + path)
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_without_its_database_it_is_alive_and_not_ready_and_says_no_more_of_it() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"postgresql+asyncpg://somebody:canary@127.0.0.1:{silent.getsockname()[1]}/roundtable"
        app = build_app(Settings.model_validate({"database_url": url, **KEYS}))
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1:8000") as probe:
            answers = [await probe.get(path) for path in ("/healthz", "/readyz")]
        database: Database = app.state.services.database
        await database.close()
    assert [(answer.status_code, answer.text) for answer in answers] == [
        (200, "ok"),
        (503, "the database does not answer"),
    ]
