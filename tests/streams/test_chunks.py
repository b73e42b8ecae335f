"""What an event stream has at once goes out as one chunk; what is not taken is not read."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from roundtable.api.event_stream import in_chunks

SIGN = ": ping"
LONG, SHORT = 60.0, 0.02


class Source:
    """Texts in bursts, with a turn of all tasks between two of them; notes what was read and whether it was closed."""

    def __init__(self, *bursts: str, goes_on: bool = False) -> None:
        self.read = ""
        self.is_closed = False
        self._bursts, self._goes_on = bursts, goes_on

    async def texts(self) -> AsyncGenerator[str]:
        try:
            for burst in self._bursts:
                await asyncio.sleep(0)
                for text in burst:
                    self.read += text
                    yield text
            if self._goes_on:
                await asyncio.sleep(LONG)
        finally:
            self.is_closed = True


async def test_what_comes_at_once_is_one_chunk_and_nothing_is_left_out() -> None:
    source = Source("abc", "d", "", "ef")
    chunks = [chunk async for chunk in in_chunks(source.texts(), SIGN, LONG)]
    assert "".join(chunks) == "abcdef"
    assert chunks[0] == "abc"
    assert source.is_closed


async def test_while_a_chunk_is_under_way_one_text_more_is_read_and_no_other() -> None:
    source = Source("abc", "defgh")
    chunks = in_chunks(source.texts(), SIGN, LONG)
    assert await anext(chunks) == "abc"
    for _ in range(20):
        await asyncio.sleep(0)
    assert source.read == "abcd"
    assert await anext(chunks) == "d"
    assert "".join([chunk async for chunk in chunks]) == "efgh"


async def test_where_nothing_comes_there_is_a_sign_of_life() -> None:
    source = Source("a", goes_on=True)
    chunks = in_chunks(source.texts(), SIGN, SHORT)
    assert [await anext(chunks) for _ in range(3)] == ["a", SIGN, SIGN]
    await chunks.aclose()
    assert source.is_closed


async def test_what_ends_it_is_raised_after_what_was_read_before() -> None:
    async def texts() -> AsyncGenerator[str]:
        yield "a"
        yield "b"
        raise ValueError

    chunks = in_chunks(texts(), SIGN, LONG)
    assert await anext(chunks) == "ab"
    with pytest.raises(ValueError, match=r"^$"):
        await anext(chunks)


async def test_who_goes_leaves_nothing_running() -> None:
    before = asyncio.all_tasks()
    source = Source("abc", "defgh", goes_on=True)
    chunks = in_chunks(source.texts(), SIGN, LONG)
    await anext(chunks)
    await chunks.aclose()
    assert source.is_closed
    assert asyncio.all_tasks() == before
