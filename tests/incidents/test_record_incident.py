"""Recording what happened in a case: what is kept, who sees it, who is told, and what is refused."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from roundtable.core.actor import GRANTS, Permission, Role
from roundtable.core.tables import instant_of
from roundtable.demo import story
from tests.cases.people import participant
from tests.consents.room import break_glass, seat_programme
from tests.incidents.room import days_ago, happened, incidents, shown, told
from tests.messaging.room import agencies, everyone, left_behind, nothing, persons, refusals
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Table

EVENTS = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) {
    __typename
    by { id }
    ... on IncidentRecorded { incident { id } }
    ... on IncidentWithdrawn { incident { id withdrawal } }
  }
}
"""


async def test_everything_that_was_said_is_kept(table: Table) -> None:
    ana, began, ended = await table.by("ana"), days_ago(table, 3), days_ago(table, 2)
    given = await told(
        table,
        beganAt=began,
        endedAt=ended,
        kinds=["CYBER", "VERBAL"],
        place="  Her stairs, and by telephone ",
        childrenPresent=True,
        reportedBy="A neighbour",
        audience=agencies(table, "ngo"),
    )

    async with left_behind(table) as added:
        payload = await ana.act("RecordIncident", **given)

    assert payload["problems"] == []
    made = payload["incident"]
    assert made in await incidents(await table.by("dalia"), table)
    assert [instant_of(made[name]) for name in ("beganAt", "endedAt")] == [instant_of(began), instant_of(ended)]
    # In the law's order.
    assert made["kinds"] == ["VERBAL", "CYBER"]
    plain = ("place", "childrenPresent", "reportedBy", "description")
    assert [made[name] for name in plain] == [
        *("Her stairs, and by telephone", True, "A neighbour"),
        "He waited at the stairs and hit her.",
    ]
    assert [made[name]["label"] for name in ("victim", "perpetrator")] == ["M.", "V."]
    assert (made["recordedBy"]["id"], made["agency"]["id"]) == (table.membership_id("ana"), table.agency_id("police"))
    assert [made[name] for name in ("supersedes", "supersededBy", "withdrawnAt", "withdrawal")] == [
        None,
        [],
        None,
        None,
    ]
    assert added == {
        **{"incident": 1, "audience": 1, "disclosure": 2, "person_look": 1},
        **{"fact": 1, "stream_entry": 1, "performed": 1},
    }


async def test_what_nobody_knows_stays_open(table: Table) -> None:
    made = await happened(await table.by("bogdan"), table, perpetratorId=None)

    unknown = ("endedAt", "place", "childrenPresent", "reportedBy", "perpetrator")
    assert [made[name] for name in unknown] == [None] * 5


async def test_whoever_is_named_sees_it_and_nobody_else_can_tell_that_there_is_one(table: Table) -> None:
    await seat_programme(table)
    made = await happened(await table.by("dalia"), table, audience=agencies(table, "police"))

    for key in ("ana", "dalia"):
        assert (await shown(await table.by(key), made["id"]) or {})["id"] == made["id"]
    others = [await table.by(key) for key in ("bogdan", "corina", "felicia", "emil", "horia")]
    for client in [*others, await table.by_script()]:
        assert await shown(client, made["id"]) is None
        assert await incidents(client, table) == []
        withdrawn = await client.act("WithdrawIncident", incidentId=made["id"], reason="No.")
        none = await client.act("WithdrawIncident", incidentId=nothing("incident"), reason="No.")
        assert (refusals(withdrawn), withdrawn) == ([("NOT_FOUND", ["incidentId"])], none)


async def test_for_all_at_the_table_it_stays_on_its_side(table: Table) -> None:
    await seat_programme(table)

    made = await happened(await table.by("corina"), table, audience=everyone())

    seen = [await shown(await table.by(key), made["id"]) is not None for key in ("ana", "bogdan", "dalia", "felicia")]
    assert seen == [True, True, True, False]


