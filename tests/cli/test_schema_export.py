"""`roundtable schema export` and `roundtable check generated`: a stale file is found and named."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from roundtable import export
from roundtable.cli import app

CHECKS = pytest.mark.parametrize("task", [["schema", "export", "--check"], ["check", "generated"]])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The generated files, in a folder where they may be changed."""
    texts = {path.relative_to(export.ROOT): text for path, text in export.generated().items()}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(export, "ROOT", tmp_path)
    monkeypatch.setattr(export, "generated", lambda: {tmp_path / path: text for path, text in texts.items()})
    return tmp_path


@CHECKS
@pytest.mark.usefixtures("copied")
def test_files_that_say_what_the_code_says_pass(task: list[str]) -> None:
    done = CliRunner().invoke(app, task)
    assert (done.exit_code, done.output) == (0, "")


@CHECKS
@pytest.mark.parametrize("name", ["schema/schema.graphql", "schema/ERRORS.md", "README.md"])
def test_a_file_that_does_not_is_named(copied: Path, task: list[str], name: str) -> None:
    (copied / name).write_text((copied / name).read_text() + "More.\n")
    done = CliRunner().invoke(app, task)
    assert (done.exit_code, done.output) == (1, f"{name} is stale: run `make schema`.\n")


def test_a_missing_file_is_stale_and_written_again(copied: Path) -> None:
    (copied / "schema" / "schema.graphql").unlink()
    assert CliRunner().invoke(app, ["schema", "export", "--check"]).exit_code == 1
    assert CliRunner().invoke(app, ["schema", "export"]).exit_code == 0
    assert CliRunner().invoke(app, ["schema", "export", "--check"]).exit_code == 0
