"""Two agencies' records of one event: who is told that they may be, who says so, and that nobody learns of one."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from roundtable.access.models import CaseMember, MemberFunction
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.incidents.models import Incident
from tests.cases.people import participant
from tests.consents.room import break_glass
from tests.glass.emergency import move
from tests.incidents.room import days_ago, happened, shown, told
from tests.messaging.room import agencies, left_behind, nothing, refusals
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Client, Table

Payload = dict[str, Any]
NAMINGS = "query ($id: ID!) { incident(id: $id) { audience { disclosures { id agency { id } } } } }"
TOLD = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) {
    __typename
    by { id }
    ... on IncidentsJoined { incident { id sameEvent { id } } }
    ... on IncidentsParted { incident { id sameEvent { id } } }
  }
}
"""


async def recorded(table: Table, key: str, *seen_by: str, **more: Any) -> str:
    """An incident of the same evening, for some agencies and one's own."""
    made = await happened(await table.by(key), table, audience=agencies(table, *seen_by), **more)
    incident: str = made["id"]
    return incident


async def beside(client: Client, key: str) -> tuple[list[str], list[str]]:
    """What is shown beside an incident: of the same event, and perhaps of the same."""
    incident = await shown(client, key)
    assert incident is not None
    same, likely = ([each["id"] for each in incident[name]] for name in ("sameEvent", "likelySame"))
    return same, likely


async def join(table: Table, *keys: str, by: str = "corina") -> Payload:
    return await (await table.by(by)).act("JoinIncidents", incidentId=keys[0], otherId=keys[1])


async def joined(table: Table, *keys: str) -> None:
    answer = await join(table, *keys)
    assert answer["problems"] == []


async def test_who_records_is_told_of_another_agency_s_that_they_may_see(table: Table) -> None:
    first = await recorded(table, "ana", "social", "ngo", beganAt=days_ago(table, 2))

    made = await happened(await table.by("dalia"), table, audience=agencies(table), beganAt=days_ago(table, 1.1))

    (other,) = made["likelySame"]
    assert (other["id"], other["agency"]["id"]) == (first, table.agency_id("police"))
    # Who does not see hers is told of none.
    for key in ("ana", "corina"):
        assert await beside(await table.by(key), first) == ([], [])


async def test_who_may_not_see_the_other_is_told_nothing(table: Table) -> None:
    await recorded(table, "ana", "social")

    made = await happened(await table.by("dalia"), table)

    assert (made["likelySame"], made["sameEvent"]) == ([], [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"beganAt": 3.0}, {"beganAt": 1.9}),
        ({"beganAt": 9.0, "endedAt": 5.0}, {"beganAt": 3.9}),
        ({}, {"victimId": "another"}),
        ({}, {"perpetratorId": "another"}),
    ],
    ids=["more than a day before", "more than a day after it was over", "another victim", "another perpetrator"],
)
async def test_what_is_another_event_is_not_told_of(table: Table, one: Payload, other: Payload) -> None:
    others = await _other_people(table)
    given = [
        {name: days_ago(table, value) if name.endswith("At") else others[name] for name, value in each.items()}
        for each in (one, other)
    ]
    first = await recorded(table, "ana", "social", "ngo", **given[0])
    second = await recorded(table, "dalia", "social", "police", **given[1])

    for key in (first, second):
        assert await beside(await table.by("corina"), key) == ([], [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"beganAt": 3.0}, {"beganAt": 2.1}),
        ({"beganAt": 9.0, "endedAt": 3.0}, {"beganAt": 2.1}),
        ({"beganAt": 9.0, "endedAt": 3.0}, {"beganAt": 6.0}),
        ({}, {"perpetratorId": None}),
    ],
    ids=["within a day", "within a day after it was over", "meanwhile", "by nobody known"],
)
async def test_what_may_be_the_same_is_told_of_at_both(table: Table, one: Payload, other: Payload) -> None:
    given = [{name: days_ago(table, value) if value else None for name, value in each.items()} for each in (one, other)]
    first = await recorded(table, "ana", "social", **given[0])
    second = await recorded(table, "dalia", "social", **given[1])

    corina = await table.by("corina")
    assert [await beside(corina, key) for key in (first, second)] == [([], [second]), ([], [first])]


