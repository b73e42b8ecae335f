"""Tools' files: those there are hold, and whatever is wrong with one is said by its name and place."""

import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundtable.cases.models import RiskLevel
from roundtable.core.errors import Code, Conflict, NotFound
from roundtable.risk import toolbox
from roundtable.risk.definition import Language
from roundtable.risk.toolbox import FOLDER, BadTool, find, load, tools

EXAMPLE = "roundtable-example.v1.toml"
# What a version says never changes: assessments rest on it. Add a version; of an old one only `retired` is set.
PUBLISHED = {
    ("ro-police-form", 1): "c4c635829e6c77e8",
    ("roundtable-example", 1): "886e59edb782dcea",
}
Change = Callable[[dict[str, Any]], None]


def _first(given: dict[str, Any]) -> dict[str, Any]:
    indicator: dict[str, Any] = given["sections"][0]["indicators"][0]
    return indicator


def _unreachable(given: dict[str, Any]) -> None:
    given["bands"][-1]["from"] = 38


def _copied(given: dict[str, Any]) -> None:
    given["sections"][1]["indicators"].append(_first(given))


def _unweighed(given: dict[str, Any]) -> None:
    _first(given)["weight"] = 0


WRONG: dict[str, tuple[Change, str]] = {
    "a word too many": (lambda given: given.update(colour="red"), "colour: Extra inputs are not permitted"),
    "no title": (lambda given: given.pop("title"), "title: Field required"),
    "a language missing": (lambda given: given["title"].pop("RO"), "title: Value error, it is not said in RO"),
    "a language unknown": (
        lambda given: given["title"].update(XX="?"),
        "title.XX.[key]: Input should be 'EN' or 'RO'",
    ),
    "a blank text": (
        lambda given: _first(given)["text"].update(EN=" "),
        "sections.0.indicators.0.text.EN: String should have at least 1 character",
    ),
    "a key of its own kind": (
        lambda given: _first(given).update(key="Worse Lately"),
        "sections.0.indicators.0.key: String should match pattern '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'",
    ),
    "a weight below nothing": (
        lambda given: _first(given).update(weight=-1),
        "sections.0.indicators.0.weight: Input should be greater than or equal to 0",
    ),
    "a weight of nothing": (
        _unweighed,
        "sections.0.indicators.0: Value error, it weighs nothing and lifts nothing",
    ),
    "an answer unknown": (
        lambda given: _first(given).update(answers=["YES", "MAYBE"]),
        "sections.0.indicators.0.answers.1: Input should be 'YES', 'NO' or 'NOT_KNOWN'",
    ),
    "no way to say no": (
        lambda given: _first(given).update(answers=["YES", "NOT_KNOWN"]),
        "sections.0.indicators.0: Value error, YES and NO are answers, and each only once",
    ),
    "an indicator twice": (_copied, "Value error, there are two of the indicator worse-lately"),
    "a section twice": (
        lambda given: given["sections"][1].update(key="violence"),
        "Value error, there are two of the section violence",
    ),
    "a section of nothing": (
        lambda given: given["sections"][0].update(indicators=[]),
        "sections.0.indicators: Tuple should have at least 1 item after validation, not 0",
    ),
    "one band": (
        lambda given: given.update(bands=given["bands"][:1]),
        "bands: Tuple should have at least 2 items after validation, not 1",
    ),
    "bands that begin later": (
        lambda given: given["bands"][0].update({"from": 1}),
        "Value error, the lowest band is not from 0",
    ),
    "bands that fall": (
        lambda given: given["bands"][1].update({"from": 20}),
        "Value error, the bands do not rise",
    ),
    "levels that fall": (
        lambda given: given["bands"][1].update(level="STANDARD"),
        "Value error, the bands do not rise",
    ),
    "a band of no level": (
        lambda given: given["bands"][0].update(level="NOT_ASSESSED"),
        "Value error, a band says NOT_ASSESSED",
    ),
    "a band that nobody reaches": (_unreachable, "Value error, no answers reach the highest band"),
    "a high band that waits": (
        lambda given: given["bands"][2].update(reassess_after=60),
        "Value error, a higher band is assessed again later than a lower one",
    ),
    "a critical level that lifts nothing": (
        lambda given: given.update(critical_level="STANDARD"),
        "Value error, critical_level lifts nothing",
    ),
    "more unknown than can be": (
        lambda given: given.update(judgement_needed_from=16),
        "Value error, judgement_needed_from is never reached",
    ),
}


