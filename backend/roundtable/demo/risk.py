"""How the cast assessed the risk of the case: at its beginning, after the emergency call, and since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from roundtable.access.commands import AudienceChoice
from roundtable.access.models import LawfulBasis
from roundtable.cases.models import RiskLevel
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.demo import case
from roundtable.demo.cast import AGENCIES
from roundtable.demo.telling import Telling
from roundtable.risk import commands, toolbox
from roundtable.risk.models import RiskAnswer

EXAMPLE, POLICE_FORM = ("roundtable-example", 1), ("ro-police-form", 1)


async def assess(database: Database, now: datetime) -> None:
    """Corina assesses as the case is opened, Ana after the call; Dalia, by Corina's tool, tells two agencies only."""
    told = Telling(database, now)
    at_first = _answers(EXAMPLE, "worse-lately", "watched", "parting", "own-fear", unknown=("drink-or-drugs",))
    opening: dict[str, Any] = {"note": "As the case was opened.", "applies_to_case": True, **at_first}
    await told.act("corina", 8 * 24, commands.record_risk_assessment, **opening, **_of_case(*case.TABLE))
    found = ("visible-injuries", "intoxicated")
    called = _answers(POLICE_FORM, "happened-before", "grows", "death-threat", "own-expectation", *found)
    await told.act("ana", 22, commands.record_risk_assessment, applies_to_case=True, **called, **_of_case(*case.TABLE))
    grown = ("worse-lately", "needed-a-doctor", "watched", "parting", "child-in-danger", "own-fear")
    judged: dict[str, Any] = {
        "professional_judgement": RiskLevel.HIGH,
        "rationale": "She has heard that he asks after the children's school.",
        "applies_to_case": False,
        **_answers(EXAMPLE, *grown),
    }
    await told.act("dalia", 6, commands.record_risk_assessment, **judged, **_of_case("social", "police"))


def _answers(tool: tuple[str, int], *so: str, unknown: tuple[str, ...] = ()) -> dict[str, Any]:
    """These are so, those not known, and nothing else is."""

    def answered() -> Iterator[tuple[str, RiskAnswer]]:
        for key in toolbox.find(*tool).indicators:
            known = RiskAnswer.YES if key in so else RiskAnswer.NO
            yield key, RiskAnswer.NOT_KNOWN if key in unknown else known

    return {"tool_key": tool[0], "tool_version": tool[1], "answers": list(answered())}


def _of_case(*agencies: str) -> dict[str, Any]:
    audience = AudienceChoice(
        "Safety planning",
        LawfulBasis.VITAL_INTERESTS,
        "They plan for her safety by it.",
        agency_ids=[ids.encode("agency", AGENCIES[key].id) for key in agencies],
    )
    return {"case_id": ids.encode("case", case.CASE), "audience": audience}
