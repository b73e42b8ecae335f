"""Safety plans: who writes them, who is shown what, and what is refused."""

from datetime import timedelta

import pytest

from roundtable.access.models import CaseAgency, Compartment
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from roundtable.safety.models import SafetyPlan, SafetyPlanVersion
from roundtable.safety.policy import acts_on_plan
from tests.messaging.room import BASIS, agencies, left_behind, nothing, persons, refusals
from tests.safety.room import Payload, begun, person, plans, said, signed, texts
from tests.streams.onlooker import heard
from tests.support.table import Table


async def test_a_draft_is_its_agencys_alone_and_what_is_signed_off_its_audiences(table: Table) -> None:
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.", safe_contact="Never by text.")
    ana, dalia = await table.by("ana"), await table.by("dalia")
    assert (await plans(ana, table), await plans(dalia, table)) == ([], [])

    made = await drawn.sign("police", agreementNote="With her sister there.")

    assert (made["inForce"]["id"], made["participant"]["role"]) == (drawn.version, "VICTIM")
    (shown,), none = await plans(ana, table), await plans(dalia, table)
    (version,) = shown["versions"]
    assert texts(version) == {"AT_HOME": "The neighbour knocks at ten.", "SAFE_CONTACT": "Never by text."}
    assert (version["state"], version["agreement"], version["agreementNote"], none) == (
        *("IN_FORCE", "AGREED", "With her sister there."),
        [],
    )

    await drawn.done("ReviseSafetyPlan")
    await drawn.save(at_home="The lock is new.")
    assert (await plans(ana, table)) == [shown]
    (own,) = await plans(await table.by("corina"), table)
    assert [texts(each)["AT_HOME"] for each in own["versions"]] == ["The neighbour knocks at ten.", "The lock is new."]


async def test_a_next_version_takes_the_place_of_the_one_in_force(table: Table) -> None:
    drawn = await signed(table)
    await drawn.done("ReviseSafetyPlan")
    await drawn.save(children=None, leaving="By the back door.")
    await drawn.sign(agreement="AGREED_IN_PART")

    (shown,) = await plans(await table.by("ana"), table)
    first, second = shown["versions"]
    assert (first["state"], texts(first)) == (
        "SUPERSEDED",
        {"AT_HOME": "The neighbour knocks at ten.", "CHILDREN": "They go to their aunt."},
    )
    assert (second["state"], texts(second), second["agreement"]) == (
        "IN_FORCE",
        {"AT_HOME": "The neighbour knocks at ten.", "LEAVING": "By the back door."},
        "AGREED_IN_PART",
    )
    assert shown["inForce"]["id"] == second["id"]

    ended = await drawn.done("EndSafetyPlan", reason="He has moved away.")
    assert (ended["inForce"], ended["versions"][-1]["state"], ended["versions"][-1]["ending"]) == (
        *(None, "ENDED"),
        "He has moved away.",
    )
    again = await drawn.act("EndSafetyPlan", reason="Again.")
    assert refusals(again) == [("WRONG_STATUS", [])]


async def test_of_two_who_write_or_sign_at_once_the_second_is_told(table: Table) -> None:
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.")

    async with left_behind(table) as added:
        written = await drawn.act("SaveSafetyPlan", revision=0, sections=said(at_home="Otherwise."))
        signed_off = await drawn.act("SignOffSafetyPlan", **drawn.signing(revision=0, audience=agencies(table)))

    assert refusals(written) == refusals(signed_off) == [("DRAFT_CHANGED", ["revision"])]
    assert added == {}


async def test_who_comes_to_a_plan_while_it_is_signed_off_finds_it_as_it_is_then(table: Table) -> None:
    if table.database.is_sqlite:
        pytest.skip("SQLite has one writer")
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.")
    key, services = ids.decode("safetyplan", drawn.plan, []), table.services
    async with services.database.writing() as session:
        now = services.clock.now
        work = await Work.begin(session, story.actor("corina"), now(), now)
        plan = await work.find(SafetyPlan, key, acts_on_plan, [])
        before = plan.audience_id
        await drawn.sign("police")

        await work.hold(plan)

        assert plan.audience_id != before


