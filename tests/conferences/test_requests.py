"""An agency is asked for one of its people, to speak for the victim or to watch, and says itself who that is."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from roundtable.agencies.models import Agency, Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE, fixed
from roundtable.letters.models import Letter
from tests.conferences.meeting import Meeting, Payload, on_agenda, planned, referred
from tests.messaging.room import left_behind, nothing, refusals
from tests.streams.onlooker import heard
from tests.streams.wire import Wire
from tests.support.table import Table

ADVOCATE, OBSERVER = {"function": "VICTIM_ADVOCATE"}, {"function": "OBSERVER", "condition": "Take no notes."}
OPEN = "query ($open: Boolean) { attendeeRequests(open: $open) { nodes { id state conference { id title } } } }"
ONE = """
query ($id: ID!) { node(id: $id) { ... on AttendeeRequest {
  state reason condition function agency { id } askedBy { id } answeredBy { id } attendance { membership { id } }
  conference { id }
} } }
"""
SUPERVISES = fixed(0xA21)


async def _asked(meeting: Meeting, agency: str, **what: Any) -> str:
    given = {"conferenceId": meeting.id, "agencyId": meeting.table.agency_id(agency), **(what or ADVOCATE)}
    key: str = (await meeting.done("corina", "RequestAttendee", **given))["attendeeRequest"]["id"]
    return key


async def _ours(meeting: Meeting, key: str, *, open: bool | None = True) -> list[Payload]:
    """What is asked of somebody's agency, as they are shown it."""
    found: list[Payload] = (await (await meeting.by(key)).ask(OPEN, open=open)).data["attendeeRequests"]["nodes"]
    return found


async def _shown(meeting: Meeting, who: str, key: str) -> Payload | None:
    shown: Payload | None = (await (await meeting.by(who)).ask(ONE, id=key)).data["node"]
    return shown


async def _on_the_page(meeting: Meeting, who: str = "corina") -> list[tuple[str, str]]:
    conference = (await meeting.page(who))["conference"]
    return [(each["agency"]["id"], each["state"]) for each in conference["attendeeRequests"]]


def _named(table: Table, key: str, request: str) -> dict[str, str]:
    return {"attendeeRequestId": request, "membershipId": table.membership_id(key)}


async def test_an_agency_names_one_of_its_people_who_hears_the_case_once_it_comes_itself(table: Table) -> None:
    meeting = await referred(table)
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    request = await _asked(meeting, "programme")
    (waits,) = await _ours(meeting, "ilie")
    assert waits == {"id": request, "state": "ASKED", "conference": {"id": meeting.id, "title": "Monthly conference"}}

    answered = await meeting.done("ilie", "AnswerAttendeeRequest", **_named(table, "felicia", request))

    assert answered["attendeeRequest"]["state"] == "NAMED"
    assert answered["attendeeRequest"]["attendance"]["membership"]["id"] == table.membership_id("felicia")
    there = await meeting.attendance("felicia")
    assert (there["function"], there["status"]) == ("VICTIM_ADVOCATE", "INVITED")
    assert (there["agreedAt"] is not None, there["condition"]) == (True, None)
    assert await _ours(meeting, "ilie") == []
    assert await _on_the_page(meeting) == [(table.agency_id("programme"), "NAMED")]
    # Its word for somebody is not yet that it comes.
    assert await meeting.shown("felicia") is None
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    assert await meeting.shown("felicia") is not None


async def test_one_that_comes_already_brings_the_advocate_into_the_case_at_once(table: Table) -> None:
    meeting = await referred(table, "programme")
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    request = await _asked(meeting, "programme")
    assert await meeting.shown("felicia") is None

    await meeting.done("ilie", "AnswerAttendeeRequest", **_named(table, "felicia", request))

    assert await meeting.shown("felicia") is not None


async def test_who_names_themselves_says_that_they_come(table: Table) -> None:
    meeting = await planned(table)
    request = await _asked(meeting, "hospital")

    await meeting.done("emil", "AnswerAttendeeRequest", **_named(table, "emil", request))

    there = await meeting.attendance("emil")
    assert (there["status"], there["agreedAt"] is not None) == ("CONFIRMED", True)


