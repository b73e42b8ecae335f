"""The locked requirements are those of pyproject.toml, with hashes."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import grimp
from packaging.requirements import Requirement

from tests.house.committed import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", re.MULTILINE)


def locked(which: str) -> dict[str, str]:
    """Name and version of everything one lock file installs."""
    return {pin["name"]: pin["version"] for pin in PINNED.finditer((ROOT / "requirements" / which).read_text())}


def normal(name: str) -> str:
    """A distribution's name as lock files write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(*, dev: bool) -> list[Requirement]:
    project, groups = PYPROJECT["project"], PYPROJECT["dependency-groups"]
    texts = project["dependencies"] + groups["page"] + groups["build"] + (groups["dev"] if dev else [])
    return [Requirement(text) for text in texts]


def test_each_dependency_is_locked_to_a_version_it_allows() -> None:
    for which, dev in (("run.txt", False), ("dev.txt", True)):
        versions = locked(which)
        wrong = [str(need) for need in asked_for(dev=dev) if not need.specifier.contains(versions.get(need.name, "0"))]
        assert wrong == [], f"run `make lock`: {which} is behind pyproject.toml"


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    assert locked("run.txt").items() <= locked("dev.txt").items()


def test_every_locked_version_has_hashes() -> None:
    for which in ("run.txt", "dev.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / which).read_text())
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_each_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text.partition("\ndependencies = [\n")[2].partition("\n]\n")[0].splitlines()
    pairs = list(zip(block[::2], block[1::2], strict=True))
    assert [need for why, need in pairs if not why.startswith("    # ") or not need.startswith('    "')] == []


def test_the_server_imports_nothing_that_it_does_not_declare() -> None:
    graph = grimp.build_graph("roundtable", include_external_packages=True, cache_dir=None)
    foreign = {module.partition(".")[0] for module in graph.modules} - {"roundtable"} - sys.stdlib_module_names
    owners = packages_distributions()
    declared = {need.name for need in asked_for(dev=False)}
    assert {module for module in foreign if not declared & set(map(normal, owners.get(module, [module])))} == set()
