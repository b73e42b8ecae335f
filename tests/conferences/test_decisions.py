"""What is decided over an item, who is for it, what agencies undertake, and what becomes of it."""

from typing import Any

import pytest

from tests.conferences.meeting import Meeting, Payload, heard, on_agenda
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table

DECISION = {"text": "She is accompanied to court.", "rationale": "She is afraid to go alone."}


async def _decided(table: Table) -> tuple[Meeting, str]:
    meeting = await heard(table)
    made = await meeting.done("corina", "RecordDecision", agendaItemId=meeting.item, **DECISION)
    return meeting, made["decision"]["id"]


async def _of_item(meeting: Meeting, key: str) -> list[Payload]:
    """The decisions that somebody is shown."""
    answer = await (await meeting.by(key)).ask("ItemDecisions", agendaItemId=meeting.item)
    found: list[Payload] = answer.data["decisions"]["nodes"]
    return found


async def _plan(meeting: Meeting, key: str) -> list[Payload]:
    """The case's action plan, as somebody is shown it."""
    answer = await (await meeting.by(key)).ask("ActionPlan", caseId=meeting.table.case_id)
    found: list[Payload] = answer.data["undertakings"]["nodes"]
    return found


async def test_a_decision_is_shown_with_its_reason_to_who_hears_the_item(table: Table) -> None:
    meeting, decision = await _decided(table)

    for key in ("corina", "emil"):
        (shown,) = await _of_item(meeting, key)
        assert (shown["id"], shown["text"], shown["rationale"], shown["voices"]) == (decision, *DECISION.values(), [])
    for key in ("ana", "gelu", "horia"):
        assert await _of_item(meeting, key) == []


async def test_who_is_against_it_says_so_in_their_own_words_and_may_think_again(table: Table) -> None:
    meeting, decision = await _decided(table)
    await meeting.done("corina", "SupportDecision", decisionId=decision)
    await meeting.done("emil", "SupportDecision", decisionId=decision)

    await meeting.done("emil", "DissentFromDecision", decisionId=decision, words="It puts her in danger.")

    (shown,) = await _of_item(meeting, "corina")
    assert [(each["membership"]["id"], each["stance"], each["words"]) for each in shown["voices"]] == [
        (table.membership_id("corina"), "SUPPORTS", None),
        (table.membership_id("emil"), "DISSENTS", "It puts her in danger."),
    ]
    empty = await meeting.act("emil", "DissentFromDecision", decisionId=decision, words=" ")
    assert refusals(empty) == [("REQUIRED", ["words"])]


async def test_one_that_was_not_decided_so_is_withdrawn_and_stays_to_be_read(table: Table) -> None:
    meeting, decision = await _decided(table)

    withdrawn = await meeting.done("corina", "WithdrawDecision", decisionId=decision, reason="It was said otherwise.")

    assert withdrawn["decision"]["withdrawal"] == "It was said otherwise."
    assert (await _of_item(meeting, "emil"))[0]["text"] == DECISION["text"]
    for operation, more in (
        ("WithdrawDecision", {"reason": "Again."}),
        ("SupportDecision", {}),
        ("DissentFromDecision", {"words": "No."}),
    ):
        assert refusals(await meeting.act("corina", operation, decisionId=decision, **more)) == [("WRONG_STATUS", [])]


async def test_decisions_are_written_down_by_who_runs_the_meeting_while_it_is_open(table: Table) -> None:
    meeting = await heard(table)
    given = {"agendaItemId": meeting.item, **DECISION}

    async with left_behind(table) as added:
        assert refusals(await meeting.act("emil", "RecordDecision", **given)) == [("FORBIDDEN", [])]
        for key in ("ana", "horia"):
            there = await meeting.act(key, "RecordDecision", **given)
            assert there == await meeting.act(key, "RecordDecision", **{**given, "agendaItemId": nothing("agendaitem")})
            assert refusals(there) == [("NOT_FOUND", ["agendaItemId"])]
    assert added == {}

    early = await on_agenda(table)
    refused = await early.act("corina", "RecordDecision", agendaItemId=early.item, **DECISION)
    assert refusals(refused) == [("WRONG_STATUS", [])]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"text": " "}, ("REQUIRED", ["text"])),
        ({"text": "x" * 5_001}, ("TOO_LONG", ["text"])),
        ({"rationale": ""}, ("REQUIRED", ["rationale"])),
    ],
)
async def test_a_decision_says_what_and_why(
    table: Table, wrong: dict[str, str], refusal: tuple[str, list[str]]
) -> None:
    meeting = await heard(table)

    payload = await meeting.act("corina", "RecordDecision", agendaItemId=meeting.item, **{**DECISION, **wrong})

    assert refusals(payload) == [refusal]


async def test_an_agency_undertakes_its_own_action_and_has_it_as_a_task_that_it_accepted(table: Table) -> None:
    meeting, decision = await _decided(table)
    given = {"title": "Go with her", "obligation": "Law 217/2003", "dueAt": "2027-02-01T08:00:00Z"}

    made = await meeting.done("emil", "VolunteerAction", agendaItemId=meeting.item, decisionId=decision, **given)

    undertaken = made["undertaking"]
    assert (undertaken["agency"]["id"], undertaken["obligation"]) == (table.agency_id("hospital"), "Law 217/2003")
    assert (undertaken["task"]["status"], undertaken["decision"]["id"]) == ("ACCEPTED", decision)
    assert [each["id"] for each in await _plan(meeting, "corina")] == [undertaken["id"]]
    assigned = (await (await table.by("emil")).ask("AssignedTasks")).data["assignedTasks"]["nodes"]
    assert undertaken["task"]["id"] in [task["id"] for task in assigned]
    for key in ("ana", "horia"):
        assert await _plan(meeting, key) == []


