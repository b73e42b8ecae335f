"""What an assessment tool is made of, and what it makes of answers: indicators, weights, bands; in each language."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from roundtable.cases.models import RiskLevel
from roundtable.risk.models import KEY_LENGTH, RiskAnswer

_LEVELS = list(RiskLevel)


class Language(StrEnum):
    """A language that every text of a tool is in."""

    EN = "EN"
    RO = "RO"


def rank(level: RiskLevel) -> int:
    """Its place among the levels, the lowest first."""
    return _LEVELS.index(level)


def higher(*levels: RiskLevel) -> RiskLevel:
    return max(levels, key=rank)


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=KEY_LENGTH)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = dict[Language, Words]


class _Part(BaseModel):
    """A part of a tool's file: what is not known is a mistake, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("title", "about", "text", check_fields=False)
    @classmethod
    def _in_every_language(cls, text: Text) -> Text:
        missing = [language.value for language in Language if language not in text]
        if missing:
            raise ValueError(f"it is not said in {' and '.join(missing)}")
        return text


class Indicator(_Part):
    """One thing that is asked. A critical one lifts the band by itself."""

    key: Key
    text: Text
    weight: int = Field(ge=0, le=100)
    critical: bool = False
    answers: tuple[RiskAnswer, ...] = tuple(RiskAnswer)

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if not {RiskAnswer.YES, RiskAnswer.NO} <= set(self.answers) or len(set(self.answers)) < len(self.answers):
            raise ValueError("YES and NO are answers, and each only once")
        if self.weight == 0 and not self.critical:
            raise ValueError("it weighs nothing and lifts nothing")
        return self


class Section(_Part):
    """Indicators that belong together."""

    key: Key
    title: Text
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class Band(_Part):
    """From which score on a level holds, and after how many days one assesses again."""

    level: RiskLevel
    from_score: int = Field(alias="from", ge=0)
    reassess_after: int = Field(ge=1, le=366)


class Tool(_Part):
    """One version of a tool."""

    key: Key
    version: int = Field(ge=1)
    title: Text
    about: Text
    # It takes no new assessment, and is readable for ever.
    retired: bool = False
    bands: tuple[Band, ...] = Field(min_length=2)
    # The level that a critical indicator lifts to; the highest, if nothing is said.
    critical_level: RiskLevel = RiskLevel.HIGH
    # From so many answers of NOT_KNOWN on, a judgement is needed; never, if nothing is said.
    judgement_needed_from: int | None = Field(default=None, ge=1)
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def indicators(self) -> dict[str, Indicator]:
        return {each.key: each for section in self.sections for each in section.indicators}

    @property
    def highest_score(self) -> int:
        return sum(each.weight for each in self.indicators.values())

    def score(self, answers: Mapping[str, RiskAnswer]) -> int:
        """The weights of what is so, added up: what is not known counts as what is not so."""
        return sum(each.weight for each in self._affirmed(answers))

    def band(self, answers: Mapping[str, RiskAnswer]) -> RiskLevel:
        """The level of the score, and no lower than what a critical indicator lifts to."""
        score = self.score(answers)
        reached = [band.level for band in self.bands if band.from_score <= score]
        lifted = [self.critical_level for each in self._affirmed(answers) if each.critical]
        return higher(*reached, *lifted)

    def needs_judgement(self, answers: Mapping[str, RiskAnswer]) -> bool:
        """So much is not known that the score says too little by itself."""
        unknown = sum(answer is RiskAnswer.NOT_KNOWN for answer in answers.values())
        return self.judgement_needed_from is not None and unknown >= self.judgement_needed_from

    def reassess_after(self, level: RiskLevel) -> timedelta:
        """How long an assessment of this level stands: as long as the nearest band that is no higher says."""
        return timedelta(days=next(b.reassess_after for b in reversed(self.bands) if rank(b.level) <= rank(level)))

    def _affirmed(self, answers: Mapping[str, RiskAnswer]) -> list[Indicator]:
        return [each for key, each in self.indicators.items() if answers.get(key) is RiskAnswer.YES]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for mistake in (*_of_keys(self.sections), *_of_bands(self.bands), *self._of_sums()):
            raise ValueError(mistake)
        return self

    def _of_sums(self) -> list[str]:
        unknown = sum(RiskAnswer.NOT_KNOWN in each.answers for each in self.indicators.values())
        return [
            *_when(self.bands[-1].from_score > self.highest_score, "no answers reach the highest band"),
            *_when(self.critical_level not in {band.level for band in self.bands[1:]}, "critical_level lifts nothing"),
            *_when((self.judgement_needed_from or 0) > unknown, "judgement_needed_from is never reached"),
        ]


def _of_keys(sections: Sequence[Section]) -> list[str]:
    for kind, keys in (
        ("section", [section.key for section in sections]),
        ("indicator", [each.key for section in sections for each in section.indicators]),
    ):
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            return [f"there are two of the {kind} {twice[0]}"]
    return []


def _of_bands(bands: Sequence[Band]) -> list[str]:
    scores, ranks = [band.from_score for band in bands], [rank(band.level) for band in bands]
    days = [band.reassess_after for band in bands]
    return [
        *_when(scores[0] != 0, "the lowest band is not from 0"),
        *_when(ranks[0] == rank(RiskLevel.NOT_ASSESSED), "a band says NOT_ASSESSED"),
        *_when(_sorted_apart(scores) != scores or _sorted_apart(ranks) != ranks, "the bands do not rise"),
        *_when(sorted(days, reverse=True) != days, "a higher band is assessed again later than a lower one"),
    ]


def _sorted_apart(values: Sequence[int]) -> list[int]:
    return sorted(set(values))


def _when(wrong: Any, mistake: str) -> list[str]:
    return [mistake] if wrong else []
