"""What may not stand in the repository: package registries, paths of somebody's machine, built files, leftovers."""

import re
from pathlib import Path

from tests.house.committed import ROOT, committed_files, text_of

# Put together from parts, so that this file passes its own test.
REGISTRIES = [
    "pypi" + r"\.org",
    "pythonhosted" + r"\.org",
    "npmjs" + r"\.(?:org|com)",
    "yarnpkg" + r"\.com",
    "jsr" + r"\.io",
    "crates" + r"\.io",
    "deb" + r"\.debian\.org",
]
PRIVATE_PATHS = [
    r"(?<![\w.$}~/-])/" + name + r"/" for name in ("work", "root", r"home/\w+", "Users/" + r"\w+", "tmp/brief")
]
LEFTOVERS = ["TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b", "HA" + "CK"]
BUILT = (".pyc", ".map", ".min.js", ".min.css", ".whl", ".tgz", ".sqlite3", ".db", "uv.lock")


def lines_matching(patterns: list[str], files: list[Path]) -> list[str]:
    """Every line that one of the patterns is found in, with its place."""
    wanted = re.compile("|".join(patterns))
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if wanted.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert lines_matching(REGISTRIES, committed_files()) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert lines_matching(PRIVATE_PATHS, committed_files()) == []


def test_nothing_is_left_for_later() -> None:
    assert lines_matching([rf"\b{word}" for word in LEFTOVERS], committed_files()) == []


def test_nothing_built_is_committed() -> None:
    assert [str(path) for path in committed_files() if path.name.endswith(BUILT) or "node_modules" in path.parts] == []


def test_what_is_looked_for_would_be_found() -> None:
    assert re.search("|".join(REGISTRIES), "https://files." + "pythonhosted" + ".org/packages/x.whl")
    assert re.search("|".join(PRIVATE_PATHS), 'cd "/root' + '/project"')
    assert re.search(LEFTOVERS[0], "# TO" + "DO: later")
