"""The assessment tools there are: one TOML file for each version, read and checked once, when the server starts."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from roundtable.core.errors import Code, Conflict, NotFound
from roundtable.risk.definition import Tool

FOLDER = Path(__file__).parent / "tools"

Tools = Mapping[tuple[str, int], Tool]


class BadTool(Exception):
    """A tool's file that is not as it has to be: which, where in it, and what is wrong."""


@cache
def tools() -> Tools:
    """All of them, by key and version. Raises BadTool."""
    return load(FOLDER.glob("*.toml"))


def load(files: Iterable[Path]) -> Tools:
    """Tools by key and version. Raises BadTool for a file that is wrong, or not named like what it holds."""
    found = {}
    for file in sorted(files):
        tool = _read(file)
        if file.name != f"{tool.key}.v{tool.version}.toml":
            raise BadTool(f"{file.name}: it holds version {tool.version} of {tool.key}, and is named otherwise")
        found[tool.key, tool.version] = tool
    return found


def find(key: str, version: int) -> Tool:
    """The tool to assess by. Raises NotFound, Conflict TOOL_RETIRED."""
    if key not in {known for known, _ in tools()}:
        raise NotFound(["toolKey"])
    tool = tools().get((key, version))
    if tool is None:
        raise NotFound(["toolVersion"])
    if tool.retired:
        raise Conflict(Code.TOOL_RETIRED, ["toolVersion"])
    return tool


def _read(file: Path) -> Tool:
    try:
        return Tool.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as wrong:
        raise BadTool(f"{file.name}: {wrong}") from wrong
    except ValidationError as wrong:
        # The first of them: what comes after may be wrong because of it.
        first = wrong.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadTool(": ".join(part for part in (file.name, where, first["msg"]) if part)) from wrong
