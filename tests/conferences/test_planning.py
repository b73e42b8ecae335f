"""Planning a conference, changing and cancelling it."""

from typing import Any

import pytest

from tests.conferences.meeting import PLAN, done, planned
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table


async def test_who_leads_plans_one_and_asks_agencies_to_it(table: Table) -> None:
    corina = await table.by("corina")
    asked = [table.agency_id("hospital"), table.agency_id("police")]

    async with left_behind(table) as added:
        payload = await corina.act("PlanConference", **PLAN, agencyIds=asked, place="Room 3", minutes=90)

    assert payload["problems"] == []
    made = payload["conference"]
    assert (made["status"], made["scheduledAt"], made["minutes"], made["place"]) == (
        *("PLANNED", "2027-01-14T08:00:00.000000Z"),
        *(90, "Room 3"),
    )
    assert [made[who]["id"] for who in ("chair", "coordinator")] == [table.membership_id("corina")] * 2
    assert [(each["agency"]["id"], each["state"]) for each in made["agencies"]] == [(key, "INVITED") for key in asked]
    assert [(each["membership"]["id"], each["status"]) for each in made["attendance"]] == [
        (table.membership_id("corina"), "CONFIRMED")
    ]
    assert {name: added[name] for name in ("conference", "conference_agency", "attendance", "performed")} == {
        **{"conference": 1, "conference_agency": 2},
        **{"attendance": 1, "performed": 1},
    }


async def test_those_who_are_asked_see_it_and_nobody_else_does(table: Table) -> None:
    meeting = await planned(table, "hospital")

    for key, sees in {"emil": True, "ana": False, "gelu": False, "horia": False, "dalia": False}.items():
        client = await table.by(key)
        listed = (await client.ask("Conferences", status=["PLANNED"])).data["conferences"]["nodes"]
        assert [each["id"] for each in listed] == ([meeting.id] if sees else [])
        page = await client.ask("ConferencePage", conferenceId=meeting.id)
        assert (page.data["conference"] is not None) is sees
        if not sees:
            assert page == await client.ask("ConferencePage", conferenceId=nothing("conference"))


async def test_a_practitioner_or_an_administrator_is_refused_and_nothing_is_recorded(table: Table) -> None:
    async with left_behind(table) as added:
        for key in ("ana", "bogdan", "dalia", "jana"):
            payload = await (await table.by(key)).act("PlanConference", **PLAN)
            assert (refusals(payload), payload["conference"]) == ([("FORBIDDEN", [])], None)

    assert added == {}


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"title": "  "}, "REQUIRED", ["title"]),
        ({"title": "x" * 201}, "TOO_LONG", ["title"]),
        ({"timeZone": "Europe/Atlantis"}, "INVALID_TIME_ZONE", ["timeZone"]),
        ({"timeZone": "../../etc/passwd"}, "INVALID_TIME_ZONE", ["timeZone"]),
        ({"startsAt": "tomorrow"}, "INVALID_DATE", ["startsAt"]),
        ({"startsAt": "2027-01-14T10:00+02:00"}, "INVALID_DATE", ["startsAt"]),
        ({"startsAt": "2020-01-14T10:00"}, "INVALID_DATE", ["startsAt"]),
        # The hour that is left out in spring.
        ({"startsAt": "2027-03-28T03:30"}, "INVALID_DATE", ["startsAt"]),
        ({"startsAt": "2027-03-28T02:30", "timeZone": "Europe/Oslo"}, "INVALID_DATE", ["startsAt"]),
        ({"minutes": 4}, "INVALID_LENGTH", ["minutes"]),
        ({"minutes": 1_441}, "INVALID_LENGTH", ["minutes"]),
        ({"returnsDueAt": "2020-01-01T00:00:00Z"}, "INVALID_DATE", ["returnsDueAt"]),
        ({"returnsDueAt": "2027-01-15T00:00:00Z"}, "INVALID_DATE", ["returnsDueAt"]),
        ({"chairId": nothing("membership")}, "NOT_FOUND", ["chairId"]),
        ({"scribeId": nothing("agency")}, "INVALID_ID", ["scribeId"]),
        ({"agencyIds": [nothing("agency")]}, "AGENCY_NOT_AVAILABLE", ["agencyIds", "0"]),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_its_field(
    table: Table, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    corina = await table.by("corina")
    async with left_behind(table) as added:
        payload = await corina.act("PlanConference", **{**PLAN, **wrong})

    assert (refusals(payload), added) == ([(code, path)], {})


async def test_its_own_agency_and_one_that_is_asked_are_not_asked_again(table: Table) -> None:
    corina, meeting = await table.by("corina"), await planned(table, "hospital")

    for key in ("social", "hospital"):
        payload = await corina.act("InviteToConference", conferenceId=meeting.id, agencyIds=[table.agency_id(key)])
        assert refusals(payload) == [("ALREADY_THERE", ["agencyIds", "0"])]


async def test_who_does_not_work_on_cases_is_nobody_s_chair(table: Table) -> None:
    corina = await table.by("corina")

    payload = await corina.act("PlanConference", **PLAN, chairId=table.membership_id("jana"))

    assert refusals(payload) == [("INVALID_ROLE", ["chairId"])]


async def test_another_zone_means_the_same_time_on_the_clocks_there(table: Table) -> None:
    meeting = await planned(table)

    moved = (await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, timeZone="Europe/Oslo"))[
        "conference"
    ]

    assert (moved["scheduledAt"], moved["timeZone"]) == ("2027-01-14T09:00:00.000000Z", "Europe/Oslo")