async def test_an_agency_that_is_asked_for_an_advocate_is_asked_to_the_conference_and_for_an_observer_not(
    table: Table,
) -> None:
    meeting = await planned(table)
    for agency, what in (("hospital", ADVOCATE), ("elsewhere", OBSERVER)):
        await _asked(meeting, agency, **what)

    conference = (await meeting.page("corina"))["conference"]
    assert [(each["agency"]["id"], each["state"]) for each in conference["agencies"]] == [
        (table.agency_id("hospital"), "INVITED")
    ]
    # One that said that it does not come is asked anew.
    other = await planned(table, "hospital")
    await other.done("emil", "DeclineConference", conferenceId=other.id, reason="We are full.")
    await _asked(other, "hospital")
    (again,) = (await other.page("corina"))["conference"]["agencies"]
    assert (again["state"], again["reason"]) == ("INVITED", None)


async def test_an_observer_signs_the_condition_that_was_asked_for_and_hears_no_case(table: Table) -> None:
    meeting = await on_agenda(table)
    request = await _asked(meeting, "elsewhere", **OBSERVER)

    await meeting.done("horia", "AnswerAttendeeRequest", **_named(table, "horia", request))

    there = await meeting.attendance("horia")
    assert (there["function"], there["status"], there["condition"]) == ("OBSERVER", "INVITED", "Take no notes.")
    unsigned = await meeting.act("horia", "ConfirmAttendance", attendanceId=there["id"])
    assert refusals(unsigned) == [("REQUIRED", ["signs"])]
    await meeting.done("horia", "ConfirmAttendance", attendanceId=there["id"], signs=True)
    page = await meeting.page("horia")
    assert (page["conference"]["title"], page["agenda"]["nodes"]) == ("Monthly conference", [])


async def test_an_agency_declines_with_a_reason_that_both_sides_read_and_may_be_asked_again(table: Table) -> None:
    meeting = await planned(table)
    request = await _asked(meeting, "elsewhere", **OBSERVER)

    declined = await meeting.done("horia", "DeclineAttendeeRequest", attendeeRequestId=request, reason="On leave.")

    assert (declined["attendeeRequest"]["state"], declined["attendeeRequest"]["reason"]) == ("DECLINED", "On leave.")
    for who in ("corina", "horia"):
        shown = await _shown(meeting, who, request)
        assert shown is not None
        assert (shown["state"], shown["reason"], shown["condition"]) == ("DECLINED", "On leave.", "Take no notes.")
        assert (shown["askedBy"]["id"], shown["answeredBy"]["id"]) == (
            table.membership_id("corina"),
            table.membership_id("horia"),
        )
    assert await _ours(meeting, "horia") == []
    assert [each["id"] for each in await _ours(meeting, "horia", open=False)] == [request]
    again = await _asked(meeting, "elsewhere", **OBSERVER)
    assert [each["id"] for each in await _ours(meeting, "horia", open=None)] == [again, request]


async def test_who_is_asked_for_an_observer_sees_the_conference_as_long_as_one_may_come_by_it(table: Table) -> None:
    meeting = await planned(table)
    page = "query ($id: ID!) { conference(id: $id) { title } conferences { nodes { id } } }"

    async def sees() -> bool:
        found = (await (await meeting.by("horia")).ask(page, id=meeting.id)).data
        # It is asked for somebody, not to come.
        assert found["conferences"]["nodes"] == []
        return found["conference"] is not None

    assert not await sees()
    declined = await _asked(meeting, "elsewhere", **OBSERVER)
    assert await sees()
    await meeting.done("horia", "DeclineAttendeeRequest", attendeeRequestId=declined, reason="On leave.")
    assert not await sees()
    taken_back = await _asked(meeting, "elsewhere", **OBSERVER)
    await meeting.done("corina", "WithdrawAttendeeRequest", attendeeRequestId=taken_back)
    assert not await sees()
    shown = await _shown(meeting, "horia", taken_back)
    assert shown is not None
    assert (shown["state"], shown["conference"]) == ("WITHDRAWN", None)


