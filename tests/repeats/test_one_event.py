"""Two agencies' records of one event count once: what was found by counting it twice is no repeat, until that is taken
back; and who leads another case learns nothing of it.
"""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.demo import story
from tests.cases.people import participant
from tests.conferences.meeting import Meeting, planned
from tests.incidents.room import days_ago, happened
from tests.messaging.room import agencies
from tests.repeats.room import Payload, agenda, both_known, change, repeats, there
from tests.streams.wire import Wire, own_cursor
from tests.support.table import Client, Table

TOLD = """
subscription ($after: String) {
  myEvents(after: $after) {
    __typename
    by { id }
    ... on RepeatDropped { case { id } }
    ... on RepeatFound { finding { id } }
  }
}
"""


async def seen(table: Table, key: str, **more: Any) -> str:
    """An incident of yesterday in the demo's case, which Corina sees as well."""
    made = await happened(await table.by(key), table, audience=agencies(table, "social"), **more)
    incident: str = made["id"]
    return incident


async def joined(table: Table, one: str, other: str) -> None:
    answer = await (await table.by("corina")).act("JoinIncidents", incidentId=one, otherId=other)
    assert answer["problems"] == []


async def parted(table: Table, incident: str) -> None:
    answer = await (await table.by("corina")).act("PartIncident", incidentId=incident)
    assert answer["problems"] == []


async def found(table: Table, key: str = "corina") -> int:
    return len(await repeats(await table.by(key)))


async def _same(table: Table, incident: str) -> list[str]:
    shown = (await (await table.by("corina")).ask("IncidentPage", incidentId=incident)).data["incident"]
    return [each["id"] for each in shown["sameEvent"]]


async def _shown(client: Client) -> list[Payload]:
    """All of what one is shown of repeats but the streams' cursors, which are another text each time they are asked."""
    shown = await repeats(client)
    for each in shown:
        assert each["case"].pop("eventsCursor")
    return shown


async def on_agenda(table: Table, meeting: Meeting) -> list[str]:
    return [each["status"] for each in await agenda(await table.by("corina"), meeting) or []]


async def test_what_two_agencies_recorded_of_one_event_is_no_repeat_until_that_is_taken_back(table: Table) -> None:
    meeting = await planned(table)
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    assert (await found(table), await on_agenda(table, meeting)) == (1, ["PROPOSED"])

    await joined(table, second, first)
    assert (await found(table), await on_agenda(table, meeting)) == (0, ["WITHDRAWN"])

    await parted(table, first)
    assert (await found(table), await on_agenda(table, meeting)) == (1, ["PROPOSED"])
    await joined(table, first, second)
    assert (await found(table), await on_agenda(table, meeting)) == (0, ["WITHDRAWN"])


async def test_without_a_conference_it_waits_for_none_any_more(table: Table) -> None:
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    await joined(table, first, second)

    meeting = await planned(table)
    assert (await found(table), await on_agenda(table, meeting)) == (0, [])

    await parted(table, second)
    assert (await found(table), await on_agenda(table, meeting)) == (1, ["PROPOSED"])


async def test_with_another_event_it_is_one_repeat_however_many_recorded_it(table: Table) -> None:
    await seen(table, "ana", beganAt=days_ago(table, 200))
    records = [await seen(table, key) for key in ("ana", "dalia", "bogdan")]
    assert await found(table) == 3

    await joined(table, records[0], records[2])
    assert await found(table) == 2
    await joined(table, records[1], records[2])
    assert await found(table) == 1

    await seen(table, "dalia", beganAt=days_ago(table, 60))
    assert await found(table) == 2
    await parted(table, records[0])
    assert await found(table) == 3


@pytest.mark.parametrize("swapped", [False, True])
async def test_an_event_that_is_a_repeat_by_one_of_its_records_is_one(table: Table, swapped: bool) -> None:
    """Ana's is more than twelve months after what was before, and Dalia's is not."""
    await seen(table, "ana", beganAt=days_ago(table, 731))
    first = await seen(table, "ana", beganAt=days_ago(table, 363.5))
    second = await seen(table, "dalia", beganAt=days_ago(table, 366.5))
    assert await found(table) == 1

    await joined(table, *((second, first) if swapped else (first, second)))

    assert await found(table) == 1


