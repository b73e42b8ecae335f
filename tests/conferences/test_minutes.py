"""Minutes: drafted from what happened, circulated, approved by the agencies that came, and corrected."""

import pytest

from tests.conferences.meeting import Payload, heard, on_agenda
from tests.conferences.written import DECISION, circulated, drafted, edition_of, section_of, standing
from tests.messaging.room import BASIS, left_behind, nothing, refusals
from tests.support.closing import ended
from tests.support.table import Table


def _texts(section: Payload) -> list[str | None]:
    """What each passage says; None for one that is withheld."""
    return [passage["words"] and passage["words"]["text"] for passage in section["passages"]]


async def test_minutes_are_drafted_from_what_happened(table: Table) -> None:
    meeting, minutes = await drafted(table)

    edition = await edition_of(meeting, "emil", minutes)
    assert edition is not None
    assert (edition["number"], edition["state"], edition["language"]) == (1, "DRAFT", "RO")
    (section,) = edition["sections"]
    assert _texts(section) == ["A plan was made."]
    (decision,) = section["decisions"]
    assert (decision["text"], [voice["words"] for voice in decision["voices"]]) == (
        DECISION["text"],
        ["It puts her in danger."],
    )
    assert [each["task"]["title"] for each in section["undertakings"]] == ["Go with her"]
    there = {each["membership"]["id"]: each["status"] for each in edition["conference"]["attendance"]}
    assert there[table.membership_id("emil")] == "PRESENT"


async def test_who_does_not_take_part_is_shown_no_minutes(table: Table) -> None:
    meeting, minutes = await drafted(table)

    for key in ("ana", "gelu", "horia"):
        assert await edition_of(meeting, key, minutes) is None
        for operation, given in (
            ("CirculateMinutes", {"minutesId": minutes}),
            ("ApproveMinutes", {"minutesId": minutes, "revision": 1}),
            ("ExportMinutes", {"minutesId": minutes, "format": "PDF"}),
        ):
            there = await meeting.act(key, operation, **given)
            assert there == await meeting.act(key, operation, **{**given, "minutesId": nothing("minutes")})
            assert refusals(there) == [("NOT_FOUND", ["minutesId"])]


async def test_they_are_written_by_who_ran_the_meeting_or_leads_it(table: Table) -> None:
    meeting, minutes = await drafted(table)
    section = await section_of(meeting, "emil", minutes)
    (passage,) = section["passages"]
    tried: list[tuple[str, Payload]] = [
        ("SaveMinutes", {"minutesId": minutes, "version": 0, "opening": "Mine."}),
        ("AddMinutesPassage", {"sectionId": section["id"], "text": "Mine."}),
        ("SaveMinutesPassage", {"passageId": passage["id"], "version": 0, "text": "Mine."}),
        ("RemoveMinutesPassage", {"passageId": passage["id"], "version": 0}),
        ("CirculateMinutes", {"minutesId": minutes}),
    ]

    async with left_behind(table) as added:
        for operation, given in tried:
            assert refusals(await meeting.act("emil", operation, **given)) == [("FORBIDDEN", [])]
    assert added == {}


async def test_of_two_who_write_one_passage_the_second_is_told(table: Table) -> None:
    meeting, minutes = await drafted(table)
    (passage,) = (await section_of(meeting, "corina", minutes))["passages"]
    await meeting.done("corina", "SaveMinutesPassage", passageId=passage["id"], version=0, text="A plan was agreed.")

    late = await meeting.act("corina", "SaveMinutesPassage", passageId=passage["id"], version=0, text="No plan.")

    assert refusals(late) == [("DRAFT_CHANGED", ["version"])]
    assert _texts(await section_of(meeting, "emil", minutes)) == ["A plan was agreed."]
    head = {"minutesId": minutes, "opening": "Present: all."}
    await meeting.done("corina", "SaveMinutes", version=0, **head)
    assert refusals(await meeting.act("corina", "SaveMinutes", version=0, **head)) == [("DRAFT_CHANGED", ["version"])]


async def test_a_passage_is_withheld_from_an_agency_that_sees_that_it_is_or_does_not(table: Table) -> None:
    meeting, minutes = await drafted(table)
    section = (await section_of(meeting, "corina", minutes))["id"]
    without = {"sectionId": section, "withoutAgencyIds": [table.agency_id("hospital")]}
    await meeting.done("corina", "AddMinutesPassage", text="For us alone.", **without)
    hidden = await meeting.done("corina", "AddMinutesPassage", text="For us alone, too.", marked=False, **without)
    await meeting.done("corina", "AddMinutesPassage", sectionId=section, text="For all.")

    own = await section_of(meeting, "corina", minutes)
    assert _texts(own) == ["A plan was made.", "For us alone.", "For us alone, too.", "For all."]
    assert _texts(await section_of(meeting, "emil", minutes)) == ["A plan was made.", None, "For all."]
    given = {"passageId": hidden["minutesPassage"]["id"], "version": 0}
    there = await meeting.act("emil", "RemoveMinutesPassage", **given)
    assert there == await meeting.act(
        "emil", "RemoveMinutesPassage", **{**given, "passageId": nothing("minutespassage")}
    )


