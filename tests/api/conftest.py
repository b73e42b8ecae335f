"""What tests of the endpoint ask for: the script's token, and Ana's page."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.support.server_process import ServerProcess


@pytest.fixture(scope="session")
def bearer(served: ServerProcess) -> str:
    """The header by which the NGO's script is known."""
    return f"Bearer {served.token()}"


@pytest.fixture(scope="session")
def ana(served: ServerProcess) -> Iterator[httpx2.Client]:
    """Ana's page."""
    with served.page_of("ana") as page:
        yield page