async def test_one_draft_is_open_at_a_time_and_the_next_may_be_begun_once_it_was_discarded(table: Table) -> None:
    drawn = await signed(table)
    await drawn.done("ReviseSafetyPlan")
    assert refusals(await drawn.act("ReviseSafetyPlan")) == [("ALREADY_THERE", ["safetyPlanId"])]

    discarded = await drawn.done("DiscardSafetyPlanDraft")
    assert [version["state"] for version in discarded["versions"]] == ["IN_FORCE", "DISCARDED"]
    for operation, more in (
        ("DiscardSafetyPlanDraft", {}),
        ("SaveSafetyPlan", {"revision": 0, "sections": []}),
        ("SignOffSafetyPlan", drawn.signing()),
    ):
        assert refusals(await drawn.act(operation, **more)) == [("WRONG_STATUS", [])]

    revised = await drawn.done("ReviseSafetyPlan")
    assert texts(revised["versions"][-1])["CHILDREN"] == "They go to their aunt."


async def test_others_are_told_of_what_is_signed_off_and_hear_nothing_of_drafts(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    since = {}
    for key, client in (("corina", corina), ("ana", ana)):
        since[key] = (await client.ask("CasePage", caseId=table.case_id)).data["case"]["eventsCursor"]
    drawn = await signed(table)
    await drawn.done("ReviseSafetyPlan")
    await drawn.done("EndSafetyPlan", reason="He has moved away.")

    told = {}
    for key, client in (("corina", corina), ("ana", ana)):
        events, _ = await heard(client, "CaseEvents", caseId=table.case_id, after=since[key])
        told[key] = [event["__typename"] for event in events]
    drafted, came = "SafetyPlanChanged", "SafetyPlanSignedOff"
    assert told == {"corina": [drafted, drafted, came, drafted, drafted], "ana": [came, drafted]}


async def test_whoever_keeps_a_plan_writes_it_and_who_answers_for_its_cases_signs_it_off(table: Table) -> None:
    drawn = await signed(table, "police", "ngo")
    ana, dalia, horia = await table.by("ana"), await table.by("dalia"), await table.by("horia")

    async with left_behind(table) as added:
        for client in (ana, dalia):
            for operation in ("ReviseSafetyPlan", "EndSafetyPlan"):
                reason = {"reason": "Why."} if operation == "EndSafetyPlan" else {}
                refused = await client.act(operation, safetyPlanId=drawn.plan, **reason)
                assert refusals(refused) == [("FORBIDDEN", [])]
        hidden = await horia.act("ReviseSafetyPlan", safetyPlanId=drawn.plan)
        none = await horia.act("ReviseSafetyPlan", safetyPlanId=nothing("safetyplan"))
    assert (hidden, refusals(hidden), added) == (none, [("NOT_FOUND", ["safetyPlanId"])], {})

    # Dalia counsels: she writes her agency's, and does not put it in force.
    own = await begun(table, "dalia")
    await own.save(at_home="A bag is packed.")
    refused = await own.act("SignOffSafetyPlan", **own.signing(audience=agencies(table)))
    assert refusals(refused) == [("FORBIDDEN", [])]


async def test_the_perpetrators_side_makes_no_plan_and_is_shown_none(table: Table) -> None:
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.")
    part = table_of(CaseAgency)
    async with table.database.writing() as session:
        of_police = (part.c.case_id == story.CASE, part.c.agency_id == AGENCIES["police"].id)
        await session.execute(part.update().where(*of_police).values(compartment=Compartment.PERPETRATOR))
    ana = await table.by("ana")

    refused = await ana.act("BeginSafetyPlan", caseId=table.case_id, participantId=await person(table))
    assert refusals(refused) == [("FORBIDDEN", [])]
    named = await drawn.act("SignOffSafetyPlan", **drawn.signing(audience=agencies(table, "police")))
    assert refusals(named) == [("INVALID_AUDIENCE", ["audience", "agencyIds"])]
    made = await drawn.sign("ngo")

    widened = await drawn.client.act(
        "WidenAudience", audienceId=made["audience"]["id"], agencyIds=[table.agency_id("police")], grounds=BASIS
    )
    assert widened["problems"] == []
    assert await plans(ana, table) == []


async def test_a_plan_that_is_past_its_review_says_so(table: Table) -> None:
    drawn = await signed(table)
    version = table_of(SafetyPlanVersion)
    async with table.database.writing() as session:
        due = table.services.clock.now() - timedelta(minutes=1)
        await session.execute(version.update().values(review_due_at=due))

    (shown,) = await plans(drawn.client, table)
    assert shown["versions"][0]["reviewOverdue"] is True
    ended = await drawn.done("EndSafetyPlan", reason="He has moved away.")
    assert ended["versions"][0]["reviewOverdue"] is False


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reviewDueAt": "2020-01-01T00:00:00Z"}, ("INVALID_DATE", ["reviewDueAt"])),
        ({"agreementNote": "x" * 2_001}, ("TOO_LONG", ["agreementNote"])),
        ({"agreementNote": "\x00"}, ("CONTROL_CHARACTERS", ["agreementNote"])),
        ({"audience": None}, ("REQUIRED", ["audience"])),
        ({"audience": "persons"}, ("INVALID_AUDIENCE", ["audience", "sensitivity"])),
        ({"audience": "no rationale"}, ("RATIONALE_REQUIRED", ["audience", "rationale"])),
        ({"audience": "not at the table"}, ("INVALID_AUDIENCE", ["audience", "agencyIds"])),
        ({"safetyPlanVersionId": nothing("safetyplanversion")}, ("NOT_FOUND", ["safetyPlanVersionId"])),
        ({"safetyPlanVersionId": "safetyplanversion_1"}, ("INVALID_ID", ["safetyPlanVersionId"])),
    ],
)
async def test_what_cannot_be_signed_off_is_refused_with_its_field(
    table: Table, wrong: Payload, refusal: tuple[str, list[str]]
) -> None:
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.")
    audiences = {
        "persons": persons(table),
        "no rationale": {**agencies(table), "rationale": None},
        "not at the table": agencies(table, "elsewhere"),
    }
    given = drawn.signing(**{"audience": agencies(table), **wrong})
    if isinstance(given["audience"], str):
        given["audience"] = audiences[given["audience"]]

    async with left_behind(table) as added:
        payload = await drawn.act("SignOffSafetyPlan", **given)

    assert (refusals(payload), added) == ([refusal], {})