async def test_a_correction_takes_its_place_for_whom_it_is_shared_with(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    first = await happened(ana, table, audience=agencies(table, "ngo"))

    second = await happened(ana, table, supersedesId=first["id"], description="He pushed her.")

    assert second["supersedes"] == {"id": first["id"]}
    assert [(await shown(each, first["id"]) or {})["supersededBy"] for each in (ana, dalia)] == [
        [{"id": second["id"]}],
        [],
    ]
    again = await ana.act("RecordIncident", **await told(table, supersedesId=first["id"]))
    withdrawn = await ana.act("WithdrawIncident", incidentId=first["id"], reason="It was not so.")
    assert (refusals(again), refusals(withdrawn)) == (
        [("WRONG_STATUS", ["supersedesId"])],
        [("WRONG_STATUS", ["incidentId"])],
    )


async def test_of_two_corrections_at_once_one_is_made(table: Table) -> None:
    ana = await table.by("ana")
    first = await happened(ana, table)
    given = await told(table, supersedesId=first["id"])

    both = await asyncio.gather(*(ana.act("RecordIncident", **given) for _ in range(2)))

    assert sorted(map(len, (payload["problems"] for payload in both))) == [0, 1]


async def test_it_is_withdrawn_by_the_agency_that_recorded_it_once_and_stays_to_be_read(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    made = await happened(ana, table, audience=agencies(table, "ngo"))

    async with left_behind(table) as added:
        assert refusals(await dalia.act("WithdrawIncident", incidentId=made["id"], reason="No.")) == [("FORBIDDEN", [])]
    assert added == {}

    payload = await ana.act("WithdrawIncident", incidentId=made["id"], reason=" It was another. ")
    assert payload["problems"] == []
    found = await shown(dalia, made["id"]) or {}
    assert (found["withdrawal"], found["withdrawnBy"]["id"]) == ("It was another.", table.membership_id("ana"))
    assert found["description"] == "He waited at the stairs and hit her."
    again = await ana.act("WithdrawIncident", incidentId=made["id"], reason="Once more.")
    corrected = await ana.act("RecordIncident", **await told(table, supersedesId=made["id"]))
    assert (refusals(again), refusals(corrected)) == (
        [("WRONG_STATUS", ["incidentId"])],
        [("WRONG_STATUS", ["supersedesId"])],
    )


async def test_another_agency_s_is_not_corrected(table: Table) -> None:
    made = await happened(await table.by("ana"), table, audience=agencies(table, "ngo"))
    dalia, bogdan = await table.by("dalia"), await table.by("bogdan")

    async with left_behind(table) as added:
        seen = await dalia.act("RecordIncident", **await told(table, supersedesId=made["id"]))
        hidden = await bogdan.act("RecordIncident", **await told(table, supersedesId=made["id"]))

    assert (refusals(seen), refusals(hidden), added) == (
        [("FORBIDDEN", ["supersedesId"])],
        [("NOT_FOUND", ["supersedesId"])],
        {},
    )


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"beganAt": -0.5}, ("INVALID_DATE", ["beganAt"])),
        ({"beganAt": 2, "endedAt": -0.5}, ("INVALID_DATE", ["endedAt"])),
        ({"beganAt": 2, "endedAt": 3}, ("INVALID_DATE", ["endedAt"])),
        ({"kinds": []}, ("REQUIRED", ["kinds"])),
        ({"kinds": ["VERBAL", "VERBAL"]}, ("ALREADY_THERE", ["kinds"])),
        ({"description": " "}, ("REQUIRED", ["description"])),
        ({"description": "x" * 10_001}, ("TOO_LONG", ["description"])),
        ({"description": "\u202e"}, ("CONTROL_CHARACTERS", ["description"])),
        ({"place": "x" * 301}, ("TOO_LONG", ["place"])),
        ({"reportedBy": "x" * 201}, ("TOO_LONG", ["reportedBy"])),
        ({"caseId": nothing("case")}, ("NOT_FOUND", ["caseId"])),
        ({"caseId": nothing("thread")}, ("INVALID_ID", ["caseId"])),
        ({"victimId": nothing("participant")}, ("NOT_FOUND", ["victimId"])),
        ({"victimId": nothing("case")}, ("INVALID_ID", ["victimId"])),
        ({"perpetratorId": nothing("participant")}, ("NOT_FOUND", ["perpetratorId"])),
        ({"supersedesId": nothing("incident")}, ("NOT_FOUND", ["supersedesId"])),
        ({"supersedesId": nothing("case")}, ("INVALID_ID", ["supersedesId"])),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    table: Table, wrong: dict[str, Any], refusal: tuple[str, list[str]]
) -> None:
    ana, given = await table.by("ana"), await told(table)
    moments = {name: days_ago(table, value) for name, value in wrong.items() if name.endswith("At")}

    async with left_behind(table) as added:
        payload = await ana.act("RecordIncident", **{**given, **wrong, **moments})

    assert (refusals(payload), payload["incident"], added) == ([refusal], None, {})


