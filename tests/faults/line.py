"""HTTP on one connection, for writers and listeners by the dozen: the parser alone costs a client less than the server.

A client that does more takes from the server that it shares a machine with: the storm would measure the client.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools

# What a response may be cut off by, besides OSError.
CUT_OFF = (asyncio.IncompleteReadError, httptools.HttpParserError, TimeoutError, EOFError)
_READ = 1 << 16


@dataclass
class Answer:
    """One response, as far as it has come."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)
    is_whole: bool = False


class Line:
    """A connection that is opened when it is needed, and again where it broke."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._host = urlsplit(address).netloc
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in {"host": self._host, **headers}.items())
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: bytes, within: float) -> Answer:
        """The whole answer. Raises OSError or what `CUT_OFF` names; TimeoutError where nothing came for so long."""
        try:
            async with asyncio.timeout(within):
                parts = self.parts(path, body)
                return [answer async for answer in parts][-1]
        except BaseException:
            self.close()
            raise

    async def parts(self, path: str, body: bytes, silent: float | None = None) -> AsyncIterator[Answer]:
        """The answer after each part of it that came; TimeoutError where none came for so `silent` long."""
        reader, writer = await self._opened()
        writer.write(f"POST {path} HTTP/1.1\r\n{self._headers}content-length: {len(body)}\r\n\r\n".encode() + body)
        answer = _Parsed()
        while not answer.is_whole:
            async with asyncio.timeout(silent):
                read = await reader.read(_READ)
            if not read:
                raise EOFError
            answer.feed(read)
            yield answer

    def close(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._writer.is_closing():
            host, _, port = self._host.partition(":")
            self._reader, self._writer = await asyncio.open_connection(host, int(port))
        return self._reader, self._writer


class _Parsed(Answer):
    def __init__(self) -> None:
        super().__init__()
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, read: bytes) -> None:
        self._parser.feed_data(read)

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.is_whole = True