async def test_one_s_own_and_what_was_withdrawn_or_corrected_is_not_told_of(table: Table) -> None:
    ana = await table.by("ana")
    first, own = [await recorded(table, "ana", "ngo") for _ in range(2)]
    second = await recorded(table, "dalia", "police")
    assert await beside(ana, first) == ([], [second])

    withdrawn = await ana.act("WithdrawIncident", incidentId=own, reason="It was not so.")
    corrected = await recorded(table, "ana", "ngo", supersedesId=first, beganAt=days_ago(table, 1))

    assert withdrawn["problems"] == []
    assert await beside(await table.by("dalia"), second) == ([], [corrected])
    assert await beside(ana, own) == ([], [])


async def test_who_leads_the_case_says_that_two_are_one_and_takes_it_back(table: Table) -> None:
    corina = await table.by("corina")
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")

    async with left_behind(table) as added:
        answer = await join(table, first, second)

    assert [each["id"] for each in answer["incident"]["sameEvent"]] == [second]
    assert [await beside(corina, key) for key in (first, second)] == [([second], []), ([first], [])]
    # Corina alone sees both; and her agency is told that what was found is no repeat.
    assert added == {"fact": 3, "stream_entry": 4, "performed": 1}
    again = await join(table, second, first)
    assert refusals(again) == [("ALREADY_THERE", ["otherId"])]

    parted = await corina.act("PartIncident", incidentId=second)

    assert (parted["problems"], parted["incident"]["sameEvent"]) == ([], [])
    assert [await beside(corina, key) for key in (first, second)] == [([], [second]), ([], [first])]
    twice = await corina.act("PartIncident", incidentId=second)
    assert refusals(twice) == [("WRONG_STATUS", ["incidentId"])]


async def test_who_sees_one_alone_learns_nothing_by_any_way(table: Table) -> None:
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social", "forensic")
    others = {key: await table.by(key) for key in ("ana", "dalia", "bogdan", "emil", "horia")}
    before = {key: [await shown(each, one) for one in (first, second)] for key, each in others.items()}

    await joined(table, first, second)

    assert {key: [await shown(each, one) for one in (first, second)] for key, each in others.items()} == before
    assert [each and each["sameEvent"] for each in before["ana"]] == [[], None]


async def test_who_sees_both_sees_that_they_are_one(table: Table) -> None:
    first, second = await recorded(table, "ana", "social", "ngo"), await recorded(table, "dalia", "social")

    await joined(table, first, second)

    assert await beside(await table.by("dalia"), first) == ([second], [])


async def test_who_sees_both_hears_of_it_and_who_sees_one_does_not(wire: Wire) -> None:
    table = wire.table
    first, second = await recorded(table, "ana", "social", "ngo"), await recorded(table, "dalia", "social")
    clients = {key: await table.by(key) for key in ("ana", "bogdan", "dalia")}
    after = {key: await case_cursor(client, table) for key, client in clients.items()}
    async with (
        wire.listening(clients["ana"], TOLD, id=table.case_id, after=after["ana"]) as of_ana,
        wire.listening(clients["bogdan"], TOLD, id=table.case_id, after=after["bogdan"]) as of_bogdan,
        wire.listening(clients["dalia"], TOLD, id=table.case_id, after=after["dalia"]) as of_dalia,
    ):
        await joined(table, first, second)
        told_of = await of_dalia.events(2)
        parted = await (await table.by("corina")).act("PartIncident", incidentId=first)
        assert parted["problems"] == []
        taken_back = await of_dalia.events(2)
        assert await of_ana.is_silent()
        assert await of_bogdan.is_silent()

    by = {"id": table.membership_id("corina")}
    names = ("IncidentsJoined", "IncidentsParted")
    same = {first: [[{"id": second}], []], second: [[{"id": first}], []]}
    for number, heard in enumerate((told_of, taken_back)):
        assert {event["incident"]["id"]: event["incident"]["sameEvent"] for event in heard} == {
            key: said[number] for key, said in same.items()
        }
        assert {(event["__typename"], event["by"]["id"]) for event in heard} == {(names[number], by["id"])}


