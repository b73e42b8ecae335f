"""The package reaches no table past the rule, and a planted way past it is found."""

import subprocess
import sys

import pytest

from tests.house.committed import ROOT

LINT = ROOT / "scripts" / "raw_access.py"

# A module, the planted line, and what is said of it.
PLANTED = [
    ("tasks/commands.py", "from sqlalchemy import text", "text: text may name any table"),
    ("tasks/commands.py", "import sqlalchemy as sa\nsa.text('SELECT 1')", "text: text may name any table"),
    ("tasks/queries.py", "from sqlalchemy import update", "update: rows are changed as objects that were found"),
    ("tasks/queries.py", "from sqlalchemy import delete", "delete: rows are changed as objects that were found"),
    ("access/commands.py", "from sqlalchemy import insert", "insert: rows are added as objects, by `work.add`"),
    ("messaging/queries.py", "x = work.session", "session: use the named ways of `Work`"),
    ("messaging/commands.py", "work.session.connection()", "connection: a connection knows no rule"),
    ("cases/graphql.py", "x.execute(statement)", "execute: use `work.find`, `all`, `value`, `values`"),
    ("cases/policy.py", "x.exec_driver_sql('SELECT 1')", "exec_driver_sql: text may name any table"),
    (
        "conferences/queries.py",
        "select(x).from_statement(y)",
        "from_statement: a statement of one's own carries no guard",
    ),
    ("api/viewer.py", "services.database.reading()", "reading: the reader reads"),
    ("api/events.py", "services.database.writing()", "writing: a command is given its `Work`"),
    (
        "agencies/queries.py",
        "from sqlalchemy.ext.asyncio import AsyncSession",
        "AsyncSession: a domain holds a `Work`, and no session",
    ),
    (
        "messaging/commands.py",
        "from roundtable.core.guarding import GUARDED",
        "GUARDED: only `Work` says that a guard is in a statement",
    ),
    (
        "messaging/commands.py",
        "x.execution_options(guarded=True)",
        "execution_options: only `Work` says that a guard is in a statement",
    ),
    (
        "messaging/commands.py",
        "from roundtable.core.tables import evidence_of",
        "evidence_of: the rule's evidence is the rule's to read",
    ),
    (
        "messaging/queries.py",
        "from roundtable.core.tables import seen_of",
        "seen_of: what is seen is named by a shape, and guarded there",
    ),
    (
        "reader/plan.py",
        "tables.seen_of(x)",
        "seen_of: what is seen is named by a shape, and guarded there",
    ),
    (
        "api/events.py",
        "from roundtable.core.tables import seen_with",
        "seen_with: what is seen is named by a shape, and guarded there",
    ),
    (
        "tasks/commands.py",
        "from roundtable.core.standing import stand_as",
        "stand_as: who acts is said where a `Work` begins",
    ),
    ("novelty/commands.py", "from sqlalchemy import text", "text: text may name any table"),
]


def lint(*arguments: str, planted: str | None = None) -> subprocess.CompletedProcess[str]:
    """The lint's verdict on the package, or on one module as it would be."""
    command: list[str] = [sys.executable, str(LINT), *arguments]
    return subprocess.run(command, input=planted, check=False, capture_output=True, text=True)


def test_the_package_reaches_no_table_past_the_rule() -> None:
    run = lint()
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize(("place", "line", "said"), PLANTED, ids=[f"{place}: {line}" for place, line, _ in PLANTED])
def test_a_planted_way_past_the_rule_is_found(place: str, line: str, said: str) -> None:
    run = lint("--as", place, planted=f'"""A module."""\n\n{line}\n')

    assert run.returncode == 1
    assert f"backend/roundtable/{place}:{3 + line.count(chr(10))}: {said}" in run.stdout.splitlines()


@pytest.mark.parametrize("place", ["core/work.py", "identity/queries.py", "rls.py", "reader/reader.py"])
def test_who_has_a_reason_may(place: str) -> None:
    run = lint("--as", place, planted="from sqlalchemy import text\nx = work.session\n")

    assert (run.returncode, run.stdout) == (0, "")
