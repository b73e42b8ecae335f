"""A repeat goes on the next agenda by itself, and what becomes of it there."""

from typing import Any

import pytest
from sqlalchemy import update

from roundtable.cases.models import CaseStatus
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.risk.models import RiskAssessment
from tests.conferences.meeting import PLAN, REFERRAL, Meeting, planned
from tests.glass.emergency import move
from tests.messaging.room import left_behind, refusals
from tests.repeats.room import agenda, both_known, change, here, keep_from, repeats, there
from tests.risk.room import HIGH, MEDIUM, assessed
from tests.support.table import Table


async def found(table: Table) -> None:
    """A repeat, in the demo's case."""
    await here(table)
    await here(table, "dalia")


async def items(table: Table, meeting: Meeting, key: str = "corina") -> list[dict[str, Any]]:
    return await agenda(await table.by(key), meeting) or []


async def where(table: Table) -> list[str | None]:
    """At which conferences what was found is on the agenda, as Corina sees it."""
    shown = await repeats(await table.by("corina"))
    return [each["agendaItem"] and each["agendaItem"]["conference"]["id"] for each in shown]


async def test_it_is_proposed_on_the_next_conference_at_once(table: Table) -> None:
    later = await planned(table, startsAt="2027-02-11T10:00")
    sooner = await planned(table)
    for other in ("EMERGENCY", "REVIEW"):
        await planned(table, type=other, startsAt="2027-01-10T10:00")
    await planned(table, type="ASYNCHRONOUS", startsAt="2027-01-10T10:00", deadlineAt="2027-01-20T16:00:00Z")

    await found(table)

    (item,) = await items(table, sooner)
    assert [item[name] for name in ("status", "criterion", "reason", "proposedBy")] == [
        "PROPOSED",
        "REPEAT",
        None,
        None,
    ]
    assert await items(table, later) == []
    (shown,) = await repeats(await table.by("corina"))
    assert (shown["agendaItem"]["id"], shown["agendaItem"]["criterionMet"]) == (item["id"], True)


async def test_without_one_it_waits_until_one_is_planned(table: Table) -> None:
    await found(table)
    assert await where(table) == [None]
    await planned(table, type="REVIEW")
    assert await where(table) == [None]

    async with left_behind(table) as added:
        meeting = await planned(table, repeats={"rhythm": "MONTHLY", "times": 3})

    assert await where(table) == [meeting.id]
    assert added["agenda_item"] == 1


async def test_it_waits_for_a_conference_that_its_agency_comes_to(table: Table) -> None:
    await move(table, "ana", "police", Role.CASE_MANAGER)
    ana = await table.by("ana")
    made = await ana.act("PlanConference", **PLAN, agencyIds=[table.agency_id("social")])
    meeting = Meeting(table, made["conference"]["id"])
    await found(table)
    assert await where(table) == [None]

    await meeting.done("corina", "AcceptConference", conferenceId=meeting.id)

    assert await where(table) == [meeting.id]
    # Who convenes it is no more told than anybody, until Corina refers it.
    assert await items(table, meeting, "ana") == []
    item = await meeting.done("corina", "ReferCase", conferenceId=meeting.id, caseId=table.case_id, **REFERRAL)
    assert [each["id"] for each in await items(table, meeting, "ana")] == [item["agendaItem"]["id"]]
    assert await where(table) == [meeting.id]


async def test_not_on_one_whose_convener_is_not_at_the_case(table: Table) -> None:
    await move(table, "emil", "hospital", Role.CASE_MANAGER)
    emil = await table.by("emil")
    made = await emil.act("PlanConference", **PLAN, agencyIds=[table.agency_id("social")])
    meeting = Meeting(table, made["conference"]["id"])
    await meeting.done("corina", "AcceptConference", conferenceId=meeting.id)

    await found(table)

    assert await where(table) == [None]


async def test_who_no_longer_comes_has_it_on_the_next(table: Table) -> None:
    await move(table, "ana", "police", Role.CASE_MANAGER)
    ana = await table.by("ana")
    made = await ana.act("PlanConference", **PLAN, agencyIds=[table.agency_id("social")])
    meeting = Meeting(table, made["conference"]["id"])
    await meeting.done("corina", "AcceptConference", conferenceId=meeting.id)
    await found(table)
    own = await planned(table, startsAt="2027-02-11T10:00")

    await meeting.done("corina", "DeclineConference", conferenceId=meeting.id, reason="On leave.")

    assert await where(table) == [own.id]


