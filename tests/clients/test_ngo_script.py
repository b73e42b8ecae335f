"""The NGO's script: the Python client in `examples/`, and the README's commands, run as they stand there."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server_process import ServerProcess, clean_environment, server_process

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ngo_tasks.py"
COURT, PLANNING = "Accompany her to the court hearing", "Safety planning session"


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server of these tests' own, with the tasks of the story and no others."""
    folder = tmp_path_factory.mktemp("office")
    with server_process(folder, f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder)}") as server:
        yield server


def run(office: ServerProcess, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE), "--address", office.address, *options]
    return subprocess.run(
        command, env=clean_environment(**environment), capture_output=True, text=True, check=False, timeout=60
    )


def titles(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The titles it printed, after the columns of known width."""
    assert (done.returncode, done.stderr) == (0, "")
    return [re.split(r"\s{2,}", line, maxsplit=3)[3] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("size", ["1", "2", "100"])
def test_every_task_is_listed_once_whatever_the_page_size(office: ServerProcess, size: str) -> None:
    assert titles(run(office, "--page-size", size)) == [COURT, PLANNING]


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        (["--status", "REQUESTED"], [COURT, PLANNING]),
        (["--status", "REQUESTED", "--due-before", "2100-01-01T00:00:00Z"], [COURT]),
        (["--due-after", "2100-01-01T00:00:00Z"], []),
        (["--status", "COMPLETED", "--status", "ACCEPTED"], []),
    ],
)
def test_tasks_are_filtered_by_status_and_due_date(
    office: ServerProcess, options: list[str], listed: list[str]
) -> None:
    assert titles(run(office, *options)) == listed


def test_a_line_says_when_it_is_due_where_it_stands_which_case_and_what(office: ServerProcess) -> None:
    first, second = run(office).stdout.splitlines()
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d  REQUESTED      CJ-\w{{4}}-\w{{4}}  {COURT}", first)
    assert re.fullmatch(rf"no date           REQUESTED      CJ-\w{{4}}-\w{{4}}  {PLANNING}", second)


@pytest.mark.parametrize(
    ("options", "environment", "told"),
    [
        (["--page-size", "0"], {}, "INVALID_PAGE_SIZE"),
        (["--status", "LATER"], {}, "INVALID_OPERATION"),
        (["--due-before", "tomorrow"], {}, "INVALID_OPERATION"),
        ([], {"ROUNDTABLE_CLIENT_SECRET": "guessed"}, "401 Unauthorized"),
        (["--client-id", "another"], {}, "401 Unauthorized"),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    office: ServerProcess, options: list[str], environment: dict[str, str], told: str
) -> None:
    done = run(office, *options, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_it_needs_nothing_but_httpx2() -> None:
    tree = ast.parse(EXAMPLE.read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name for name in imported if name not in sys.stdlib_module_names and name != "collections.abc"} == {
        "httpx2"
    }


def test_the_readme_s_commands_do_what_it_says(office: ServerProcess) -> None:
    section = (ROOT / "README.md").read_text().partition("## For an NGO's scripts")[2].partition("\n## ")[0]
    token, query, client = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    # where they go, and by which Python, is all that is changed
    shown = [part.replace("http://127.0.0.1:8000", office.address) for part in (token, query)]
    client = client.replace(".venv/bin/python", sys.executable).replace(".py ", f".py --address {office.address} ")
    commands = "\necho; echo ---\n".join(["\n".join(shown), client])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer, _, listed = done.stdout.partition("\n---\n")
    assert [task["title"] for task in json.loads(answer)["data"]["assignedTasks"]["nodes"]] == [COURT]
    assert [line.partition("  REQUESTED")[0].strip() != "" for line in listed.splitlines()] == [True]
    assert COURT in listed
