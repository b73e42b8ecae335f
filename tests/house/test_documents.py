"""The documents speak of things that exist."""

import re
from pathlib import Path

from tests.house.committed import ROOT, committed_files, text_of

DOCUMENTS = [path for path in committed_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
# `make run`, or a line of a code block
COMMAND = re.compile(r"(?:`|^\s+|^|&& )make ([a-z][a-z-]*)`?(?=[`\s&]|$)", re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(document: Path) -> str:
    """What stands in code spans and code blocks."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^    [^\n]*$", text_of(document), re.MULTILINE | re.DOTALL))


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)} → {link}"
        for document in DOCUMENTS
        for link in LINK.findall(text_of(document))
        if not (document.parent / link).exists()
    ]
    assert broken == []


def test_every_make_command_that_is_written_down_exists() -> None:
    unknown = {
        f"{document.relative_to(ROOT)}: make {command}"
        for document in DOCUMENTS
        for command in COMMAND.findall(code_of(document))
        if command not in targets()
    }
    assert unknown == set()


def test_the_walk_through_a_new_field_names_files_that_exist_and_no_more_than_six() -> None:
    walk = (ROOT / "CONTRIBUTING.md").read_text().partition("## Adding a field to Task")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| \d \| `([^`]+)` \| (.*) \|$", walk, re.MULTILINE)
    assert len(rows) <= 6
    assert len([what for _, what in rows if what.startswith("*generated*")]) == 2
    missing = [path for path, _ in rows if not (ROOT / path.replace("…_task_place.py", "")).exists()]
    assert missing == []
