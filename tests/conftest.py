"""What every test may ask for."""

import gc
import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.support.servers",
    "tests.support.databases",
    "tests.support.table",
    "tests.support.server_process",
    "tests.support.both_ways",
]

# Plans and statements are kept for the whole run: looking through them again and again takes a tenth of it.
gc.set_threshold(50_000, 20, 100)

# Each test has a database of its own, and nobody pulls the plug: in memory its commits wait for no disk.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 6_000_000_000:
    os.environ.setdefault("TMPDIR", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What `make test-fast` leaves to `make test`, beside what says so itself.

    Whatever listens to a stream waits for what may come, and a server in a process of its own has to start. Of a file
    of tests with a whole server under them, as each operation has one, the first tells whether the operation works.
    """
    with_a_server: set[Path] = set()
    for item in items:
        asked_for = getattr(item, "fixturenames", ())
        waits = item.path.parent.name == "streams" or "wire" in asked_for or "served" in asked_for
        if waits or ("table" in asked_for and item.path in with_a_server):
            item.add_marker(pytest.mark.slow)
        elif "table" in asked_for:
            with_a_server.add(item.path)