async def test_an_agency_that_does_not_come_sends_no_advocate_either_and_may_still_send_an_observer(
    table: Table,
) -> None:
    meeting = await planned(table, "hospital")
    for what in (ADVOCATE, OBSERVER):
        await _asked(meeting, "hospital", **what)

    await meeting.done("emil", "DeclineConference", conferenceId=meeting.id, reason="We are full.")

    requests = (await meeting.page("corina"))["conference"]["attendeeRequests"]
    assert [(each["function"], each["state"], each["reason"]) for each in requests] == [
        ("VICTIM_ADVOCATE", "DECLINED", "We are full."),
        ("OBSERVER", "ASKED", None),
    ]


async def test_the_same_is_asked_once_at_a_time(table: Table) -> None:
    meeting = await planned(table)
    given = {"conferenceId": meeting.id, "agencyId": table.agency_id("hospital")}
    request = await _asked(meeting, "hospital")

    async with left_behind(table) as added:
        again = await meeting.act("corina", "RequestAttendee", **given, **ADVOCATE)
    assert (refusals(again), added) == ([("ALREADY_THERE", ["agencyId"])], {})

    # Something else is another thing, and so is the same once it was answered: there may be two to speak for.
    await _asked(meeting, "hospital", **OBSERVER)
    await meeting.done("emil", "AnswerAttendeeRequest", **_named(table, "emil", request))
    await _asked(meeting, "hospital")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"function": "REPRESENTATIVE"}, ("NOT_WANTED", ["function"])),
        ({"function": "OBSERVER"}, ("REQUIRED", ["condition"])),
        ({"function": "OBSERVER", "condition": " "}, ("REQUIRED", ["condition"])),
        ({"function": "OBSERVER", "condition": "x" * 1_001}, ("TOO_LONG", ["condition"])),
        ({"function": "OBSERVER", "condition": "a\u202eb"}, ("CONTROL_CHARACTERS", ["condition"])),
        ({**ADVOCATE, "condition": "None"}, ("NOT_WANTED", ["condition"])),
        ({**ADVOCATE, "agencyId": nothing("agency")}, ("AGENCY_NOT_AVAILABLE", ["agencyId"])),
        ({**ADVOCATE, "agencyId": ids.encode("agency", AGENCIES["social"].id)}, ("AGENCY_NOT_AVAILABLE", ["agencyId"])),
        ({**ADVOCATE, "agencyId": "agency_1"}, ("INVALID_ID", ["agencyId"])),
        ({**ADVOCATE, "conferenceId": nothing("conference")}, ("NOT_FOUND", ["conferenceId"])),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    table: Table, given: dict[str, str], refusal: tuple[str, list[str]]
) -> None:
    meeting = await planned(table)
    asked = {"conferenceId": meeting.id, "agencyId": table.agency_id("hospital"), **given}

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "RequestAttendee", **asked)

    assert (refusals(payload), added) == ([refusal], {})


async def test_an_agency_that_rests_is_not_asked(table: Table) -> None:
    meeting = await planned(table)
    async with table.database.writing() as session:
        (await session.get_one(Agency, AGENCIES["hospital"].id)).active = False

    given = {"conferenceId": meeting.id, "agencyId": table.agency_id("hospital"), **ADVOCATE}
    assert refusals(await meeting.act("corina", "RequestAttendee", **given)) == [("AGENCY_NOT_AVAILABLE", ["agencyId"])]


async def test_whom_an_agency_may_not_name(table: Table) -> None:
    await table.add(_post("ilie", "programme", Role.AGENCY_ADMIN))
    meeting = await planned(table)
    request = await _asked(meeting, "programme")
    comes = await _asked(meeting, "hospital")
    await meeting.done("emil", "AnswerAttendeeRequest", **_named(table, "emil", comes))
    again = await _asked(meeting, "hospital")

    async def refused(who: str, key: str, post: str) -> list[tuple[str, list[str]]]:
        given = {"attendeeRequestId": key, "membershipId": post}
        return refusals(await meeting.act(who, "AnswerAttendeeRequest", **given))

    path = ["membershipId"]
    async with left_behind(table) as added:
        # Of another agency; who is on the conference already; who does not work on cases; a script; nobody.
        for key in ("emil", "corina"):
            assert await refused("ilie", request, table.membership_id(key)) == [("INVALID_AUDIENCE", path)]
        assert await refused("emil", again, table.membership_id("emil")) == [("ALREADY_THERE", path)]
        administers = ids.encode("membership", SUPERVISES)
        assert await refused("ilie", request, administers) == [("INVALID_ROLE", path)]
        for post in (ids.encode("membership", NGO_SCRIPT.post.id), nothing("membership")):
            assert await refused("ilie", request, post) == [("NOT_FOUND", path)]
        assert await refused("ilie", request, "membership_1") == [("INVALID_ID", path)]
    assert added == {}