async def test_a_third_is_one_with_both_whether_who_says_so_sees_all(table: Table) -> None:
    """Corina joins two; after one was taken from her sight she joins another with what is left to her."""
    corina = await table.by("corina")
    first = await recorded(table, "ana", "social", "forensic")
    second = await recorded(table, "dalia", "social", "forensic")
    third = await recorded(table, "bogdan", "social")
    await joined(table, first, second)
    await _taken_from_the_lead(table, first)

    await joined(table, second, third)

    assert await shown(corina, first) is None
    assert await beside(corina, second) == ([third], [])
    bogdan = await table.by("bogdan")
    assert [sorted((await beside(bogdan, key))[0]) for key in (first, second, third)] == [
        sorted([second, third]),
        sorted([first, third]),
        sorted([first, second]),
    ]
    parted = await corina.act("PartIncident", incidentId=third)
    assert parted["problems"] == []
    assert [(await beside(bogdan, key))[0] for key in (first, second, third)] == [[second], [first], []]


async def test_what_a_lead_does_not_see_joined_is_not_taken_back_and_tells_nothing(table: Table) -> None:
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")
    await joined(table, first, second)
    corina = await table.by("corina")
    await _taken_from_the_lead(table, first)

    refused = await corina.act("PartIncident", incidentId=second)

    alone = await recorded(table, "bogdan", "social")
    assert (
        refusals(refused)
        == refusals(await corina.act("PartIncident", incidentId=alone))
        == [("WRONG_STATUS", ["incidentId"])]
    )
    gone = await corina.act("JoinIncidents", incidentId=first, otherId=second)
    assert gone == await corina.act("JoinIncidents", incidentId=nothing("incident"), otherId=second)
    unseen = await corina.act("JoinIncidents", incidentId=second, otherId=first)
    assert unseen == await corina.act("JoinIncidents", incidentId=second, otherId=nothing("incident"))
    assert (refusals(gone), refusals(unseen)) == ([("NOT_FOUND", ["incidentId"])], [("NOT_FOUND", ["otherId"])])


async def test_it_is_said_by_who_leads_the_case_and_nobody_else(table: Table) -> None:
    first, second = await recorded(table, "ana", "social", "ngo"), await recorded(table, "dalia", "social", "police")
    await move(table, "gelu", "social", Role.PRACTITIONER)
    await _sees_all_of_it(table, "gelu")
    for key in ("ana", "dalia", "gelu"):
        async with left_behind(table) as added:
            assert refusals(await join(table, first, second, by=key)) == [("FORBIDDEN", [])]
        assert added == {}
    await joined(table, first, second)
    for key in ("ana", "dalia", "gelu"):
        async with left_behind(table) as added:
            parted = await (await table.by(key)).act("PartIncident", incidentId=first)
            assert refusals(parted) == [("FORBIDDEN", [])]
        assert added == {}


async def test_through_a_glass_one_says_nothing_of_it(table: Table) -> None:
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")
    await break_glass(table, "emil")
    await move(table, "emil", "hospital", Role.CASE_MANAGER)
    emil = await table.by("emil")
    assert await shown(emil, first) is not None

    refused = await emil.act("JoinIncidents", incidentId=first, otherId=second)

    assert refusals(refused) == [("NOT_FOUND", ["incidentId"])]


