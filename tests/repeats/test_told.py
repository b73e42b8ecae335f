"""Who is told of a repeat: who answers for the case at the agency that leads it, and nobody by any way there is."""

import asyncio
import json
from typing import Any

import pytest

from roundtable.core.actor import Role
from roundtable.demo.cast import PEOPLE
from tests.cases.people import MARIA, record, recorded
from tests.conferences.meeting import REFERRAL, planned
from tests.consents.room import break_glass, seat_programme
from tests.glass.emergency import move
from tests.incidents.room import told
from tests.messaging.room import left_behind, refusals
from tests.repeats.room import agenda, both_known, here, repeats, there
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.support.table import Client, Table

# All that a case shows, and a conference, and that is of nobody's item.
EVERYTHING = """
query Everything($case: ID!, $conference: ID!) {
  case(id: $case) {
    id status riskLevel flaggedUntil agencies { id state } members { id } participants { id label }
  }
  cases(first: 50) { nodes { id flaggedUntil } }
  repeats(first: 50) { nodes { id foundAt agendaItem { id } } }
  agendaItems(caseId: $case, first: 50) { nodes { id status criterion } }
  agenda(conferenceId: $conference, first: 50) { nodes { id status criterion position: minutes } }
  reviewsDue(first: 50) { nodes { id } }
  conference(id: $conference) { id status agencies { id state } attendance { id } }
  conferences(first: 50) { nodes { id status } }
  incidents(caseId: $case, first: 50) { nodes { id kinds agency { id } } }
  threads(caseId: $case, first: 50) { nodes { id subject } }
  tasks(caseId: $case, first: 50) { nodes { id title } }
  undertakings(caseId: $case, first: 50) { nodes { id } }
}
"""
FOUND = """
subscription ($after: String) {
  myEvents(after: $after) { __typename by { id } ... on RepeatFound { finding { id agendaItem { id } } } }
}
"""
OF_CASE = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) {
    __typename by { id }
    ... on RepeatFound { finding { id } }
    ... on AgendaItemChanged { agendaItem { criterion } }
  }
}
"""


async def everything(client: Client, table: Table, conference: str) -> Any:
    return (await client.ask(EVERYTHING, case=table.case_id, conference=conference)).data


async def everybody(table: Table) -> dict[str, Client]:
    """All of the cast by all their posts, a script, and who looks through a broken glass; but for Corina and Horia."""
    await seat_programme(table)
    await break_glass(table, "emil")
    keys = ("ana", "bogdan", "dalia", "emil", "felicia", "gelu", "ilinca", "jana")
    known = {key: await table.by(key) for key in keys if key in PEOPLE}
    return {**known, "corina, elsewhere": await table.by("corina", post=1), "a script": await table.by_script()}


@pytest.mark.parametrize("planned_before", [True, False], ids=["on an agenda", "waiting"])
async def test_nobody_else_is_shown_anything_by_any_way(table: Table, planned_before: bool) -> None:
    others = await everybody(table)
    await both_known(table)
    kind = "ROUTINE" if planned_before else "REVIEW"
    meeting = await planned(table, "police", "ngo", "forensic", type=kind)
    for key in ("ana", "dalia"):
        await meeting.done(key, "AcceptConference", conferenceId=meeting.id)
    await there(table)
    before = {key: await everything(client, table, meeting.id) for key, client in others.items()}

    # What Corina herself may see, by an incident that nobody else does.
    made = await here(table, "corina")

    assert len(await repeats(await table.by("corina"))) == 1
    after = {key: await everything(client, table, meeting.id) for key, client in others.items()}
    # Through a glass one sees what agencies see, by that alone.
    seen = {key for key in others if after[key] != before[key]}
    assert seen <= {"emil"}
    assert after["emil"]["repeats"]["nodes"] == []
    assert made["id"] not in json.dumps({key: after[key] for key in others if key != "emil"})


async def test_who_leads_the_other_case_learns_that_it_is_a_repeat_and_nothing_else(table: Table) -> None:
    await both_known(table)
    await there(table)
    horia = await table.by("horia")

    made = await here(table)

    (found,) = await repeats(horia)
    text = json.dumps(found)
    for hidden in (made["id"], table.case_id, "CJ-7K4M-2QX8", table.agency_id("police"), table.agency_id("social")):
        assert hidden not in text
    for document in (
        f'{{ case(id: "{table.case_id}") {{ id }} }}',
        f'{{ incident(id: "{made["id"]}") {{ id }} }}',
        f'{{ node(id: "{made["id"]}") {{ id }} }}',
    ):
        assert set((await horia.ask(document)).data.values()) == {None}


@pytest.mark.parametrize("role", list(Role))
async def test_at_the_agency_that_leads_it_is_told_to_who_answers_for_its_cases(wire: Wire, role: Role) -> None:
    table = wire.table
    if role is Role.SERVICE_ACCOUNT:
        return
    await move(table, "gelu", "social", role)
    gelu = await table.by("gelu")
    after = await own_cursor(gelu)
    on_duty = role in (Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR)
    await here(table)
    async with wire.listening(gelu, FOUND, after=after) as stream:
        await here(table, "dalia")
        if on_duty:
            event = await stream.event()
            assert (event["__typename"], event["by"], event["finding"]["agendaItem"]) == ("RepeatFound", None, None)
        else:
            assert await stream.is_silent()

    assert len(await repeats(gelu)) == on_duty


async def test_the_case_s_stream_tells_it_to_no_other_agency(wire: Wire) -> None:
    table = wire.table
    await planned(table, "police", "ngo")
    await here(table)
    clients = {key: await table.by(key) for key in ("ana", "bogdan", "corina")}
    after = {key: await case_cursor(client, table) for key, client in clients.items()}
    async with (
        wire.listening(clients["ana"], OF_CASE, id=table.case_id, after=after["ana"]) as of_ana,
        wire.listening(clients["bogdan"], OF_CASE, id=table.case_id, after=after["bogdan"]) as of_bogdan,
        wire.listening(clients["corina"], OF_CASE, id=table.case_id, after=after["corina"]) as of_corina,
    ):
        await here(table, "dalia")
        heard = await of_corina.events(2)
        assert await of_ana.is_silent()
        assert await of_bogdan.is_silent()

    assert {(event["__typename"], event["by"]) for event in heard} == {
        ("AgendaItemChanged", None),
        ("RepeatFound", None),
    }


async def test_who_refers_the_case_is_answered_the_same_whether_a_repeat_was_found_or_not(table: Table) -> None:
    """So nobody finds out by referring: neither by being refused, nor by what is answered."""
    answers = []
    for known in (False, True):
        if known:
            await both_known(table)
            await there(table)
        meeting = await planned(table, "police", title=f"Conference {known}")
        await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
        if not known:
            await here(table)
        if known:
            await here(table, "dalia")
            assert await repeats(await table.by("corina"))
        given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
        item = (await meeting.done("ana", "ReferCase", **given))["agendaItem"]
        shown = await agenda(await table.by("ana"), meeting) or []
        answers.append(
            (item["status"], item["criterion"], item["reason"], [each["id"] for each in shown] == [item["id"]])
        )

    assert answers[0] == answers[1]


async def test_what_recording_answers_is_the_same_whether_it_is_a_repeat_or_not(table: Table) -> None:
    ana = await table.by("ana")
    answers = []
    for _ in range(2):
        payload = await ana.act("RecordIncident", **await told(table, beganAt="2026-11-20T10:00:00Z"))
        incident = {k: v for k, v in payload["incident"].items() if k not in ("id", "createdAt", "audience")}
        answers.append((payload["problems"], incident))

    assert len(await repeats(await table.by("corina"))) == 1
    assert answers[0] == answers[1]


async def test_guessing_who_people_are_is_counted_as_checks_are(table: Table) -> None:
    await both_known(table)
    await there(table)
    corina = await table.by("corina")
    for number in range(18):
        await recorded(corina, table, "M.", **{**MARIA, "nationalId": f"29005011234{number:02}"})

    async with left_behind(table) as added:
        given = {**MARIA, "nationalId": "2900501123499"}
        assert refusals(await record(corina, table, "M.", **given)) == [("RATE_LIMITED", [])]
    assert added == {}
    # What is not looked for by is not counted.
    await recorded(corina, table, "M.", phone="0722 123 456")


async def test_of_two_at_once_one_is_a_repeat(table: Table) -> None:
    await both_known(table)

    await asyncio.gather(there(table), here(table))

    assert [len(await repeats(await table.by(key))) for key in ("corina", "horia")] == [1, 1]


async def test_while_a_conference_is_planned_and_answered_nothing_waits_for_ever(table: Table) -> None:
    """Whatever is done at once is done, and what was found is on an agenda at the end."""
    meeting = await planned(table, "police", "hospital")
    await here(table)

    await asyncio.gather(
        here(table, "dalia"),
        here(table, "bogdan"),
        planned(table, "hospital", startsAt="2027-01-10T10:00"),
        meeting.done("ana", "AcceptConference", conferenceId=meeting.id),
        meeting.done("emil", "AcceptConference", conferenceId=meeting.id),
        meeting.act("corina", "ReferCase", conferenceId=meeting.id, caseId=table.case_id, **REFERRAL),
        meeting.done("corina", "ChangeConference", conferenceId=meeting.id, place="Room 2"),
    )

    found = await repeats(await table.by("corina"))
    assert len(found) == 2
    assert all(each["agendaItem"] for each in found)