@pytest.mark.parametrize(
    ("reason", "refusal"), [(" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("a\u0007b", "CONTROL_CHARACTERS")]
)
async def test_who_declines_says_why(table: Table, reason: str, refusal: str) -> None:
    meeting = await planned(table)
    request = await _asked(meeting, "hospital")

    async with left_behind(table) as added:
        payload = await meeting.act("emil", "DeclineAttendeeRequest", attendeeRequestId=request, reason=reason)

    assert (refusals(payload), added) == ([(refusal, ["reason"])], {})
    assert [each["state"] for each in await _ours(meeting, "emil")] == ["ASKED"]


@pytest.mark.parametrize("end", ["AnswerAttendeeRequest", "DeclineAttendeeRequest", "WithdrawAttendeeRequest"])
async def test_what_was_answered_or_taken_back_is_answered_no_more(table: Table, end: str) -> None:
    meeting = await planned(table)
    for agency, who, what in (("hospital", "emil", ADVOCATE), ("elsewhere", "horia", OBSERVER)):
        request = await _asked(meeting, agency, **what)
        acts = {
            "AnswerAttendeeRequest": (who, _named(table, who, request)),
            "DeclineAttendeeRequest": (who, {"attendeeRequestId": request, "reason": "On leave."}),
            "WithdrawAttendeeRequest": ("corina", {"attendeeRequestId": request}),
        }
        by, given = acts[end]
        await meeting.done(by, end, **given)

        async with left_behind(table) as added:
            for act, (by, given) in acts.items():
                assert (act, refusals(await meeting.act(by, act, **given))) == (act, [("WRONG_STATUS", [])])
        assert added == {}


async def test_who_does_not_speak_for_the_agency_does_not_answer_and_who_does_not_lead_does_not_ask(
    table: Table,
) -> None:
    meeting = await on_agenda(table)
    request = await _asked(meeting, "programme")
    given = {"conferenceId": meeting.id, "agencyId": table.agency_id("police"), **ADVOCATE}

    async with left_behind(table) as added:
        for who in ("emil", "ilie"):
            assert refusals(await meeting.act(who, "RequestAttendee", **given)) == [("FORBIDDEN", [])]
            withdrawn = await meeting.act(who, "WithdrawAttendeeRequest", attendeeRequestId=request)
            assert refusals(withdrawn) == [("FORBIDDEN", [])]
        for who in ("corina", "emil"):
            for act, more in _answers(table).items():
                refused = await meeting.act(who, act, attendeeRequestId=request, **more)
                assert (who, act, refusals(refused)) == (who, act, [("FORBIDDEN", [])])
        # Felicia is of the agency, and speaks for nobody; to her, as to Horia, there is nothing.
        for who in ("felicia", "horia", "gelu", "jana"):
            for act, more in {**_answers(table), "WithdrawAttendeeRequest": {}}.items():
                there = await meeting.act(who, act, attendeeRequestId=request, **more)
                assert there == await meeting.act(who, act, attendeeRequestId=nothing("attendeerequest"), **more)
                assert refusals(there) == [("NOT_FOUND", ["attendeeRequestId"])]
            assert await _shown(meeting, who, request) is None
            assert await _ours(meeting, who, open=None) == []
    assert added == {}


async def test_at_a_conference_that_is_over_nothing_is_asked_or_answered(table: Table) -> None:
    ends: dict[str, list[tuple[str, Payload]]] = {
        "cancelled": [("CancelConference", {"reason": "Too few."})],
        "ended": [("BeginConference", {}), ("EndConference", {})],
    }
    for acts in ends.values():
        meeting = await planned(table)
        requests = {"emil": await _asked(meeting, "hospital"), "horia": await _asked(meeting, "elsewhere", **OBSERVER)}
        for act, given in acts:
            await meeting.done("corina", act, conferenceId=meeting.id, **given)
        async with left_behind(table) as added:
            for who, request in requests.items():
                for act, more in (
                    ("AnswerAttendeeRequest", {"membershipId": table.membership_id(who)}),
                    ("DeclineAttendeeRequest", {"reason": "No."}),
                ):
                    refused = await meeting.act(who, act, attendeeRequestId=request, **more)
                    assert (act, refusals(refused)) == (act, [("WRONG_STATUS", [])])
                refused = await meeting.act("corina", "WithdrawAttendeeRequest", attendeeRequestId=request)
                assert refusals(refused) == [("WRONG_STATUS", [])]
                # Nobody is asked to do what cannot be done.
                assert (await _ours(meeting, who), len(await _ours(meeting, who, open=False)) > 0) == ([], True)
            given = {"conferenceId": meeting.id, "agencyId": table.agency_id("police"), **ADVOCATE}
            assert refusals(await meeting.act("corina", "RequestAttendee", **given)) == [("WRONG_STATUS", [])]
        assert added == {}


async def test_of_two_who_answer_at_once_one_does(table: Table) -> None:
    await table.add(_post("felicia", "hospital", Role.SUPERVISOR))
    meeting = await planned(table)
    request = await _asked(meeting, "hospital")
    other = await table.by("felicia")
    await other.act("SwitchMembership", membershipId=ids.encode("membership", SUPERVISES))

    given = {"attendeeRequestId": request}
    one, two = await asyncio.gather(
        meeting.act("emil", "AnswerAttendeeRequest", **_named(table, "emil", request)),
        other.act("DeclineAttendeeRequest", reason="On leave.", **given),
    )

    assert sorted([refusals(one), refusals(two)]) == [[], [("WRONG_STATUS", [])]]


async def test_who_speaks_for_the_agency_is_written_to_once_and_nothing_of_a_case_is_in_it(table: Table) -> None:
    meeting = await referred(table, "hospital")
    before = len(await _letters(table))

    await _asked(meeting, "hospital")
    await _asked(meeting, "police")
    await _asked(meeting, "elsewhere", **OBSERVER)

    emil, ana, horia = (table.membership_id(key) for key in ("emil", "ana", "horia"))
    letters = (await _letters(table))[before:]
    # One that is asked to the conference by it learns of both there.
    assert [(to, kind) for to, kind, _ in letters] == [
        (emil, "ATTENDEE_REQUESTED"),
        (ana, "CONFERENCE_INVITATION"),
        (horia, "ATTENDEE_REQUESTED"),
    ]
    assert letters[0][2] == letters[2][2]
    for _, _, payload in letters:
        assert payload["url"] == f"/conferences/{meeting.id}"
        assert table.case_id not in str(payload)
        assert "Worse each week" not in str(payload)


async def test_the_letter_tells_no_place_and_does_not_go_once_nobody_is_asked_for(table: Table) -> None:
    meeting = await planned(table, place="https://meet.example.org/room")
    before = len(await _letters(table))
    request = await _asked(meeting, "elsewhere", **OBSERVER)
    assert [payload["place"] for _, _, payload in (await _letters(table))[before:]] == [None]

    await meeting.done("corina", "WithdrawAttendeeRequest", attendeeRequestId=request)

    async with table.database.reading() as connection:
        own = table_of(Letter)
        of_request = select(own.c.failure, own.c.payload).where(own.c.kind == "ATTENDEE_REQUESTED")
        assert [tuple(row) for row in await connection.execute(of_request)] == [("SUPERSEDED", {})]


@pytest.mark.parametrize("end", ["EndConference", "CancelConference"])
async def test_a_request_that_nobody_answered_ends_with_the_conference(table: Table, end: str) -> None:
    meeting = await planned(table)
    request = await _asked(meeting, "elsewhere", **OBSERVER)
    assert (await meeting.page("horia"))["conference"] is not None
    if end == "EndConference":
        await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
        await meeting.done("corina", end, conferenceId=meeting.id)
    else:
        await meeting.done("corina", end, conferenceId=meeting.id, reason="Too few can come.")

    assert (await meeting.page("horia"))["conference"] is None
    shown = await _shown(meeting, "horia", request)
    assert (shown or {})["state"] == "WITHDRAWN"


async def test_both_sides_hear_of_it_live(wire: Wire) -> None:
    table = wire.table
    meeting = await planned(table)
    horia, corina = await meeting.by("horia"), await meeting.by("corina")
    document = """subscription ($id: ID!) { conferenceEvents(conferenceId: $id) {
      __typename ... on AttendeeRequestChanged { attendeeRequest { id state } } } }"""

    mine = "subscription { myEvents { __typename ... on AttendeeRequested { attendeeRequest { id state } } } }"
    async with wire.listening(corina, document, id=meeting.id) as here, wire.listening(horia, mine) as own:
        request = await _asked(meeting, "elsewhere", **OBSERVER)
        waits = {"id": request, "state": "ASKED"}
        assert await own.event() == {"__typename": "AttendeeRequested", "attendeeRequest": waits}
        assert await here.event() == {"__typename": "AttendeeRequestChanged", "attendeeRequest": waits}
        await meeting.done("horia", "DeclineAttendeeRequest", attendeeRequestId=request, reason="On leave.")
        said = {**waits, "state": "DECLINED"}
        assert await here.event() == {"__typename": "AttendeeRequestChanged", "attendeeRequest": said}


async def test_who_follows_a_conference_by_a_request_alone_is_told_that_it_is_over_for_them(wire: Wire) -> None:
    table = wire.table
    meeting = await planned(table)
    request = await _asked(meeting, "elsewhere", **OBSERVER)
    horia = await meeting.by("horia")

    async with wire.listening(horia, "ConferenceEvents", conferenceId=meeting.id) as stream:
        await meeting.done("corina", "WithdrawAttendeeRequest", attendeeRequestId=request)
        codes, _, _ = await stream.end()

    assert codes == ["ACCESS_ENDED"]


async def test_the_lists_of_who_is_asked_are_looked_at_again_when_the_conference_changes(table: Table) -> None:
    meeting = await planned(table)
    await _asked(meeting, "elsewhere", **OBSERVER)
    horia = await meeting.by("horia")
    before = (await horia.ask("Viewer")).data["viewer"]["eventsCursor"]

    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="Too few.")

    events, _ = await heard(horia, "MyEvents", after=before)
    # It ends with the conference, and is all that they saw of it.
    assert [event["__typename"] for event in events] == ["AttendeeRequestChanged"]


async def test_only_those_of_an_agency_who_may_answer_hear_what_it_is_asked(table: Table) -> None:
    meeting = await planned(table)
    felicia = await meeting.by("felicia")
    before = (await felicia.ask("Viewer")).data["viewer"]["eventsCursor"]

    await _asked(meeting, "programme")

    events, _ = await heard(felicia, "MyEvents", after=before)
    assert "AttendeeRequested" not in [event["__typename"] for event in events]


def _answers(table: Table) -> dict[str, dict[str, str]]:
    named = {"membershipId": table.membership_id("felicia")}
    return {"AnswerAttendeeRequest": named, "DeclineAttendeeRequest": {"reason": "On leave."}}


def _post(who: str, agency: str, role: Role) -> Membership:
    """A further post of somebody's."""
    since = datetime(2026, 1, 5, 8, tzinfo=UTC)
    person = PEOPLE[who].id
    return Membership(id=SUPERVISES, agency_id=AGENCIES[agency].id, practitioner_id=person, role=role, starts_at=since)


async def _letters(table: Table) -> list[tuple[str, str, dict[str, Any]]]:
    letter = table_of(Letter)
    statement = select(letter.c.to_membership_id, letter.c.kind, letter.c.payload)
    async with table.database.reading() as connection:
        found = (await connection.execute(statement.order_by(letter.c.made_at, letter.c.id))).all()
    return [(ids.encode("membership", to), kind, payload) for to, kind, payload in found]
