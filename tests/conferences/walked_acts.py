"""The acts of a walk, all of them, and which are likely: those on decisions and minutes are here."""

from tests.acts.stage import Given
from tests.conferences.walked_calls import (
    Act,
    Sent,
    answer,
    change,
    extend,
    hand_over,
    invite,
    move_deadline,
    name,
    on_attendance,
    on_conference,
    on_item,
    on_request,
    on_return,
    order,
    plan,
    recuse,
    refer,
    request,
)
from tests.conferences.walking import EVERYBODY, POSTS, Walk, speaker


def _decide(walk: Walk) -> Sent:
    item = walk.item("ACCEPTED", "ACCEPTED", "HEARD", current=walk.any_of(True, None))
    about = {"agendaItemId": walk.id_of("agenda_item", item)}
    return "corina", {**about, "text": walk.text(), "rationale": walk.text()}


def _on_decision(dissents: bool) -> Act:
    def act(walk: Walk) -> Sent:
        decision = walk.some("decision")
        given = {"decisionId": walk.id_of("decision", decision)}
        return walk.any_of("corina", "emil", "ana"), given | ({"words": walk.text()} if dissents else {})

    return act


def _withdraw_decision(walk: Walk) -> Sent:
    return "corina", {"decisionId": walk.id_of("decision", walk.some("decision")), "reason": walk.text()}


def _volunteer(walk: Walk) -> Sent:
    item, there = walk.item("ACCEPTED", current=True), walk.here("attendance", status="PRESENT")
    who = POSTS.get(there["membership_id"], "corina")
    return who, {"agendaItemId": walk.id_of("agenda_item", item), "title": walk.text()}


def _review(walk: Walk) -> Sent:
    item, action = walk.item("ACCEPTED", current=True), walk.some("undertaking")
    done = walk.by_chance(0.5)
    why = {"nonCompletionClass": "CIRCUMSTANCES_CHANGED"} if done == walk.by_chance(0.1) else {}
    given = {"undertakingId": walk.id_of("undertaking", action), "words": walk.text(), **why}
    about = {"agendaItemId": walk.id_of("agenda_item", item), "outcome": "DONE" if done else "NOT_DONE"}
    return speaker(action["agency_id"]), {**about, **given}


def _minutes(*states: str, reason: bool = False, quorum: bool = False) -> Act:
    def act(walk: Walk) -> Sent:
        version = walk.here("minutes", state=walk.any_of(*states))
        given: Given = {"minutesId": walk.id_of("minutes", version)} | ({"reason": walk.text()} if reason else {})
        return "corina", given | ({"quorum": walk.number(1)} if quorum and walk.by_chance(0.8) else {})

    return act


def _save_minutes(walk: Walk) -> Sent:
    version = walk.here("minutes", state="DRAFT")
    given = {"version": walk.number(version["version"]), "opening": walk.text()}
    return "corina", {"minutesId": walk.id_of("minutes", version), **given}


def _approve(walk: Walk) -> Sent:
    version = walk.here("minutes", state="CIRCULATED")
    given = {"minutesId": walk.id_of("minutes", version), "revision": walk.number(version["revision"])}
    return walk.any_of("corina", "emil", "ana"), given


def _add_passage(walk: Walk) -> Sent:
    section = walk.some("minutes_section")
    given = {"text": walk.text(), "withoutAgencyIds": walk.agencies(1), "marked": walk.by_chance(0.5)}
    return "corina", {"sectionId": walk.id_of("minutes_section", section), **given}


def _passage(text: bool) -> Act:
    def act(walk: Walk) -> Sent:
        words = walk.some("minutes_words")
        passage = walk.world.told["minutes_passage"][words["passage_id"]]
        given = {"passageId": walk.id_of("minutes_passage", passage), "version": walk.number(words["version"])}
        return "corina", given | ({"text": walk.text()} if text else {})

    return act


def _comment(walk: Walk) -> Sent:
    place = walk.any_of("minutes", "minutes_section")
    row = walk.here("minutes", state="CIRCULATED") if place == "minutes" else walk.some("minutes_section")
    name = "minutesId" if place == "minutes" else "sectionId"
    return walk.any_of("corina", "emil", "ana"), {name: walk.id_of(place, row), "text": walk.text()}


def _on_comment(answers: bool) -> Act:
    def act(walk: Walk) -> Sent:
        kind = walk.any_of("minutes_comment", "minutes_remark")
        comment = walk.some(kind, state="OPEN")
        given: Given = {"commentId": walk.id_of(kind, comment)}
        who = "corina" if answers else POSTS.get(comment["said_by"], "corina")
        return who, given | ({"answer": walk.text(), "takenUp": walk.by_chance(0.5)} if answers else {})

    return act


