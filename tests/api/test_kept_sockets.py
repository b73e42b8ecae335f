"""What a server keeps of a socket: nothing of how it was asked for but whom it stands for, and from where."""

import asyncio
import gc
import socket
import weakref
from typing import Any

import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from roundtable.sockets import Http, Socket, SocketsApart


def served(app: Any) -> uvicorn.Server:
    """As `roundtable serve` does."""
    config = uvicorn.Config(app, interface="asgi3", http=Http, ws=Socket, log_config=None, lifespan="off")
    return uvicorn.Server(config)


async def test_a_socket_goes_on_without_what_was_said_to_open_it() -> None:
    scopes = list[Any]()

    async def echo(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)
        opened = WebSocket(scope, receive, send)
        await opened.accept(headers=[(b"x-said", b"once")])
        async for text in opened.iter_text():
            await opened.send_text(text)

    async def elsewhere(opened: WebSocket) -> None:
        scopes.append(opened.scope)
        await opened.accept()
        await opened.close()

    around = Starlette(routes=[WebSocketRoute("/elsewhere", elsewhere)])
    listener = socket.create_server(("127.0.0.1", 0))
    server = served(SocketsApart(around, echo))
    serving = asyncio.create_task(server.serve([listener]))
    address = f"ws://127.0.0.1:{listener.getsockname()[1]}"
    headers = {"Cookie": "roundtable=1", "Authorization": "Bearer x", "X-Long": "x" * 500}

    async with websockets.connect(f"{address}/graphql", additional_headers=headers, origin="http://here") as client:  # type: ignore[arg-type]
        assert client.response is not None
        assert client.response.headers["x-said"] == "once"
        await client.send("and on")
        assert await client.recv() == "and on"
        (kept,) = [each for each in server.server_state.connections if isinstance(each, Socket)]
        assert [*kept.request.headers, *kept.response.headers] == []
        assert {name for name, _ in scopes[0]["headers"]} == {b"host", b"origin", b"cookie", b"authorization"}
    async with websockets.connect(f"{address}/elsewhere", additional_headers=headers):
        pass
    assert b"x-long" in {name for name, _ in scopes[1]["headers"]}

    server.should_exit = True
    await serving
    listener.close()


async def test_a_socket_that_ended_waits_for_no_collector() -> None:
    opened = list[Any]()

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        accepted = WebSocket(scope, receive, send)
        await accepted.accept()
        opened.extend(weakref.ref(each.conn) for each in server.server_state.connections if isinstance(each, Socket))
        async for _ in accepted.iter_text():
            pass

    listener, server = socket.create_server(("127.0.0.1", 0)), served(listen)
    serving = asyncio.create_task(server.serve([listener]))
    address = f"ws://127.0.0.1:{listener.getsockname()[1]}"
    gc.collect()
    gc.disable()
    try:
        async with websockets.connect(address) as client:
            await client.send("here")
        cut = await websockets.connect(address)
        await cut.send("here")
        cut.transport.abort()
        async with asyncio.timeout(10):
            while any(conn() for conn in opened):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
    finally:
        gc.enable()
    assert len(opened) >= 2

    server.should_exit = True
    await serving
    listener.close()