async def test_a_passage_is_withheld_from_who_hears_the_item_and_never_from_oneself(table: Table) -> None:
    meeting, minutes = await drafted(table)
    section = (await section_of(meeting, "corina", minutes))["id"]

    for key in ("social", "police"):
        given = {"sectionId": section, "text": "For us.", "withoutAgencyIds": [table.agency_id(key)]}
        refused = await meeting.act("corina", "AddMinutesPassage", **given)
        assert refusals(refused) == [("INVALID_AUDIENCE", ["withoutAgencyIds"])]


async def test_an_agency_that_was_asked_and_has_declined_may_be_left_out_of_a_passage(table: Table) -> None:
    meeting = await on_agenda(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("ana", "DeclineConference", conferenceId=meeting.id, reason="We are full.")
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "emil")
    await ended(await meeting.by("corina"), meeting.id)
    minutes = (await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN"))["minutes"]["id"]
    section = (await section_of(meeting, "corina", minutes))["id"]

    given = {"sectionId": section, "text": "For us.", "withoutAgencyIds": police}
    await meeting.done("corina", "AddMinutesPassage", **given)


async def test_a_passage_that_is_taken_out_is_not_read_any_more(table: Table) -> None:
    meeting, minutes = await drafted(table)
    (passage,) = (await section_of(meeting, "corina", minutes))["passages"]

    await meeting.done("corina", "RemoveMinutesPassage", passageId=passage["id"], version=0)

    assert _texts(await section_of(meeting, "emil", minutes)) == []
    again = await meeting.act("corina", "SaveMinutesPassage", passageId=passage["id"], version=0, text="Back.")
    assert refusals(again) == [("NOT_FOUND", ["passageId"])]


async def test_nothing_is_decided_while_they_are_before_the_agencies(table: Table) -> None:
    meeting, minutes = await circulated(table)
    given = {"agendaItemId": meeting.item, **DECISION}

    assert refusals(await meeting.act("corina", "RecordDecision", **given)) == [("WRONG_STATUS", [])]
    (passage,) = (await section_of(meeting, "corina", minutes))["passages"]
    written = await meeting.act("corina", "SaveMinutesPassage", passageId=passage["id"], version=0, text="Else.")
    assert refusals(written) == [("WRONG_STATUS", [])]

    await meeting.done("corina", "RecallMinutes", minutesId=minutes)
    await meeting.done("corina", "RecordDecision", **given)


async def test_a_quorum_of_the_agencies_that_came_approves_what_it_was_shown(table: Table) -> None:
    meeting, minutes = await circulated(table)
    assert refusals(await meeting.act("corina", "AdoptMinutes", minutesId=minutes)) == [("NO_QUORUM", [])]
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    again = await meeting.act("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    assert refusals(again) == [("ALREADY_THERE", ["minutesId"])]
    assert refusals(await meeting.act("corina", "AdoptMinutes", minutesId=minutes)) == [("NO_QUORUM", [])]
    await meeting.done("corina", "ApproveMinutes", minutesId=minutes, revision=1)

    adopted = (await meeting.done("corina", "AdoptMinutes", minutesId=minutes))["minutes"]

    assert (adopted["state"], adopted["quorum"], len(adopted["approvals"]), len(adopted["digest"])) == (
        "APPROVED",
        2,
        2,
        64,
    )
    assert (await meeting.page("emil"))["conference"]["status"] == "MINUTES_APPROVED"
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)


async def test_stale_minutes_are_not_approved(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "RecallMinutes", minutesId=minutes)
    off = await meeting.act("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    assert refusals(off) == [("WRONG_STATUS", [])]
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes, quorum=1)

    stale = await meeting.act("emil", "ApproveMinutes", minutesId=minutes, revision=1)

    assert refusals(stale) == [("DRAFT_CHANGED", ["revision"])]
    # What was approved before was another text.
    assert refusals(await meeting.act("corina", "AdoptMinutes", minutesId=minutes)) == [("NO_QUORUM", [])]
    assert (await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=2))["minutes"]["revision"] == 2


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"quorum": 0}, ("INVALID_QUORUM", ["quorum"])),
        ({"quorum": 3}, ("INVALID_QUORUM", ["quorum"])),
        ({"commentsDueAt": "2026-01-01T08:00:00Z"}, ("INVALID_DATE", ["commentsDueAt"])),
    ],
)
async def test_they_are_circulated_for_a_quorum_and_a_time_that_can_be(
    table: Table, given: Payload, refusal: tuple[str, list[str]]
) -> None:
    meeting, minutes = await drafted(table)

    assert refusals(await meeting.act("corina", "CirculateMinutes", minutesId=minutes, **given)) == [refusal]