@pytest.mark.parametrize(
    ("operation", "moves"),
    [("DeferAgendaItem", True), ("FindUnderThreshold", False), ("CancelConference", True)],
)
async def test_put_off_or_called_off_it_goes_on_the_next_and_decided_it_stays(
    table: Table, operation: str, moves: bool
) -> None:
    first, second = await planned(table), await planned(table, startsAt="2027-02-11T10:00")
    await found(table)
    (item,) = await items(table, first)
    on = {"conferenceId": first.id} if operation == "CancelConference" else {"agendaItemId": item["id"]}

    await first.done("corina", operation, reason="Not this time.", **on)

    assert await where(table) == [(second if moves else first).id]
    assert len(await items(table, second)) == moves


async def test_nobody_took_it_so_it_goes_on_the_next_when_the_meeting_ends(table: Table) -> None:
    first = await planned(table)
    await found(table)
    second = await planned(table, startsAt="2027-02-11T10:00")
    assert await where(table) == [first.id]

    await first.done("corina", "BeginConference", conferenceId=first.id)
    assert await where(table) == [first.id]
    await first.done("corina", "EndConference", conferenceId=first.id)

    assert await where(table) == [second.id]


async def test_on_the_agenda_already_it_is_where_it_is(table: Table) -> None:
    meeting = await planned(table)
    given = {"conferenceId": meeting.id, "caseId": table.case_id, **REFERRAL}
    referred = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]

    await found(table)

    assert [each["id"] for each in await items(table, meeting)] == [referred]
    assert await where(table) == [meeting.id]


@pytest.mark.parametrize(("operation", "moves"), [("DeferAgendaItem", True), ("WithdrawAgendaItem", False)])
async def test_put_off_where_people_referred_it_it_is_not_there_again_the_same_day(
    table: Table, operation: str, moves: bool
) -> None:
    """Who withdraws a referral takes back their own alone: the rule does not hang on it."""
    first = await planned(table)
    given = {"conferenceId": first.id, "caseId": table.case_id, **REFERRAL}
    referred = (await first.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await found(table)
    second = await planned(table, startsAt="2027-02-11T10:00")

    await first.done("corina", operation, agendaItemId=referred, reason="Not this time.")

    assert await where(table) == [(second if moves else first).id]
    assert (len(await items(table, first)), len(await items(table, second))) == ((1, 1) if moves else (2, 0))


async def test_put_off_it_waits_until_another_is_planned(table: Table) -> None:
    first = await planned(table)
    given = {"conferenceId": first.id, "caseId": table.case_id, **REFERRAL}
    referred = (await first.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await first.done("corina", "DeferAgendaItem", agendaItemId=referred, reason="Not this time.")

    await found(table)
    assert await where(table) == [None]

    second = await planned(table, startsAt="2027-02-11T10:00")
    assert await where(table) == [second.id]


async def test_who_leads_takes_it_over_by_referring_it(table: Table) -> None:
    meeting = await planned(table, "hospital")
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    await found(table)
    (proposed,) = await items(table, meeting)
    given = {"conferenceId": meeting.id, "caseId": table.case_id, **REFERRAL}

    taken = (await meeting.done("corina", "ReferCase", **{**given, "criterion": "REPEAT"}))["agendaItem"]

    assert (taken["id"], taken["status"], taken["reason"]) == (proposed["id"], "PROPOSED", "Worse each week.")
    assert taken["proposedBy"]["id"] == table.membership_id("corina")
    assert refusals(await meeting.act("corina", "ReferCase", **given)) == [("ALREADY_THERE", ["caseId"])]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=proposed["id"])
    assert [each["id"] for each in await items(table, meeting, "emil")] == [proposed["id"]]


async def test_taken_as_it_is_it_is_heard_by_those_who_sit_at_the_case(table: Table) -> None:
    meeting = await planned(table, "hospital", "police")
    for key in ("emil", "ana"):
        await meeting.done(key, "AcceptConference", conferenceId=meeting.id)
    await found(table)
    (proposed,) = await items(table, meeting)
    assert await items(table, meeting, "ana") == []

    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=proposed["id"])

    assert [len(await items(table, meeting, key)) for key in ("ana", "emil")] == [1, 0]


async def test_a_case_is_heard_once_though_it_was_referred_as_well(table: Table) -> None:
    meeting = await planned(table, "police")
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await found(table)
    (proposed,) = await items(table, meeting)
    given = {"conferenceId": meeting.id, "caseId": table.case_id, **REFERRAL}
    referred = (await meeting.done("ana", "ReferCase", **given))["agendaItem"]["id"]
    assert {each["id"] for each in await items(table, meeting)} == {proposed["id"], referred}

    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=referred)

    refused = await meeting.act("corina", "AcceptAgendaItem", agendaItemId=proposed["id"])
    assert refusals(refused) == [("ALREADY_THERE", ["agendaItemId"])]