ACTS: dict[str, Act] = {
    "PlanConference": plan,
    "ChangeConference": change,
    "InviteToConference": invite,
    "AcceptConference": answer("INVITED", "INVITED", "DECLINED"),
    "DeclineConference": answer("INVITED", "ACCEPTED", reason=True),
    "NameAttendee": name,
    "RequestAttendee": request,
    "AnswerAttendeeRequest": on_request("answer"),
    "DeclineAttendeeRequest": on_request("decline"),
    "WithdrawAttendeeRequest": on_request("withdraw"),
    "ConfirmAttendance": on_attendance("confirm"),
    "SendApologies": on_attendance("apologise"),
    "SendDeputy": on_attendance("deputy"),
    "ReferCase": refer,
    "AcceptAgendaItem": on_item("PROPOSED"),
    "OrderAgenda": order,
    "DeferAgendaItem": on_item("PROPOSED", "ACCEPTED", reason=True),
    "WithdrawAgendaItem": on_item("PROPOSED", "ACCEPTED", reason=True),
    "FindUnderThreshold": on_item("PROPOSED", reason=True),
    "OpenReturns": on_conference("corina"),
    "SaveReturn": on_return("save"),
    "SubmitReturn": on_return("submit"),
    "ReturnNothing": on_return("nothing"),
    "DeclineReturn": on_return("decline"),
    "MakeConferenceReady": on_conference("corina"),
    "BeginConference": on_conference(),
    "MoveDeadline": move_deadline,
    "RecordArrival": on_attendance("arrive"),
    "RecordLeaving": on_attendance("leave"),
    "TakeChair": on_conference("corina", "emil"),
    "HandOverChair": hand_over,
    "RaiseHand": on_conference("corina", "emil", "ana"),
    "LowerHand": on_conference("corina", "emil", "ana"),
    "GiveWord": on_attendance("word"),
    "BeginAgendaItem": on_item("ACCEPTED", current=False),
    "ExtendAgendaItem": extend,
    "Recuse": recuse,
    "ConcludeAgendaItem": on_item("ACCEPTED", current=True, note="note"),
    "RecordDecision": _decide,
    "WithdrawDecision": _withdraw_decision,
    "SupportDecision": _on_decision(dissents=False),
    "DissentFromDecision": _on_decision(dissents=True),
    "VolunteerAction": _volunteer,
    "ReviewAction": _review,
    "EndConference": on_conference(),
    "CancelConference": on_conference("corina", reason="reason"),
    "DraftMinutes": lambda walk: ("corina", {"conferenceId": walk.this(), "language": walk.any_of("EN", "RO")}),
    "SaveMinutes": _save_minutes,
    "AddMinutesPassage": _add_passage,
    "SaveMinutesPassage": _passage(text=True),
    "RemoveMinutesPassage": _passage(text=False),
    "CirculateMinutes": _minutes("DRAFT", quorum=True),
    "RecallMinutes": _minutes("CIRCULATED"),
    "CommentOnMinutes": _comment,
    "AnswerMinutesComment": _on_comment(answers=True),
    "WithdrawMinutesComment": _on_comment(answers=False),
    "ApproveMinutes": _approve,
    "AdoptMinutes": _minutes("CIRCULATED"),
    "CorrectMinutes": _minutes("APPROVED", reason=True),
    "CloseConference": on_conference("corina"),
}
_ASKED = ("SaveReturn", "SubmitReturn", "ReturnNothing", "DeclineReturn")
_AHEAD = ("InviteToConference", *["AcceptConference"] * 3, *["ReferCase"] * 3, *["AcceptAgendaItem"] * 3, *_ASKED)
_HELD = (*["RecordArrival"] * 3, *["BeginAgendaItem"] * 2, "GiveWord", "RecordDecision", *["VolunteerAction"] * 2)
_PASSED = (*["ConcludeAgendaItem"] * 2, "DeferAgendaItem", "EndConference")
_AGREED = (*["CirculateMinutes"] * 2, *["ApproveMinutes"] * 2, *["AdoptMinutes"] * 2, "AnswerMinutesComment")
_WRITTEN = ("SaveMinutes", "AddMinutesPassage", "SaveMinutesPassage", "RemoveMinutesPassage")
# What brings a conference further from where it is, as often as it is named.
FURTHER: dict[str, tuple[str, ...]] = {
    "PLANNED": (*_AHEAD, "OpenReturns", "BeginConference"),
    "RETURNS_OPEN": (*_AHEAD, *_ASKED, "MakeConferenceReady", "BeginConference"),
    "READY": (*_AHEAD, "BeginConference"),
    "IN_SESSION": (*_HELD, *_PASSED, "Recuse", "GiveWord", "ReviewAction"),
    "MINUTES_DRAFT": ("DraftMinutes", *_AGREED, *_WRITTEN, "RecordDecision"),
    "MINUTES_APPROVED": ("CorrectMinutes", *_AGREED, *_WRITTEN, "CloseConference"),
    "CLOSED": ("PlanConference", "CorrectMinutes", *_AGREED, *_WRITTEN),
    "CANCELLED": ("PlanConference",),
}


def chosen(walk: Walk) -> tuple[str, str, Given]:
    """Who sends what: mostly what brings the conference further, by who would. Raises NotNow where nothing is there."""
    further = FURTHER[walk.conference["status"]]
    operation = walk.any_of(*further) if walk.by_chance(0.65) else walk.any_of(*ACTS)
    who, given = ACTS[operation](walk)
    return walk.any_of(*EVERYBODY) if walk.by_chance(0.12) else who, operation, given