async def test_comments_are_answered_before_they_stand(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    section = (await section_of(meeting, "emil", minutes))["id"]
    said = await meeting.done("emil", "CommentOnMinutes", sectionId=section, text="We did not agree to that.")
    comment = said["minutesComment"]["id"]
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    assert refusals(await meeting.act("corina", "AdoptMinutes", minutesId=minutes)) == [("OPEN_COMMENTS", [])]
    own = await meeting.act("emil", "AnswerMinutesComment", commentId=comment, answer="Right.", takenUp=True)
    assert refusals(own) == [("FORBIDDEN", [])]

    await meeting.done("corina", "AnswerMinutesComment", commentId=comment, answer="It was said.", takenUp=False)

    (shown,) = (await section_of(meeting, "emil", minutes))["comments"]
    assert (shown["state"], shown["answer"]) == ("NOT_TAKEN_UP", "It was said.")
    twice = await meeting.act("corina", "AnswerMinutesComment", commentId=comment, answer="Yes.", takenUp=True)
    assert refusals(twice) == [("WRONG_STATUS", [])]
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)


async def test_who_commented_may_take_it_back_and_nobody_else(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    section = (await section_of(meeting, "emil", minutes))["id"]
    said = await meeting.done("emil", "CommentOnMinutes", sectionId=section, text="We did not agree to that.")
    comment = said["minutesComment"]["id"]
    assert refusals(await meeting.act("corina", "WithdrawMinutesComment", commentId=comment)) == [("FORBIDDEN", [])]

    withdrawn = await meeting.done("emil", "WithdrawMinutesComment", commentId=comment)

    assert withdrawn["minutesComment"]["state"] == "WITHDRAWN"


async def test_what_stands_is_never_edited_and_a_correction_is_another_version(table: Table) -> None:
    meeting, minutes = await standing(table)
    (passage,) = (await section_of(meeting, "corina", minutes))["passages"]
    for operation, given in (
        ("SaveMinutes", {"minutesId": minutes, "version": 0, "opening": "Else."}),
        ("SaveMinutesPassage", {"passageId": passage["id"], "version": 0, "text": "Else."}),
        ("RecallMinutes", {"minutesId": minutes}),
        ("CirculateMinutes", {"minutesId": minutes}),
    ):
        assert refusals(await meeting.act("corina", operation, **given)) == [("WRONG_STATUS", [])]
    decided = await meeting.act("corina", "RecordDecision", agendaItemId=meeting.item, **DECISION)
    assert refusals(decided) == [("WRONG_STATUS", [])]
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)

    made = await meeting.done("corina", "CorrectMinutes", minutesId=minutes, reason="A name was wrong.")
    second = made["minutes"]["id"]
    assert refusals(await meeting.act("corina", "CorrectMinutes", minutesId=minutes, reason="Again.")) == [
        ("ALREADY_THERE", ["minutesId"])
    ]
    (copy,) = (await section_of(meeting, "emil", second))["passages"]
    await meeting.done("corina", "SaveMinutesPassage", passageId=copy["id"], version=0, text="A safe plan was made.")
    await meeting.done("corina", "CirculateMinutes", minutesId=second, quorum=1)
    await meeting.done("corina", "ApproveMinutes", minutesId=second, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=second)

    listed = (await (await meeting.by("emil")).ask("ConferenceMinutes", conferenceId=meeting.id)).data["minutesOf"]
    assert [(each["number"], each["state"], each["correction"]) for each in listed["nodes"]] == [
        (2, "APPROVED", "A name was wrong."),
        (1, "SUPERSEDED", None),
    ]
    assert _texts(await section_of(meeting, "emil", minutes)) == ["A plan was made."]
    assert (await meeting.page("emil"))["conference"]["status"] == "CLOSED"


async def test_there_is_one_draft_of_a_conference_that_has_ended(table: Table) -> None:
    meeting = await heard(table)
    given = {"conferenceId": meeting.id, "language": "EN"}
    assert refusals(await meeting.act("corina", "DraftMinutes", **given)) == [("WRONG_STATUS", [])]
    await ended(await meeting.by("corina"), meeting.id)
    await meeting.done("corina", "DraftMinutes", **given)

    assert refusals(await meeting.act("corina", "DraftMinutes", **given)) == [("ALREADY_THERE", ["conferenceId"])]
    assert refusals(await meeting.act("corina", "CloseConference", conferenceId=meeting.id)) == [("WRONG_STATUS", [])]


async def test_a_return_is_read_in_them_until_its_conference_closes(table: Table) -> None:
    meeting = await heard(table)
    asked = await meeting.asked("emil", "hospital")
    await meeting.done(
        "emil", "SubmitReturn", agencyReturnId=asked["id"], version=0, concerns="It gets worse.", grounds=BASIS
    )
    await ended(await meeting.by("corina"), meeting.id)
    minutes = (await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN"))["minutes"]["id"]

    async def returned(key: str) -> dict[str, str | None]:
        over = (await section_of(meeting, key, minutes))["agendaItem"]["returns"]
        return {each["state"]: each["content"] and each["content"]["concerns"] for each in over}

    assert await returned("corina") == {"REQUESTED": None, "SUBMITTED": "It gets worse."}
    revision = (await meeting.done("corina", "CirculateMinutes", minutesId=minutes, quorum=1))["minutes"]["revision"]
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=revision)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)

    assert await returned("corina") == {"REQUESTED": None, "SUBMITTED": None}
    assert await returned("emil") == {"REQUESTED": None, "SUBMITTED": "It gets worse."}
