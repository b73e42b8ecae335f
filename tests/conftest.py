"""What every test may ask for."""

import gc
import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = ["tests.support.servers", "tests.support.table", "tests.support.server_process"]

# Plans and statements are kept for the whole run: looking through them again and again takes a tenth of it.
gc.set_threshold(50_000, 20, 100)

# Each test has a database of its own, and nobody pulls the plug: in memory its commits wait for no disk.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 6_000_000_000:
    os.environ.setdefault("TMPDIR", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever listens to a stream waits for what may come: it has no place among the fast ones."""
    for item in items:
        if item.path.parent.name == "streams" or "wire" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
