"""The command line as its user has it: a process of its own, over a database of the test's own."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.forked import Roundtable
from tests.support.server_process import clean_environment

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def seated(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a database with the demo in it."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture
def command(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs `roundtable` with these arguments and settings, in an empty folder."""
    told = tmp_path_factory.mktemp("told")
    out, log = told / "out", told / "log"

    def run(*arguments: str, **settings: str) -> Done:
        environment = clean_environment(**{f"ROUNDTABLE_{name.upper()}": value for name, value in settings.items()})
        done = Roundtable(arguments, tmp_path, environment, out, log).wait(60)
        return Done(list(arguments), done, out.read_text(), log.read_text())

    return run