async def test_people_are_of_this_case_and_in_that_part(table: Table) -> None:
    ana, given = await table.by("ana"), await told(table)
    victim, perpetrator, child = [await participant(table, label) for label in ("M.", "V.", "Elder child, 9")]
    elsewhere = await participant(table, "R.", story.QUIET_CASE)

    async with left_behind(table) as added:
        wrong = {
            "as victim": {"victimId": perpetrator},
            "a child": {"victimId": child},
            "as perpetrator": {"perpetratorId": victim},
            "of another case": {"victimId": elsewhere},
            "said to be of another case": {"perpetratorId": elsewhere},
        }
        refused = {name: refusals(await ana.act("RecordIncident", **{**given, **one})) for name, one in wrong.items()}

    assert (refused, added) == (
        {
            "as victim": [("INVALID_ROLE", ["victimId"])],
            "a child": [("INVALID_ROLE", ["victimId"])],
            "as perpetrator": [("INVALID_ROLE", ["perpetratorId"])],
            "of another case": [("NOT_FOUND", ["victimId"])],
            "said to be of another case": [("NOT_FOUND", ["perpetratorId"])],
        },
        {},
    )


async def test_sent_twice_it_is_recorded_once(table: Table) -> None:
    ana, given, mutation = await table.by("ana"), await told(table), str(uuid4())
    first = await ana.act("RecordIncident", client_mutation_id=mutation, **given)

    async with left_behind(table) as added:
        again = await ana.act("RecordIncident", client_mutation_id=mutation, **given)

    assert (again, added) == (first, {})


async def test_who_has_no_seat_records_nothing_and_cannot_tell_that_the_case_exists(table: Table) -> None:
    await break_glass(table, "emil")
    given = await told(table)

    async with left_behind(table) as added:
        for client in [*[await table.by(key) for key in ("horia", "emil", "felicia")], await table.by_script()]:
            there = await client.act("RecordIncident", **given)
            none = await client.act("RecordIncident", **{**given, "caseId": nothing("case")})
            assert (refusals(there), there) == ([("NOT_FOUND", ["caseId"])], none)

    assert added == {}


async def test_a_role_without_the_right_is_refused_and_nothing_is_recorded(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    bogdan = await table.by("bogdan")
    made = await happened(bogdan, table)
    monkeypatch.setitem(GRANTS, Role.PRACTITIONER, GRANTS[Role.PRACTITIONER] - {Permission.INCIDENT_RECORD})

    async with left_behind(table) as added:
        recorded = await bogdan.act("RecordIncident", **await told(table))
        withdrawn = await bogdan.act("WithdrawIncident", incidentId=made["id"], reason="No.")

    assert (refusals(recorded), refusals(withdrawn), added) == ([("FORBIDDEN", [])], [("FORBIDDEN", [])], {})


async def test_its_audience_hears_of_it_live_and_nobody_else(wire: Wire) -> None:
    table = wire.table
    ana, dalia, bogdan = [await table.by(key) for key in ("ana", "dalia", "bogdan")]
    after = await case_cursor(bogdan, table)
    async with (
        wire.listening(dalia, EVENTS, id=table.case_id, after=after) as of_dalia,
        wire.listening(bogdan, EVENTS, id=table.case_id, after=after) as of_bogdan,
    ):
        made = await happened(ana, table, audience=agencies(table, "ngo"))
        await ana.act("WithdrawIncident", incidentId=made["id"], reason="It was not so.")
        events = await of_dalia.events(2)
        assert await of_bogdan.is_silent()
        for_all = await happened(ana, table, audience=everyone())
        (heard,) = await of_bogdan.events(1)

    by = {"id": table.membership_id("ana")}
    assert events == [
        {"__typename": "IncidentRecorded", "by": by, "incident": {"id": made["id"]}},
        {"__typename": "IncidentWithdrawn", "by": by, "incident": {"id": made["id"], "withdrawal": "It was not so."}},
    ]
    assert heard["incident"] == {"id": for_all["id"]}


async def test_named_persons_alone_see_it(table: Table) -> None:
    made = await happened(await table.by("ana"), table, audience=persons(table, "corina"))

    seen = [await shown(await table.by(key), made["id"]) is not None for key in ("ana", "corina", "dalia")]
    assert seen == [True, True, False]