async def test_nothing_is_signed_off_that_says_nothing_and_its_audience_is_chosen_once(table: Table) -> None:
    drawn = await begun(table)
    empty = await drawn.act("SignOffSafetyPlan", **drawn.signing(audience=agencies(table)))
    assert refusals(empty) == [("REQUIRED", ["safetyPlanVersionId"])]

    later = await signed(table)
    await later.done("ReviseSafetyPlan")
    twice = await later.act("SignOffSafetyPlan", **later.signing(audience=agencies(table)))
    assert refusals(twice) == [("NOT_WANTED", ["audience"])]


@pytest.mark.parametrize(
    ("sections", "refusal"),
    [
        (said(at_home="x" * 10_001), ("TOO_LONG", ["sections", "0", "text"])),
        ([*said(at_home="One"), *said(at_home="Two")], ("ALREADY_THERE", ["sections", "1", "code"])),
        (said(leaving="Go\u202e"), ("CONTROL_CHARACTERS", ["sections", "0", "text"])),
    ],
)
async def test_what_cannot_be_written_is_refused_with_its_field(
    table: Table, sections: list[Payload], refusal: tuple[str, list[str]]
) -> None:
    drawn = await begun(table)

    async with left_behind(table) as added:
        payload = await drawn.act("SaveSafetyPlan", revision=0, sections=sections)

    assert (refusals(payload), added) == ([refusal], {})


async def test_a_plan_is_for_a_victim_of_the_case(table: Table) -> None:
    corina = await table.by("corina")
    async with left_behind(table) as added:
        of_him = await person(table, "ALLEGED_PERPETRATOR")
        for whom, refusal in (
            (of_him, ("WRONG_STATUS", ["participantId"])),
            (nothing("participant"), ("NOT_FOUND", ["participantId"])),
        ):
            payload = await corina.act("BeginSafetyPlan", caseId=table.case_id, participantId=whom)
            assert refusals(payload) == [refusal]
    assert added == {}
