"""The import contracts hold, and an import that breaks one is caught."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.committed import ROOT
from tests.support.tools import tool

POINTS_DOWN = "Arrows point down"
INSIDE_A_DOMAIN = "Inside a domain: graphql → commands → queries → policy → models"
NO_GRAPHQL = "Domains know nothing of GraphQL or HTTP but in their graphql module"
NO_GRAPHQL_MODULE = "Only api and other graphql modules read a graphql module"

# A module, the bad line put at its end, how the report names the import, and the contract that forbids it.
PLANTED = [
    ("core/clock", "from roundtable.access import models", "core.clock -> roundtable.access.models", POINTS_DOWN),
    ("agencies/models", "import roundtable.cases.models", "agencies.models -> roundtable.cases.models", POINTS_DOWN),
    ("cases/models", "from roundtable.tasks import policy", "cases.models -> roundtable.tasks.policy", POINTS_DOWN),
    ("reader/sql", "from roundtable import settings", "reader.sql -> roundtable.settings", POINTS_DOWN),
    ("novelty", "", "- roundtable.novelty", POINTS_DOWN),
    (
        "messaging/models",
        "from roundtable.messaging import queries",
        "messaging.models -> roundtable.messaging.queries",
        INSIDE_A_DOMAIN,
    ),
    (
        "messaging/queries",
        "def late():\n    from roundtable.messaging import commands",
        "messaging.queries -> roundtable.messaging.commands",
        INSIDE_A_DOMAIN,
    ),
    ("tasks/commands", "import strawberry", "tasks.commands -> strawberry", NO_GRAPHQL),
    ("access/rule", "from starlette.requests import Request", "access.rule -> starlette", NO_GRAPHQL),
    ("messaging/markdown", "import graphql", "messaging.markdown -> graphql", NO_GRAPHQL),
    ("core/facts", "from graphql import GraphQLError", "core.facts -> graphql", NO_GRAPHQL),
    (
        "messaging/commands",
        "from roundtable.cases import graphql",
        "messaging.commands -> roundtable.cases.graphql",
        NO_GRAPHQL_MODULE,
    ),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's verdict on the package in a folder, without the cache that other runs write."""
    return subprocess.run(
        [tool("lint-imports"), "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said under each broken contract about a copy of the package with all of the bad imports in it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "backend" / "roundtable", folder / "roundtable", ignore=shutil.ignore_patterns("*.pyc"))
    for module, line, _, _ in PLANTED:
        with (folder / "roundtable" / f"{module}.py").open("a") as file:
            file.write(f"\n{line}\n")
    run = lint(folder)
    assert run.returncode == 1, run.stdout
    report = run.stdout.partition("Broken contracts\n")[2]
    contracts = [POINTS_DOWN, INSIDE_A_DOMAIN, NO_GRAPHQL, NO_GRAPHQL_MODULE]
    starts = [report.index(f"\n{contract}\n") for contract in contracts]
    ends = [*starts[1:], len(report)]
    return {contract: report[start:end] for contract, start, end in zip(contracts, starts, ends, strict=True)}


def test_the_contracts_hold() -> None:
    run = lint(ROOT / "backend")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("shown", "contract"), [(shown, contract) for _, _, shown, contract in PLANTED])
def test_a_planted_bad_import_is_caught(complaints: dict[str, str], shown: str, contract: str) -> None:
    assert shown in complaints[contract]