async def test_each_case_goes_on_its_own_agency_s_agenda(table: Table) -> None:
    await both_known(table)
    of_corina = await planned(table)
    horia = await table.by("horia")
    of_horia = Meeting(table, (await horia.act("PlanConference", **PLAN))["conference"]["id"])
    await there(table)

    await here(table)

    (item,), (other,) = await items(table, of_corina), await items(table, of_horia, "horia")
    assert [each["case"]["reference"] for each in (item, other)] == ["CJ-7K4M-2QX8", "BH-0000-000X"]
    assert await agenda(horia, of_corina) is None
    assert await agenda(await table.by("corina"), of_horia) is None


async def test_of_a_case_that_is_over_by_then_nothing_is_proposed(table: Table) -> None:
    await found(table)
    await change(table, story.CASE, status=CaseStatus.CLOSED)

    meeting = await planned(table)

    assert await items(table, meeting) == []


async def test_nor_where_a_conflict_keeps_who_leads_it_away_by_then(table: Table) -> None:
    await found(table)
    await keep_from(table, "social", story.CASE)

    async with left_behind(table) as added:
        await planned(table)

    assert "agenda_item" not in added


@pytest.mark.parametrize(
    ("criterion", "so", "met"),
    [
        ("HIGH_RISK_SCORE", HIGH, True),
        ("HIGH_RISK_SCORE", MEDIUM, False),
        ("PROFESSIONAL_JUDGEMENT", HIGH, None),
        ("ESCALATION", HIGH, None),
        ("REPEAT", HIGH, False),
    ],
)
async def test_whether_the_record_bears_a_criterion_out_is_shown_and_stops_nobody(
    table: Table, criterion: str, so: tuple[str, ...], met: bool | None
) -> None:
    corina, meeting = await table.by("corina"), await planned(table)
    # What is there of the demo's is no longer current.
    await change_assessments(table)
    made = await assessed(corina, table, *so)

    given = {**REFERRAL, "criterion": criterion, "conferenceId": meeting.id, "caseId": table.case_id}
    item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]

    shown = await basis(table, "corina", item["id"])
    assert (shown["criterionMet"], shown["restsOn"]) == (met, {"id": made["id"]} if met else None)


async def test_what_who_refers_does_not_see_bears_nothing_out_and_others_are_not_shown_it(table: Table) -> None:
    await change_assessments(table)
    meeting = await planned(table, "police")
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await assessed(await table.by("dalia"), table, *HIGH)
    given = {**REFERRAL, "criterion": "HIGH_RISK_SCORE", "conferenceId": meeting.id, "caseId": table.case_id}
    item = (await meeting.done("ana", "ReferCase", **given))["agendaItem"]
    assert (await basis(table, "ana", item["id"]))["criterionMet"] is False

    await meeting.done("ana", "WithdrawAgendaItem", agendaItemId=item["id"], reason="Not yet.")
    own = await assessed(await table.by("ana"), table, *HIGH)
    await meeting.done("ana", "ReferCase", **given)

    shown = [await basis(table, key, item["id"]) for key in ("ana", "corina")]
    assert [(each["criterionMet"], each["restsOn"]) for each in shown] == [(True, {"id": own["id"]}), (True, None)]


async def test_two_incidents_that_one_sees_bear_a_repeat_out(table: Table) -> None:
    meeting = await planned(table, type="REVIEW")
    for _ in range(2):
        await here(table, "corina")
    given = {**REFERRAL, "criterion": "REPEAT", "conferenceId": meeting.id, "caseId": table.case_id}

    item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]

    assert (await basis(table, "corina", item["id"]))["criterionMet"] is True


async def test_two_records_of_one_event_do_not(table: Table) -> None:
    meeting, corina = await planned(table, type="REVIEW"), await table.by("corina")
    one, other = await here(table, "corina"), await here(table, "corina")
    given = {**REFERRAL, "criterion": "REPEAT", "conferenceId": meeting.id, "caseId": table.case_id}
    joined = await corina.act("JoinIncidents", incidentId=one["id"], otherId=other["id"])
    assert joined["problems"] == []

    item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]

    assert (await basis(table, "corina", item["id"]))["criterionMet"] is False


async def basis(table: Table, key: str, item: str) -> dict[str, Any]:
    document = "query ($id: ID!) { agendaItem(id: $id) { criterionMet restsOn { id } reviewAt } }"
    shown: dict[str, Any] = (await (await table.by(key)).ask(document, id=item)).data["agendaItem"]
    return shown


async def change_assessments(table: Table) -> None:
    """Those of the demo are due to be done again."""
    async with table.database.writing() as session:
        await session.execute(update(table_of(RiskAssessment)).values(reassess_due_at=table.services.clock.now()))
