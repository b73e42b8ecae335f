"""Speaking to the endpoint as it is spoken on the wire: raw requests, raw socket frames."""

import contextlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import orjson
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.support.server_process import ServerProcess

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
PROTOCOL = "graphql-transport-ws"
# Shared, since each client of its own would read the machine's certificates first.
BARE = httpx2.Client(timeout=30)
WHO = "{ viewer { membership { agency { name } } } }"
NGO = {"viewer": {"membership": {"agency": {"name": "Casa Speranței"}}}}
POLICE = {"viewer": {"membership": {"agency": {"name": "Cluj County Police"}}}}


def send(server: ServerProcess, body: Any, path: str = "/graphql", **headers: str | None) -> httpx2.Response:
    """A bare request: a header that is None is not sent, and `content_type` stands for `content-type`."""
    content = body if isinstance(body, bytes | str) else orjson.dumps(body)
    given: dict[str, str | None] = {"content-type": "application/json", "accept": RESPONSE_JSON}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = BARE.build_request("POST", server.address + path, content=content)
    for name, value in given.items():
        request.headers.pop(name, None)
        if value is not None:
            request.headers[name] = value
    return BARE.send(request)


def codes(answer: httpx2.Response) -> list[str]:
    """What the errors say to a program."""
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def refused(answer: httpx2.Response) -> tuple[int, list[str], list[str]]:
    """A refusal's status, its entries, and its codes."""
    return answer.status_code, sorted(answer.json()), codes(answer)


class Socket:
    """One socket that speaks graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def tell(self, kind: str, **more: Any) -> None:
        self.connection.send(json.dumps({"type": kind, **more}))

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.connection.recv(15))
        return message

    def open(self, payload: Any = None) -> None:
        """Say hello; the other end must take it."""
        self.tell("connection_init", payload=payload or {})
        assert self.hear() == {"type": "connection_ack"}

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The first message that answers an operation."""
        self.tell("subscribe", id="1", payload={"query": query, "variables": variables})
        return self.hear()

    def is_open(self) -> bool:
        """Whether the other end still answers, after whatever it still says."""
        self.tell("ping")
        while (heard := self.hear()) != {"type": "pong"}:
            assert heard["type"] == "complete"
        return True

    def closed_with(self) -> tuple[int | None, str | None]:
        """How the other end closes it, after whatever it still says."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                self.connection.recv(15)
        return self.connection.close_code, self.connection.close_reason


@contextmanager
def socket_to(
    server: ServerProcess, protocol: str = PROTOCOL, name: str = "127.0.0.1", **headers: str
) -> Iterator[Socket]:
    """A socket whose handshake carried these headers and no others of meaning, asking for the server by this name."""
    options: Any = {"subprotocols": [protocol], "additional_headers": headers, "proxy": None}
    place = ("127.0.0.1", server.port)
    with connect(f"ws://{name}:{server.port}/graphql", address=place, **options) as connection:
        yield Socket(connection)


def cookie_of(page: httpx2.Client) -> str:
    """A page's cookies as the header that carries them."""
    return "; ".join(f"{name}={value}" for name, value in page.cookies.items())
