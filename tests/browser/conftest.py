"""One Chromium and one server for the browser tests of a file."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.browser.desk import Desk, desk_of
from tests.browser.people import House, chromium
from tests.support.server_process import ServerProcess, server_process


@pytest.fixture(scope="module")
def demo(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder)}"
    # As where real data is, the page may ask what it is built to ask, and nothing else; a file may say otherwise.
    page_only = getattr(request.module, "PAGE_ONLY", "1")
    with server_process(folder, url, ROUNDTABLE_PAGE_DOCUMENTS_ONLY=page_only) as server:
        yield server


@pytest.fixture(scope="module")
async def house(demo: ServerProcess, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """People at the browser's engine, or at the whole browser where a file asks for it by `BROWSER`."""
    async with chromium(getattr(request.module, "BROWSER", "chromium-headless-shell")) as browser:
        yield House(browser, demo.address)


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Desk]:
    """Ana's, in a conversation of her own agency."""
    yield await desk_of(house)
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()
