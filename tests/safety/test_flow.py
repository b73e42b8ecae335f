"""The states of a version: every act from every state; and that what was signed off never alters."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundtable.core.errors import Conflict
from roundtable.core.flow import after
from roundtable.safety.flow import VERSION
from roundtable.safety.models import SafetyPlanState
from tests.safety.room import Drawn, Payload, begun, plans, said
from tests.support.table import Table

# Written apart from the table, from domain.md.
WRITTEN = {
    "save": {"DRAFT": "DRAFT"},
    "discard": {"DRAFT": "DISCARDED"},
    "sign off": {"DRAFT": "IN_FORCE"},
    "supersede": {"IN_FORCE": "SUPERSEDED"},
    "end": {"IN_FORCE": "ENDED"},
}


def test_every_act_leads_from_every_state_where_it_is_written_to_lead() -> None:
    assert VERSION.keys() == WRITTEN.keys()
    for act, goals in WRITTEN.items():
        for state in SafetyPlanState:
            if state in goals:
                assert after(VERSION, act, state) == goals[state]
            else:
                with pytest.raises(Conflict) as refused:
                    after(VERSION, act, state)
                assert refused.value.code == "WRONG_STATUS"


ACTS = ("revise", "save", "sign", "discard", "end", "save an older one")
# What may become of a version that was signed off: it is in force no more.
_ENDS = {"state", "endedAt", "endedBy", "ending", "reviewOverdue"}


def _fixed(version: Payload) -> Payload:
    return {name: value for name, value in version.items() if name not in _ENDS}


async def _step(drawn: Drawn, act: str, number: int, older: str) -> None:
    """Possible or not: what is refused leaves all as it was."""
    sections: dict[str, Any] = {"sections": said(leaving=f"By the back door, {number}"), "revision": drawn.revision}
    match act:
        case "revise":
            await drawn.act("ReviseSafetyPlan")
        case "save":
            await drawn.act("SaveSafetyPlan", **sections)
        case "save an older one":
            for revision in range(3):
                await drawn.client.act(
                    "SaveSafetyPlan", safetyPlanVersionId=older, **{**sections, "revision": revision}
                )
        case "sign":
            await drawn.act("SignOffSafetyPlan", **drawn.signing())
        case "discard":
            await drawn.act("DiscardSafetyPlanDraft")
        case "end":
            await drawn.act("EndSafetyPlan", reason="He has moved away.")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=9))
async def test_what_was_signed_off_never_alters(table: Table, acts: list[str]) -> None:
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.")
    await drawn.sign("police")
    first, kept = drawn.version, dict[str, Payload]()

    for number, act in enumerate(acts):
        await _step(drawn, act, number, first)
        (plan,) = [each for each in await plans(drawn.client, table) if each["id"] == drawn.plan]
        shown = {version["id"]: version for version in plan["versions"]}
        assert {key: _fixed(shown[key]) for key in kept} == kept
        kept |= {key: _fixed(version) for key, version in shown.items() if version["signedOffAt"]}
        states = [version["state"] for version in plan["versions"]]
        assert states.count("DRAFT") <= 1
        assert states.count("IN_FORCE") == (1 if plan["inForce"] else 0)