async def test_a_blank_place_takes_it_away_and_what_is_left_out_stays(table: Table) -> None:
    meeting = await planned(table, place="Room 3")

    changed = (await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, place=" "))["conference"]

    assert (changed["place"], changed["title"], changed["minutes"]) == (None, PLAN["title"], 120)


async def test_one_that_is_cancelled_says_why_and_is_over(table: Table) -> None:
    meeting = await planned(table, "hospital")

    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="Too few can come.")

    shown = (await meeting.page("emil"))["conference"]
    assert (shown["status"], shown["cancellation"]) == ("CANCELLED", "Too few can come.")
    for operation in ("BeginConference", "MakeConferenceReady", "OpenReturns"):
        assert refusals(await meeting.act("corina", operation, conferenceId=meeting.id)) == [("WRONG_STATUS", [])]


@pytest.mark.parametrize(
    ("first", "rhythm", "expected"),
    [
        ("2027-03-20T10:00", "WEEKLY", ["2027-03-20T08:00", "2027-03-27T08:00", "2027-04-03T07:00"]),
        ("2027-03-20T10:00", "FORTNIGHTLY", ["2027-03-20T08:00", "2027-04-03T07:00", "2027-04-17T07:00"]),
        # The second Thursday; and the fifth Friday, which is the last where there are four.
        ("2027-01-14T10:00", "MONTHLY", ["2027-01-14T08:00", "2027-02-11T08:00", "2027-03-11T08:00"]),
        ("2027-01-29T10:00", "MONTHLY", ["2027-01-29T08:00", "2027-02-26T08:00", "2027-03-26T08:00"]),
    ],
)
async def test_a_series_meets_at_the_same_hour_of_the_clocks_there(
    table: Table, first: str, rhythm: str, expected: list[str]
) -> None:
    corina, emil = await table.by("corina"), await table.by("emil")
    given = {**PLAN, "startsAt": first, "repeats": {"rhythm": rhythm, "times": 3}}
    due = {"returnsDueAt": f"{first[:8]}{int(first[8:10]) - 2:02}T08:00:00Z"}

    await done(corina, "PlanConference", **given, **due, agencyIds=[table.agency_id("hospital")])

    listed = (await emil.ask("Conferences", status=["PLANNED"])).data["conferences"]["nodes"]
    assert [each["scheduledAt"][:16] for each in reversed(listed)] == expected
    assert [each["returnsDueAt"] < each["scheduledAt"] for each in listed] == [True] * 3
    others = "query ($id: ID!) { conference(id: $id) { othersOfSeries { id } } }"
    found = (await emil.ask(others, id=listed[0]["id"])).data["conference"]["othersOfSeries"]
    assert [each["id"] for each in found] == [each["id"] for each in (listed[2], listed[1])]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"repeats": {"rhythm": "WEEKLY", "times": 1}}, ("INVALID_LENGTH", ["repeats", "times"])),
        ({"repeats": {"rhythm": "WEEKLY", "times": 54}}, ("INVALID_LENGTH", ["repeats", "times"])),
        # Its second day lacks that hour.
        (
            {"startsAt": "2027-03-21T03:30", "repeats": {"rhythm": "WEEKLY", "times": 2}},
            ("INVALID_DATE", ["repeats"]),
        ),
    ],
)
async def test_a_series_that_cannot_be_is_refused_whole(
    table: Table, wrong: dict[str, Any], refusal: tuple[str, list[str]]
) -> None:
    corina = await table.by("corina")
    async with left_behind(table) as added:
        payload = await corina.act("PlanConference", **{**PLAN, **wrong})

    assert (refusals(payload), added) == ([refusal], {})