async def test_a_correction_of_it_is_no_repeat_either(table: Table) -> None:
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    await joined(table, first, second)

    corrected = await seen(table, "dalia", supersedesId=second, beganAt=days_ago(table, 1.5))

    assert await found(table) == 0
    assert await _same(table, corrected) == [first]
    await parted(table, corrected)
    assert await found(table) == 1


async def test_that_somebody_is_known_now_leaves_it_joined_and_that_it_was_another_parts_it(
    table: Table,
) -> None:
    await table.add(CaseParticipant(case_id=story.CASE, role=ParticipantRole.ALLEGED_PERPETRATOR, label="His brother"))
    first, second = await seen(table, "ana"), await seen(table, "dalia", perpetratorId=None)
    await joined(table, first, second)

    corrected = await seen(table, "dalia", supersedesId=second)
    assert (await _same(table, corrected), await found(table)) == ([first], 0)

    other = await participant(table, "His brother")
    of_another = await seen(table, "dalia", supersedesId=corrected, perpetratorId=other)
    assert (await _same(table, of_another), await _same(table, first), await found(table)) == ([], [], 0)


@pytest.mark.parametrize(("decided", "left"), [("AcceptAgendaItem", 0), ("FindUnderThreshold", 1)])
async def test_what_people_have_taken_up_stays_theirs(table: Table, decided: str, left: int) -> None:
    """An item that was taken stays on the agenda, and what was decided over is not taken back."""
    meeting = await planned(table)
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    (item,) = await agenda(await table.by("corina"), meeting) or []
    reason = {} if decided == "AcceptAgendaItem" else {"reason": "It is one event."}
    status = (await meeting.done("corina", decided, agendaItemId=item["id"], **reason))["agendaItem"]["status"]

    await joined(table, first, second)

    assert (await found(table), await on_agenda(table, meeting)) == (left, [status])


async def test_another_repeat_keeps_it_on_the_agenda(table: Table) -> None:
    meeting = await planned(table)
    await seen(table, "ana", beganAt=days_ago(table, 200))
    first, second = await seen(table, "ana"), await seen(table, "dalia")

    await joined(table, first, second)

    assert (await found(table), await on_agenda(table, meeting)) == (1, ["PROPOSED"])


async def test_in_a_flagged_case_one_event_is_new_once(table: Table) -> None:
    first = await seen(table, "ana", perpetratorId=None)
    await change(table, story.CASE, flagged_until=table.services.clock.now() + timedelta(days=30))
    second = await seen(table, "dalia", perpetratorId=None)
    assert await found(table) == 1

    await joined(table, first, second)
    assert await found(table) == 0

    await parted(table, second)
    assert await found(table) == 1


async def test_who_leads_another_case_of_theirs_learns_nothing_of_it(wire: Wire) -> None:
    table = wire.table
    await both_known(table)
    await there(table, beganAt=days_ago(table, 100))
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    horia = await table.by("horia")
    before, after = await _shown(horia), await own_cursor(horia)
    assert (len(before), await found(table)) == (2, 2)

    async with wire.listening(horia, TOLD, after=after) as stream:
        await joined(table, first, second)
        assert await found(table) == 1
        await seen(table, "ana", supersedesId=first, beganAt=days_ago(table, 1.2))
        await parted(table, second)
        assert await found(table) == 2
        assert await stream.is_silent()

    assert await _shown(horia) == before


async def test_who_answers_for_the_case_is_told_by_nobody_s_act(wire: Wire) -> None:
    table = wire.table
    first, second = await seen(table, "ana"), await seen(table, "dalia")
    clients = {key: await table.by(key) for key in ("corina", "ana", "dalia")}
    after = {key: await own_cursor(client) for key, client in clients.items()}
    async with (
        wire.listening(clients["corina"], TOLD, after=after["corina"]) as of_corina,
        wire.listening(clients["ana"], TOLD, after=after["ana"]) as of_ana,
        wire.listening(clients["dalia"], TOLD, after=after["dalia"]) as of_dalia,
    ):
        await joined(table, first, second)
        dropped = await of_corina.event()
        await parted(table, second)
        again = await of_corina.event()
        assert await of_ana.is_silent()
        assert await of_dalia.is_silent()

    assert dropped == {"__typename": "RepeatDropped", "by": None, "case": {"id": table.case_id}}
    (shown,) = await repeats(clients["corina"])
    assert again == {"__typename": "RepeatFound", "by": None, "finding": {"id": shown["id"]}}
