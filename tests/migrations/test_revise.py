"""`roundtable revise`: the migration that a new field needs is written, under a number of its own."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.committed import ROOT
from tests.support.server_process import ROUNDTABLE, clean_environment

pytestmark = pytest.mark.slow

FIELD = "    place: str | None = Field(default=None, max_length=200)\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The server and its migrations as they stand, with the field of CONTRIBUTING's walk added to `Task`."""
    for folder in ("backend", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    models = tmp_path / "backend" / "roundtable" / "tasks" / "models.py"
    before, title, after = models.read_text().partition("    title: str = Field(max_length=200)\n")
    models.write_text(before + title + FIELD + after)
    return tmp_path


def test_a_new_field_gets_a_migration_after_the_last_that_makes_its_column_and_no_other(checkout: Path) -> None:
    versions = checkout / "migrations" / "versions"
    last = max(path.name for path in versions.glob("*.py"))

    environment = clean_environment(PYTHONPATH=str(checkout / "backend"))
    command = [str(ROUNDTABLE), "revise", "task place"]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    number = f"{int(last[:4]) + 1:04}"
    made = versions / f"{number}_task_place.py"
    steps = [line.strip() for line in made.read_text().splitlines() if "batch_op." in line]
    assert steps == [
        'batch_op.add_column(sa.Column("place", sa.String(length=200), nullable=True))',
        'batch_op.drop_column("place")',
    ]
    assert f'down_revision: str | None = "{last[:4]}"' in made.read_text()
