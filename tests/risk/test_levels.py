"""What agencies tell of a case's risk, in any order: its level is the highest that stands; who may lower it does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.cases.models import RiskLevel
from roundtable.core.errors import Code, Conflict
from roundtable.risk import policy
from roundtable.risk.definition import higher, rank
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment

NOT_ASSESSED, STANDARD, MEDIUM, HIGH = RiskLevel
TODAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
LEADS, POLICE, NGO = (UUID(int=number) for number in (1, 2, 3))
LEVELS = st.sampled_from([STANDARD, MEDIUM, HIGH])


@dataclass
class Case:
    """A case as the command keeps it."""

    level: RiskLevel = NOT_ASSESSED
    told: list[AppliedRiskLevel] = field(default_factory=list)

    @property
    def standing(self) -> list[AppliedRiskLevel]:
        return [each for each in self.told if each.set_aside_at is None]

    def tell(self, agency: UUID, level: RiskLevel, day: int, corrects: AppliedRiskLevel | None = None) -> None:
        """Raises Conflict, and changes nothing, where it may not be told."""
        by = _assessment(agency, level, day, corrects.assessment_id if corrects else None)
        policy.check_apply(by, self.told, ["here"])
        self.level = policy.level_after(self.level, by, self.standing, leads=agency == LEADS)
        for each in self.standing:
            if policy.sets_aside(by, each, leads=agency == LEADS):
                each.set_aside_at = TODAY
        self.told.append(_told(by))


def _assessment(agency: UUID, level: RiskLevel, day: int, supersedes: UUID | None) -> RiskAssessment:
    at = TODAY + timedelta(days=day)
    said: Any = {"id": uuid4(), "agency_id": agency, "level": level, "assessed_at": at, "supersedes_id": supersedes}
    return RiskAssessment(**said)


def _told(by: RiskAssessment) -> AppliedRiskLevel:
    said: Any = {"assessment_id": by.id, "agency_id": by.agency_id, "level": by.level, "assessed_at": by.assessed_at}
    return AppliedRiskLevel(**said, set_aside_at=None)


STEPS = st.lists(st.tuples(st.sampled_from([LEADS, POLICE, NGO]), LEVELS, st.integers(0, 9)), max_size=12)


@given(st.sampled_from(list(RiskLevel)), STEPS)
def test_the_level_is_never_below_the_highest_that_stands_and_falls_only_by_what_is_of_a_later_day(
    first: RiskLevel, steps: list[tuple[UUID, RiskLevel, int]]
) -> None:
    case = Case(first)
    for agency, level, day in steps:
        before, standing = case.level, case.standing
        try:
            case.tell(agency, level, day)
        except Conflict as refused:
            assert refused.code is Code.WRONG_STATUS
            assert any(each.agency_id == agency and each.assessed_at > TODAY + timedelta(days=day) for each in standing)
            assert (case.level, case.standing) == (before, standing)
            continue
        highest = higher(NOT_ASSESSED, *(each.level for each in case.standing))
        assert rank(case.level) >= rank(highest) >= rank(level)
        # Whatever it fell from was said by nobody of a later day, and of others' only who leads may go below.
        if rank(case.level) < rank(before):
            fallen = [each for each in standing if rank(each.level) > rank(case.level)]
            assert all(each.assessed_at <= TODAY + timedelta(days=day) for each in fallen)
            assert agency == LEADS or {each.agency_id for each in fallen} == {agency}
        if agency == LEADS:
            assert case.level is highest
        # Each agency has one word, its latest.
        assert len({each.agency_id for each in case.standing}) == len(case.standing)


def test_any_agency_raises_it_at_once() -> None:
    case = Case()
    case.tell(LEADS, MEDIUM, 1)

    case.tell(NGO, HIGH, 2)

    assert case.level is HIGH


def test_an_agency_lowers_its_own_word_and_no_other_s() -> None:
    case = Case()
    case.tell(POLICE, HIGH, 1)
    case.tell(NGO, HIGH, 1)

    case.tell(NGO, STANDARD, 2)
    assert case.level is HIGH
    case.tell(POLICE, MEDIUM, 3)
    assert case.level is MEDIUM


def test_who_leads_the_case_goes_below_what_others_said_before_and_not_below_what_they_say_after() -> None:
    case = Case()
    case.tell(POLICE, HIGH, 1)

    case.tell(LEADS, STANDARD, 2)
    assert case.level is STANDARD
    case.tell(NGO, MEDIUM, 1)
    assert case.level is MEDIUM


def test_of_the_same_moment_others_words_stand() -> None:
    case = Case()
    case.tell(POLICE, HIGH, 1)

    case.tell(LEADS, STANDARD, 1)

    assert case.level is HIGH


@pytest.mark.parametrize(("agency", "after"), [(LEADS, STANDARD), (NGO, HIGH)])
def test_what_the_case_was_opened_with_only_who_leads_it_goes_below(agency: UUID, after: RiskLevel) -> None:
    case = Case(HIGH)

    case.tell(agency, STANDARD, 1)

    assert case.level is after


def test_a_correction_takes_the_place_of_what_it_corrects_though_it_is_of_an_earlier_day() -> None:
    case = Case()
    case.tell(NGO, HIGH, 5)

    case.tell(NGO, MEDIUM, 3, corrects=case.told[0])

    assert case.level is MEDIUM


def test_what_is_older_than_an_agency_s_word_is_told_no_more() -> None:
    case = Case()
    case.tell(NGO, MEDIUM, 5)

    with pytest.raises(Conflict) as refused:
        case.tell(NGO, HIGH, 3)

    assert (refused.value.code, refused.value.path) == (Code.WRONG_STATUS, ["here"])


def test_the_same_assessment_is_told_once() -> None:
    by = _assessment(NGO, HIGH, 1, None)

    with pytest.raises(Conflict) as refused:
        policy.check_apply(by, [_told(by)], ["here"])

    assert (refused.value.code, refused.value.path) == (Code.ALREADY_THERE, ["here"])
