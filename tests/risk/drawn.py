"""Tools and answers of chance: any that a file may hold, and any that may be given to them."""

from typing import Any

from hypothesis import strategies as st

from roundtable.cases.models import RiskLevel
from roundtable.risk.definition import Language, Tool
from roundtable.risk.models import RiskAnswer

_WITHOUT_UNKNOWN = [RiskAnswer.YES, RiskAnswer.NO]
_ASSESSED = [RiskLevel.STANDARD, RiskLevel.MEDIUM, RiskLevel.HIGH]


def _words(text: str) -> dict[Language, str]:
    return dict.fromkeys(Language, text)


@st.composite
def _indicators(draw: st.DrawFn) -> list[dict[str, Any]]:
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=8))
    return [
        {
            "key": f"indicator-{place}",
            "text": _words("Something."),
            "weight": weight,
            "critical": draw(st.booleans()),
            "answers": draw(st.sampled_from([list(RiskAnswer), _WITHOUT_UNKNOWN])),
        }
        for place, weight in enumerate(weights)
    ]


@st.composite
def _bands(draw: st.DrawFn, highest: int) -> list[dict[str, Any]]:
    count = draw(st.integers(2, min(3, highest + 1)))
    levels = sorted(draw(st.permutations(_ASSESSED))[:count], key=_ASSESSED.index)
    further = st.lists(st.integers(1, highest), min_size=count - 1, max_size=count - 1, unique=True)
    days = sorted(draw(st.lists(st.integers(1, 366), min_size=count, max_size=count)), reverse=True)
    scores = [0, *sorted(draw(further))]
    return [
        {"level": level, "from": score, "reassess_after": after}
        for level, score, after in zip(levels, scores, days, strict=True)
    ]


@st.composite
def drawn_tools(draw: st.DrawFn) -> Tool:
    """Any tool that a file may hold."""
    indicators = draw(_indicators())
    bands = draw(_bands(sum(each["weight"] for each in indicators)))
    cut = draw(st.integers(1, len(indicators)))
    parts = [part for part in (indicators[:cut], indicators[cut:]) if part]
    unknown = sum(RiskAnswer.NOT_KNOWN in each["answers"] for each in indicators)
    return Tool.model_validate(
        {
            "key": "drawn",
            "version": draw(st.integers(1, 9)),
            "title": _words("Drawn"),
            "about": _words("By chance."),
            "bands": bands,
            "critical_level": draw(st.sampled_from([band["level"] for band in bands[1:]])),
            "judgement_needed_from": draw(st.none() | st.integers(1, unknown)) if unknown else None,
            "sections": [
                {"key": f"section-{place}", "title": _words("A part"), "indicators": part}
                for place, part in enumerate(parts)
            ],
        }
    )


def answers_to(tool: Tool) -> st.SearchStrategy[dict[str, RiskAnswer]]:
    """Any answers that a tool takes."""
    return st.fixed_dictionaries({key: st.sampled_from(each.answers) for key, each in tool.indicators.items()})


ASSESSED = drawn_tools()