@pytest.mark.parametrize("act", ["WithdrawIncident", "RecordIncident"])
@pytest.mark.parametrize("which", [0, 1])
async def test_what_does_not_stand_is_joined_with_nothing(table: Table, act: str, which: int) -> None:
    keys = [await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")]
    client = await table.by(("ana", "dalia")[which])
    if act == "WithdrawIncident":
        changed = await client.act(act, incidentId=keys[which], reason="It was not so.")
    else:
        changed = await client.act(
            act, **await told(table, supersedesId=keys[which], audience=agencies(table, "social"))
        )
    assert changed["problems"] == []

    refused = await join(table, *keys)

    assert refusals(refused) == [("WRONG_STATUS", [("incidentId", "otherId")[which]])]


async def test_what_was_done_to_or_by_others_is_not_one(table: Table) -> None:
    others = await _other_people(table)
    first = await recorded(table, "ana", "social")

    for name, other in others.items():
        second = await recorded(table, "dalia", "social", **{name: other})
        async with left_behind(table) as added:
            assert refusals(await join(table, first, second)) == [("OTHER_PEOPLE", ["otherId"])]
        assert added == {}


async def test_what_one_was_hidden_between_is_joined_and_parted_as_others_are(table: Table) -> None:
    """Corina sees what was corrected and the last correction, and not that they are of one record."""
    corina = await table.by("corina")
    first = await recorded(table, "ana", "social", "ngo")
    hidden = await recorded(table, "ana", supersedesId=first)
    last = await recorded(table, "ana", "social", supersedesId=hidden)
    one, other = await recorded(table, "ana", "social", "ngo"), await recorded(table, "ana", "social")

    answers = [
        (
            await join(table, *keys),
            await beside(corina, keys[0]),
            await corina.act("PartIncident", incidentId=keys[0]),
            await beside(corina, keys[0]),
            await corina.act("PartIncident", incidentId=keys[0]),
        )
        for keys in ((first, last), (one, other))
    ]

    for answer, keys in zip(answers, ((first, last), (one, other)), strict=True):
        joins, joined_with, parts, parted_from, again = answer
        assert (joins["problems"], joined_with[0]) == ([], [keys[1]])
        assert (parts["problems"], parts["incident"]["sameEvent"], parted_from[0]) == ([], [], [])
        assert refusals(again) == [("WRONG_STATUS", ["incidentId"])]


async def test_of_what_one_was_hidden_between_those_hear_who_see_both(wire: Wire) -> None:
    table = wire.table
    first = await recorded(table, "ana", "social", "ngo")
    hidden = await recorded(table, "ana", supersedesId=first)
    last = await recorded(table, "ana", "social", supersedesId=hidden)
    corina, dalia = await table.by("corina"), await table.by("dalia")
    after = [await case_cursor(client, table) for client in (corina, dalia)]
    async with (
        wire.listening(corina, TOLD, id=table.case_id, after=after[0]) as of_corina,
        wire.listening(dalia, TOLD, id=table.case_id, after=after[1]) as of_dalia,
    ):
        await joined(table, first, last)
        told_of = await of_corina.events(2)
        parted = await corina.act("PartIncident", incidentId=first)
        assert parted["problems"] == []
        taken_back = await of_corina.events(2)
        assert await of_dalia.is_silent()

    for name, heard in (("IncidentsJoined", told_of), ("IncidentsParted", taken_back)):
        assert {event["__typename"] for event in heard} == {name}
        assert {event["incident"]["id"] for event in heard} == {first, last}


async def test_two_who_are_known_are_not_one_by_a_record_of_nobody_known(table: Table) -> None:
    other = (await _other_people(table))["perpetratorId"]
    by_nobody = await recorded(table, "ana", "social", perpetratorId=None)
    by_one = await recorded(table, "dalia", "social")
    by_other = await recorded(table, "bogdan", "social", perpetratorId=other)
    await joined(table, by_nobody, by_one)

    for keys in ((by_nobody, by_other), (by_other, by_nobody)):
        async with left_behind(table) as added:
            assert refusals(await join(table, *keys)) == [("OTHER_PEOPLE", ["otherId"])]
        assert added == {}

    # What was corrected since stands for nobody.
    await recorded(table, "dalia", "social", supersedesId=by_one, perpetratorId=None)
    await joined(table, by_nobody, by_other)


async def test_whom_a_record_names_that_who_joins_does_not_see_refuses_nothing(table: Table) -> None:
    other = (await _other_people(table))["perpetratorId"]
    by_nobody = await recorded(table, "ana", "social", perpetratorId=None)
    by_one = await recorded(table, "ana", "social")
    by_other = await recorded(table, "bogdan", "social", perpetratorId=other)
    await joined(table, by_nobody, by_one)
    await _taken_from_the_lead(table, by_one)

    await joined(table, by_nobody, by_other)

    assert (await beside(await table.by("corina"), by_other))[0] == [by_nobody]


async def test_a_correction_that_is_of_other_people_is_not_joined_with_what_it_corrects(table: Table) -> None:
    """Whether it came before or after: who joins may not see it."""
    other = (await _other_people(table))["perpetratorId"]
    first = await recorded(table, "ana", "social")
    of_another = await recorded(table, "ana", "ngo", supersedesId=first, perpetratorId=other)
    again = await recorded(table, "ana", "ngo", supersedesId=of_another)
    second = await recorded(table, "dalia", "social", "police")

    await joined(table, first, second)

    keys = (first, of_another, again, second)
    event, none, *others = await _events(table, *keys)
    assert (none, others) == (None, [event, event])
    assert event is not None
    parted = await (await table.by("corina")).act("PartIncident", incidentId=first)
    assert parted["problems"] == []
    assert await _events(table, *keys) == [None] * 4


async def test_a_correction_of_other_people_that_is_of_another_event_stays_of_it(table: Table) -> None:
    other = (await _other_people(table))["perpetratorId"]
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")
    await joined(table, first, second)
    of_another = await recorded(table, "ana", "social", supersedesId=first, perpetratorId=other)
    of_the_other_too = await recorded(table, "bogdan", "social", perpetratorId=other)
    await joined(table, of_another, of_the_other_too)

    parted = await (await table.by("corina")).act("PartIncident", incidentId=first)

    assert parted["problems"] == []
    corina = await table.by("corina")
    assert [(await beside(corina, key))[0] for key in (of_another, second)] == [[of_the_other_too], []]


async def test_one_of_another_case_is_not_there(table: Table) -> None:
    first = await recorded(table, "ana", "social")
    elsewhere = await happened(await table.by("corina"), table, story.QUIET_CASE)

    refused = await join(table, first, elsewhere["id"])

    assert refused == await join(table, first, nothing("incident"))
    assert refusals(refused) == [("NOT_FOUND", ["otherId"])]


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        (("it", "it"), ("ALREADY_THERE", ["otherId"])),
        (("it", "incident_1"), ("INVALID_ID", ["otherId"])),
        (("task", "it"), ("INVALID_ID", ["incidentId"])),
    ],
)
async def test_two_are_joined_by_their_ids(table: Table, keys: tuple[str, str], refusal: tuple[str, list[str]]) -> None:
    own = {"it": await recorded(table, "ana", "social"), "task": nothing("task")}

    refused = await join(table, *(own.get(key, key) for key in keys))

    assert refusals(refused) == [refusal]


