"""The tools as rows, so that one statement reads them with whatever else is asked: the same in every statement, and
each in every language."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CTE, Boolean, Integer, Text, column, values
from sqlalchemy.types import TypeEngine

from roundtable.risk.definition import Language, Tool
from roundtable.risk.models import RiskAnswer
from roundtable.risk.toolbox import tools

Row = tuple[Any, ...]
_TEXT, _NUMBER, _TRUTH = Text(), Integer(), Boolean()
_OF_TOOL: dict[str, TypeEngine[Any]] = {"tool": _TEXT, "version": _NUMBER, "language": _TEXT}


def _rows(name: str, columns: dict[str, TypeEngine[Any]], data: Sequence[Row]) -> CTE:
    # In the statement's text: as binds they would be sent along each time.
    named = values(*(column(key, kind) for key, kind in columns.items()), name=name, literal_binds=True)
    return named.data(data).cte(name)


def _each() -> Iterator[tuple[Row, Language, Tool]]:
    for (key, version), tool in tools().items():
        for language in Language:
            yield (key, version, language.value), language, tool


def _tools() -> list[Row]:
    return [
        (*own, t.title[said], t.about[said], t.retired, t.critical_level.value, t.judgement_needed_from)
        for own, said, t in _each()
    ]


def _bands() -> list[Row]:
    return [
        (*own, place, band.level.value, band.from_score, band.reassess_after)
        for own, _, tool in _each()
        for place, band in enumerate(tool.bands)
    ]


def _sections() -> list[Row]:
    return [
        (*own, place, section.key, section.title[said])
        for own, said, tool in _each()
        for place, section in enumerate(tool.sections)
    ]


def _indicators() -> list[Row]:
    return [
        (*own, place, section, each.key, each.text[said], each.weight, each.critical, *_taken(each.answers))
        for own, said, tool in _each()
        for place, (section, each) in enumerate((s.key, each) for s in tool.sections for each in s.indicators)
    ]


def _taken(answers: Sequence[RiskAnswer]) -> Row:
    return (RiskAnswer.NOT_KNOWN in answers,)


TOOLS = _rows(
    "risk_tool",
    {
        **_OF_TOOL,
        **{"title": _TEXT, "about": _TEXT, "retired": _TRUTH, "critical_level": _TEXT},
        "judgement_needed_from": _NUMBER,
    },
    _tools(),
)
BANDS = _rows(
    "risk_band",
    {**_OF_TOOL, "place": _NUMBER, "level": _TEXT, "from_score": _NUMBER, "reassess_after": _NUMBER},
    _bands(),
)
SECTIONS = _rows("risk_section", {**_OF_TOOL, "place": _NUMBER, "key": _TEXT, "title": _TEXT}, _sections())
INDICATORS = _rows(
    "risk_indicator",
    {
        **_OF_TOOL,
        **{"place": _NUMBER, "section": _TEXT, "key": _TEXT, "text": _TEXT},
        **{"weight": _NUMBER, "critical": _TRUTH, "may_be_unknown": _TRUTH},
    },
    _indicators(),
)
