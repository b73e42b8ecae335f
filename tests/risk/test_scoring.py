"""What tools make of answers, whatever the tool and the answers: more that is so never scores less."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.cases.models import RiskLevel
from roundtable.core.errors import Code, Invalid
from roundtable.risk import policy
from roundtable.risk.definition import Tool, higher, rank
from roundtable.risk.models import RiskAnswer
from roundtable.risk.toolbox import tools
from tests.risk.drawn import ASSESSED, answers_to, drawn_tools

YES, NO, NOT_KNOWN = RiskAnswer
LEVELS = st.sampled_from(list(RiskLevel))
Case = st.one_of(drawn_tools(), st.sampled_from(list(tools().values()))).flatmap(
    lambda tool: st.tuples(st.just(tool), answers_to(tool))
)


def _code(step: Any, *given: Any, **more: Any) -> tuple[Code, list[str]] | None:
    try:
        step(*given, **more)
    except Invalid as refused:
        return refused.code, refused.path
    return None


@given(Case, st.data())
def test_one_answer_more_that_is_so_lowers_neither_score_nor_band(
    case: tuple[Tool, dict[str, RiskAnswer]], data: st.DataObject
) -> None:
    tool, answers = case
    key = data.draw(st.sampled_from(sorted(answers)))
    more = {**answers, key: YES}

    assert tool.score(more) >= tool.score(answers)
    assert rank(tool.band(more)) >= rank(tool.band(answers))
    assert tool.score(more) - tool.score({**answers, key: NO}) == tool.indicators[key].weight


@given(Case)
def test_the_score_is_the_weights_of_what_is_so_and_the_band_is_that_of_the_score_unless_something_is_critical(
    case: tuple[Tool, dict[str, RiskAnswer]],
) -> None:
    tool, answers = case
    so = [tool.indicators[key] for key, answer in answers.items() if answer is YES]
    score = sum(each.weight for each in so)
    of_score = [band.level for band in tool.bands if band.from_score <= score][-1]
    critical = any(each.critical for each in so)

    assert tool.score(answers) == score <= tool.highest_score
    assert tool.band(answers) is (higher(of_score, tool.critical_level) if critical else of_score)


@given(Case, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_come_does_not_matter(
    case: tuple[Tool, dict[str, RiskAnswer]], random: Random
) -> None:
    tool, answers = case
    shuffled = [*answers.items()]
    random.shuffle(shuffled)

    kept = policy.check_answers(tool, shuffled)

    assert list(kept) == list(tool.indicators)
    assert kept == answers
    assert (tool.score(kept), tool.band(kept)) == (tool.score(answers), tool.band(answers))


@given(Case, st.randoms(use_true_random=False))
def test_the_order_in_which_a_tool_asks_does_not_matter(
    case: tuple[Tool, dict[str, RiskAnswer]], random: Random
) -> None:
    tool, answers = case
    sections = [
        section.model_copy(update={"indicators": tuple(random.sample(section.indicators, len(section.indicators)))})
        for section in random.sample(tool.sections, len(tool.sections))
    ]
    otherwise = tool.model_copy(update={"sections": tuple(sections)})

    kept = policy.check_answers(otherwise, [*answers.items()])

    assert list(kept) == list(otherwise.indicators)
    assert (otherwise.score(kept), otherwise.band(kept)) == (tool.score(answers), tool.band(answers))


@given(Case)
def test_what_is_not_known_weighs_what_is_not_so_weighs(case: tuple[Tool, dict[str, RiskAnswer]]) -> None:
    tool, answers = case
    known = {key: NO if answer is NOT_KNOWN else answer for key, answer in answers.items()}

    assert (tool.score(known), tool.band(known)) == (tool.score(answers), tool.band(answers))
    assert not tool.needs_judgement(known)


@given(LEVELS.filter(lambda level: level is not RiskLevel.NOT_ASSESSED), st.none() | LEVELS)
def test_the_effective_level_is_the_higher_of_band_and_judgement_and_a_judgement_never_lowers(
    band: RiskLevel, judgement: RiskLevel | None
) -> None:
    reasons = None if judgement is None else "She says so."
    refused = _code(policy.check_judgement, band, judgement, reasons, needed=False)

    if judgement is not None and rank(judgement) < rank(band):
        assert refused == (Code.JUDGEMENT_LOWERS, ["professionalJudgement"])
    else:
        assert refused is None
    # Even of one that would be refused.
    effective = policy.effective(band, judgement)
    assert rank(effective) == max(rank(band), rank(judgement or RiskLevel.NOT_ASSESSED))


@given(ASSESSED, LEVELS, LEVELS)
def test_the_higher_the_level_the_sooner_one_assesses_again(tool: Tool, one: RiskLevel, other: RiskLevel) -> None:
    low, high = sorted((one, other), key=rank)
    if rank(low) >= rank(tool.bands[0].level):
        assert tool.reassess_after(high) <= tool.reassess_after(low)


@given(Case, st.data())
def test_answers_that_miss_one_or_have_one_twice_or_one_more_are_refused(
    case: tuple[Tool, dict[str, RiskAnswer]], data: st.DataObject
) -> None:
    tool, answers = case
    key = data.draw(st.sampled_from(sorted(answers)))
    all_of_them = [*answers.items()]

    missing = [each for each in all_of_them if each[0] != key]
    assert _code(policy.check_answers, tool, missing) == (Code.REQUIRED, ["answers", key])
    twice = [*all_of_them, (key, NO)]
    assert _code(policy.check_answers, tool, twice) == (Code.ALREADY_THERE, ["answers", key])
    unknown = [*all_of_them, ("nothing-like-it", NO)]
    assert _code(policy.check_answers, tool, unknown) == (Code.UNKNOWN_INDICATOR, ["answers", "nothing-like-it"])


@pytest.mark.parametrize(
    ("judgement", "reasons", "needed", "refused"),
    [
        (None, None, False, None),
        (None, None, True, (Code.REQUIRED, ["professionalJudgement"])),
        (None, "Why.", False, (Code.REQUIRED, ["professionalJudgement"])),
        (RiskLevel.HIGH, None, False, (Code.REQUIRED, ["rationale"])),
        (RiskLevel.HIGH, "Why.", True, None),
        (RiskLevel.MEDIUM, "Why.", True, None),
    ],
)
def test_a_judgement_says_why_and_is_there_where_it_is_needed(
    judgement: RiskLevel | None, reasons: str | None, needed: bool, refused: tuple[Code, list[str]] | None
) -> None:
    assert _code(policy.check_judgement, RiskLevel.MEDIUM, judgement, reasons, needed=needed) == refused
