"""Sockets that close in the middle of something take nothing with them."""

import asyncio
import json
import random

import pytest
import websockets

from roundtable.demo import story
from tests.support.server_process import ServerProcess
from tests.support.table import operation

pytestmark = pytest.mark.slow


async def test_connections_to_the_database_come_back_from_sockets_that_close_at_any_moment(
    served: ServerProcess,
) -> None:
    token = served.token()

    async def come_and_go() -> None:
        for turn in range(10):
            async with websockets.connect(
                served.address.replace("http", "ws") + "/graphql",
                subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
                additional_headers={"authorization": f"Bearer {token}"},
            ) as socket:
                await socket.send(json.dumps({"type": "connection_init"}))
                await socket.recv()
                payload = {"query": operation("MyEvents"), "variables": {}}
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
                await asyncio.sleep(random.random() / 10)
                if turn % 2:
                    await socket.send(json.dumps({"id": "1", "type": "complete"}))
                else:
                    socket.transport.abort()

    await asyncio.gather(*(come_and_go() for _ in range(8)))
    with served.page_of("corina") as corina:
        case = {
            "query": "query ($id: ID!) { case(id: $id) { reference } }",
            "variables": {"id": f"case_{story.CASE.hex}"},
        }
        assert corina.post("/graphql", json=case).json()["data"] == {"case": {"reference": "CJ-7K4M-2QX8"}}
    assert "non-checked-in connection" not in served.log