async def test_of_two_that_say_so_at_once_one_has_said_it(table: Table) -> None:
    first, second = await recorded(table, "ana", "social"), await recorded(table, "dalia", "social")

    both = await asyncio.gather(join(table, first, second), join(table, second, first))

    assert sorted([refusals(answer) for answer in both], key=len) == [[], [("ALREADY_THERE", ["otherId"])]]


async def _events(table: Table, *keys: str) -> list[UUID | None]:
    """Of which events they are: what nobody is shown."""
    row = table_of(Incident)
    async with table.database.reading() as connection:
        found = {each.id: each.event_id for each in await connection.execute(select(row.c.id, row.c.event_id))}
    return [found[ids.decode("incident", key)] for key in keys]


async def _sees_all_of_it(table: Table, key: str) -> None:
    """They are on the case."""
    await table.add(
        CaseMember(
            case_id=story.CASE,
            membership_id=PEOPLE[key].posts[0].id,
            function=MemberFunction.PRACTITIONER,
            assumed_at=table.services.clock.now(),
        )
    )


async def _other_people(table: Table) -> dict[str, str]:
    """Of the same case, by what a record says of them."""
    victim, perpetrator = ParticipantRole.VICTIM, ParticipantRole.ALLEGED_PERPETRATOR
    await table.add(
        CaseParticipant(case_id=story.CASE, role=victim, label="Her sister"),
        CaseParticipant(case_id=story.CASE, role=perpetrator, label="His brother"),
    )
    return {
        "victimId": await participant(table, "Her sister"),
        "perpetratorId": await participant(table, "His brother"),
    }


async def _taken_from_the_lead(table: Table, key: str) -> None:
    """Ana's agency shows it to Social Services no more."""
    ana = await table.by("ana")
    namings = (await ana.ask(NAMINGS, id=key)).data["incident"]["audience"]["disclosures"]
    (of_lead,) = [each["id"] for each in namings if each["agency"]["id"] == table.agency_id("social")]
    revoked = await ana.act("RevokeDisclosure", disclosureId=of_lead, reason="It was too much.")
    assert revoked["problems"] == []