async def test_only_who_came_is_for_it_or_against_it(table: Table) -> None:
    meeting, decision = await _decided(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    acts = {"SupportDecision": {}, "DissentFromDecision": {"words": "It puts her in danger."}}

    async with left_behind(table) as added:
        for operation, more in acts.items():
            refused = await meeting.act("ana", operation, decisionId=decision, **more)
            assert refusals(refused) == [("NOT_PRESENT", [])]
    assert added == {}

    # Who was there and left may still say it.
    await meeting.done("emil", "RecordLeaving", attendanceId=(await meeting.attendance("emil"))["id"])
    for operation, more in acts.items():
        await meeting.done("emil", operation, decisionId=decision, **more)


async def test_only_who_came_volunteers_and_only_for_their_own_agency(table: Table) -> None:
    meeting, _ = await _decided(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    given = {"agendaItemId": meeting.item, "title": "Go with her"}

    async with left_behind(table) as added:
        assert refusals(await meeting.act("ana", "VolunteerAction", **given)) == [("FORBIDDEN", [])]
        # There is no way to say another agency: whose it is comes from who volunteers.
        another = {
            "input": {"clientMutationId": "8b0c6a38-6c3f-4d0e-9d2e-3f6a6b0f5d11", **given, "agencyId": police[0]}
        }
        answer = await (await meeting.by("emil")).ask("VolunteerAction", **another)
        assert (answer.status, "errors" in answer.body) == (400, True)
        elsewhere = await meeting.act("emil", "VolunteerAction", **given, decisionId=nothing("decision"))
        assert refusals(elsewhere) == [("NOT_FOUND", ["decisionId"])]

    assert added == {}


async def _later(table: Table, first: Meeting) -> tuple[str, Meeting]:
    """What the hospital undertook at one conference, and a later one that hears the case."""
    made = await first.done("emil", "VolunteerAction", agendaItemId=first.item, title="Go with her")
    await first.done("corina", "ConcludeAgendaItem", agendaItemId=first.item)
    return made["undertaking"]["id"], await heard(table)


async def test_what_became_of_it_is_said_by_its_agency_at_a_later_item(table: Table) -> None:
    undertaking, later = await _later(table, await heard(table))
    said: dict[str, Any] = {"agendaItemId": later.item, "undertakingId": undertaking, "words": "She did not come."}

    not_done = {**said, "outcome": "NOT_DONE", "nonCompletionClass": "CIRCUMSTANCES_CHANGED"}
    review = (await later.done("emil", "ReviewAction", **not_done))["actionReview"]

    assert (review["outcome"], review["nonCompletionClass"], review["words"]) == (
        *("NOT_DONE", "CIRCUMSTANCES_CHANGED"),
        "She did not come.",
    )
    again = (await later.done("emil", "ReviewAction", **said, outcome="DONE"))["actionReview"]
    assert (again["id"], again["outcome"], again["nonCompletionClass"]) == (review["id"], "DONE", None)
    (shown,) = await _plan(later, "corina")
    assert [each["outcome"] for each in shown["reviews"]] == ["DONE"]


async def test_a_review_that_says_too_little_or_is_anothers_is_refused(table: Table) -> None:
    first = await heard(table)
    undertaking, later = await _later(table, first)
    said = {"agendaItemId": later.item, "undertakingId": undertaking, "words": "Done.", "outcome": "DONE"}

    async with left_behind(table) as added:
        for who, wrong, refusal in (
            ("emil", {"outcome": "NOT_DONE"}, ("REQUIRED", ["nonCompletionClass"])),
            ("emil", {"nonCompletionClass": "AGENCY_NOT_UNDERTAKEN"}, ("NOT_WANTED", ["nonCompletionClass"])),
            ("emil", {"words": ""}, ("REQUIRED", ["words"])),
            ("emil", {"agendaItemId": first.item}, ("INVALID_ID", ["undertakingId"])),
            ("emil", {"undertakingId": nothing("undertaking")}, ("NOT_FOUND", ["undertakingId"])),
            ("corina", {}, ("FORBIDDEN", [])),
        ):
            assert refusals(await later.act(who, "ReviewAction", **{**said, **wrong})) == [refusal]
        outside = await later.act("horia", "ReviewAction", **said)
        assert [problem["code"] for problem in outside["problems"]] == ["NOT_FOUND"]

    assert added == {}


async def test_nothing_more_is_decided_once_the_conference_has_closed(table: Table) -> None:
    meeting, decision = await _decided(table)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    # Until the minutes stand, who took part may still speak.
    await meeting.done("emil", "SupportDecision", decisionId=decision)
    await meeting.close(over=True)

    for operation, given in (
        ("RecordDecision", {"agendaItemId": meeting.item, **DECISION}),
        ("SupportDecision", {"decisionId": decision}),
        ("VolunteerAction", {"agendaItemId": meeting.item, "title": "Go with her"}),
    ):
        assert refusals(await meeting.act("corina", operation, **given)) == [("WRONG_STATUS", [])]
