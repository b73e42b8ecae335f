"""The import contracts hold, and an import that breaks one is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.committed import ROOT

POINTS_DOWN = "Arrows point down BROKEN"
INSIDE_A_DOMAIN = "Inside a domain: graphql → commands → queries → policy → models BROKEN"
NO_GRAPHQL = "Domains know nothing of GraphQL or HTTP but in their graphql module BROKEN"
NO_GRAPHQL_MODULE = "Only api and other graphql modules read a graphql module BROKEN"

PLANTED = [
    ("core/clock.py", "from roundtable.access import models", POINTS_DOWN),
    ("agencies/models.py", "import roundtable.cases.models", POINTS_DOWN),
    ("cases/models.py", "from roundtable.messaging import models as _", POINTS_DOWN),
    ("reader/sql.py", "from roundtable import settings", POINTS_DOWN),
    ("novelty/__init__.py", "", POINTS_DOWN),
    ("messaging/models.py", "from roundtable.messaging import queries", INSIDE_A_DOMAIN),
    ("messaging/queries.py", "def late():\n    from roundtable.messaging import commands", INSIDE_A_DOMAIN),
    ("messaging/markdown.py", "import graphql", NO_GRAPHQL),
    ("tasks/commands.py", "import strawberry", NO_GRAPHQL),
    ("access/rule.py", "from starlette.requests import Request", NO_GRAPHQL),
    ("core/facts.py", "from graphql import GraphQLError", NO_GRAPHQL),
    ("messaging/commands.py", "from roundtable.cases import graphql", NO_GRAPHQL_MODULE),
]


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's verdict on the package in a folder, without the cache that the other runs write."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            ROOT / "pyproject.toml",
            "--no-cache",
            "--no-logo",
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_contracts_hold() -> None:
    run = contracts(ROOT / "backend")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("module", "line", "broken"), PLANTED)
def test_a_planted_bad_import_is_caught(tmp_path: Path, module: str, line: str, broken: str) -> None:
    shutil.copytree(ROOT / "backend" / "roundtable", tmp_path / "roundtable", ignore=shutil.ignore_patterns("*.pyc"))
    target = tmp_path / "roundtable" / module
    target.parent.mkdir(exist_ok=True)
    with target.open("a") as file:
        file.write(f"\n{line}\n")
    run = contracts(tmp_path)
    assert run.returncode == 1, run.stdout
    assert broken in run.stdout, run.stdout