def _given() -> dict[str, Any]:
    return tomllib.loads((FOLDER / EXAMPLE).read_text(encoding="utf-8"))


def _said(value: Any) -> str:
    """A value as TOML says it inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_said(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _file(folder: Path, given: dict[str, Any], name: str = EXAMPLE) -> Path:
    file = folder / name
    file.write_text("".join(f"{key} = {_said(value)}\n" for key, value in given.items()), encoding="utf-8")
    return file


def _refusal(*files: Path) -> str:
    with pytest.raises(BadTool) as refused:
        load(files)
    return str(refused.value)


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_is_named_with_the_place_and_the_mistake(tmp_path: Path, name: str) -> None:
    change, mistake = WRONG[name]
    given = _given()
    change(given)

    assert _refusal(_file(tmp_path, given)) == f"{EXAMPLE}: {mistake}"


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / EXAMPLE
    file.write_text("key = ")

    assert _refusal(file) == f"{EXAMPLE}: Invalid value (at end of document)"


def test_a_file_is_named_like_what_it_holds(tmp_path: Path) -> None:
    file = _file(tmp_path, _given(), "another.v1.toml")

    assert _refusal(file) == "another.v1.toml: it holds version 1 of roundtable-example, and is named otherwise"


def test_what_is_read_again_is_what_was_written(tmp_path: Path) -> None:
    """So that what is wrong above is wrong by its change alone."""
    assert load([_file(tmp_path, _given())]) == {("roundtable-example", 1): tools()["roundtable-example", 1]}


def test_a_version_that_was_published_says_what_it_said() -> None:
    assert {key: _digest(FOLDER / f"{key[0]}.v{key[1]}.toml") for key in tools()} == PUBLISHED


def _digest(file: Path) -> str:
    said = {name: part for name, part in tomllib.loads(file.read_text(encoding="utf-8")).items() if name != "retired"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def test_every_text_is_in_every_language_and_no_two_languages_say_the_same() -> None:
    for tool in tools().values():
        texts = [tool.title, tool.about, *(section.title for section in tool.sections)]
        texts += [indicator.text for indicator in tool.indicators.values()]
        assert all(set(text) == set(Language) and len({*text.values()}) == len(Language) for text in texts)


def test_a_tool_is_found_by_key_and_version_unless_it_is_retired(monkeypatch: pytest.MonkeyPatch) -> None:
    example = tools()["roundtable-example", 1]
    old = example.model_copy(update={"retired": True})
    known = {("roundtable-example", 1): old, ("roundtable-example", 2): example}
    monkeypatch.setattr(toolbox, "tools", lambda: known)

    assert find("roundtable-example", 2) is example
    with pytest.raises(Conflict) as retired:
        find("roundtable-example", 1)
    assert (retired.value.code, retired.value.path) == (Code.TOOL_RETIRED, ["toolVersion"])
    for key, version, path in (("another", 1, "toolKey"), ("roundtable-example", 3, "toolVersion")):
        with pytest.raises(NotFound) as unknown:
            find(key, version)
        assert unknown.value.path == [path]


def test_a_critical_indicator_lifts_the_band_alone() -> None:
    tool = tools()["roundtable-example", 1]
    nothing = dict.fromkeys(tool.indicators, tool.sections[0].indicators[0].answers[1])
    for key, indicator in tool.indicators.items():
        alone = {**nothing, key: indicator.answers[0]}
        assert tool.band(alone) is (RiskLevel.HIGH if indicator.critical else RiskLevel.STANDARD)
