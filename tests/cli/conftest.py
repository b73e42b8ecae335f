"""The command line as its user has it: a process of its own, over a database of the test's own."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.server_process import ROUNDTABLE, clean_environment

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def seated(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a database with the demo in it."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs `roundtable` with these arguments and settings, in an empty folder."""

    def run(*arguments: str, **settings: str) -> Done:
        environment = clean_environment(**{f"ROUNDTABLE_{name.upper()}": value for name, value in settings.items()})
        return subprocess.run(
            [ROUNDTABLE, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
