"""The acts on conferences, their agendas and what agencies return, as they are played."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from tests.acts.stage import CASE, Given, NotNow, Payload, Stage, agency, post_of
from tests.messaging.room import BASIS

Sent = tuple[str, Given]
Play = Callable[[Stage], Awaitable[Sent]]
ZONE = "Europe/Bucharest"


def _next_week() -> str:
    return (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT10:00")


def _in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def plan_conference(stage: Stage) -> Sent:
    asked = [agency(key) for key in stage.one_of(("hospital", "police"), ("hospital",), ("hospital", "programme"))]
    given = {"title": stage.new("Conference"), "type": stage.one_of("ROUTINE", "EMERGENCY", "REVIEW")}
    return "corina", {**given, "startsAt": _next_week(), "timeZone": ZONE, "agencyIds": asked}


async def _planned(stage: Stage) -> str:
    """A new conference that the hospital is asked to."""
    who, given = await plan_conference(stage)
    key: str = (await stage.done(who, "PlanConference", "conference", **given))["id"]
    return key


async def _referred(stage: Stage) -> tuple[str, str]:
    """The case on a new conference's list, and that conference."""
    conference = await _planned(stage)
    given = {"criterion": stage.one_of("ESCALATION", "HIGH_RISK_SCORE"), "reason": "Worse each week.", "grounds": BASIS}
    item = await stage.done("corina", "ReferCase", "agendaItem", conferenceId=conference, caseId=CASE, **given)
    return conference, item["id"]


async def _on_agenda(stage: Stage) -> tuple[str, str]:
    """On the agenda of a conference that the hospital comes to."""
    conference, item = await _referred(stage)
    if stage.one_of(True, False):
        await stage.done("emil", "AcceptConference", "conference", conferenceId=conference)
        await stage.done("corina", "AcceptAgendaItem", "agendaItem", agendaItemId=item)
    else:
        await stage.done("corina", "AcceptAgendaItem", "agendaItem", agendaItemId=item)
        await stage.done("emil", "AcceptConference", "conference", conferenceId=conference)
    return conference, item


async def _attendance(stage: Stage, conference: str, who: str) -> str:
    """How somebody attends, as Corina sees it."""
    page = (await (await stage.by("corina")).ask("ConferencePage", conferenceId=conference)).data["conference"]
    if page is None:
        raise NotNow("ConferencePage")
    found = [each["id"] for each in page["attendance"] if each["membership"]["id"] == post_of(who)]
    if not found:
        raise NotNow("attendance")
    key: str = found[0]
    return key


async def _begun(stage: Stage, *there: str) -> tuple[str, str]:
    """In session, with these in the room."""
    conference, item = await _on_agenda(stage)
    await stage.done("corina", "BeginConference", "conference", conferenceId=conference)
    for who in there:
        await _arrived(stage, conference, who)
    return conference, item


async def _arrived(stage: Stage, conference: str, who: str) -> str:
    key = await _attendance(stage, conference, who)
    await stage.done("corina", "RecordArrival", "attendance", attendanceId=key, confidential=True)
    return key


async def heard(stage: Stage) -> tuple[str, str]:
    """Its item is heard now."""
    conference, item = await _begun(stage, "corina", "emil")
    await stage.done("corina", "BeginAgendaItem", "agendaItem", agendaItemId=item)
    return conference, item


def _on(prepared: Callable[[Stage], Awaitable[str]], who: str = "corina", **given: object) -> Play:
    async def play(stage: Stage) -> Sent:
        return who, {"conferenceId": await prepared(stage), **given}

    return play


def _on_item(prepared: Callable[[Stage], Awaitable[tuple[str, str]]], **given: object) -> Play:
    async def play(stage: Stage) -> Sent:
        return "corina", {"agendaItemId": (await prepared(stage))[1], **given}

    return play


async def invite_to_conference(stage: Stage) -> Sent:
    return "corina", {"conferenceId": await _planned(stage), "agencyIds": [agency("forensic")]}


async def name_attendee(stage: Stage) -> Sent:
    conference = await _planned(stage)
    given: Given = stage.one_of(
        {"membershipId": post_of("dalia"), "function": "VICTIM_ADVOCATE"},
        {"membershipId": post_of("horia"), "function": "OBSERVER", "condition": "Take no notes."},
    )
    return "corina", {"conferenceId": conference, **given}


async def _named(stage: Stage) -> tuple[str, str]:
    conference = await _planned(stage)
    given = {"membershipId": post_of("dalia"), "function": "VICTIM_ADVOCATE"}
    made = await stage.done("corina", "NameAttendee", "attendance", conferenceId=conference, **given)
    return conference, made["id"]


async def request_attendee(stage: Stage) -> Sent:
    """Of an agency that is asked to the conference, of one that is by this, and of one that is not."""
    given: Given = stage.one_of(
        {"agencyId": agency("hospital"), "function": "VICTIM_ADVOCATE"},
        {"agencyId": agency("ngo"), "function": "VICTIM_ADVOCATE"},
        {"agencyId": agency("elsewhere"), "function": "OBSERVER", "condition": "Take no notes."},
    )
    return "corina", {"conferenceId": await _planned(stage), **given}


async def _requested(stage: Stage) -> tuple[str, str, str]:
    """Who answers, whom they may name, and what is asked."""
    who, given = await request_attendee(stage)
    made = await stage.done(who, "RequestAttendee", "attendeeRequest", **given)
    answers = {agency("hospital"): "emil", agency("ngo"): "dalia", agency("elsewhere"): "horia"}
    speaker = answers[str(given["agencyId"])]
    return speaker, post_of(speaker), made["id"]


async def answer_attendee_request(stage: Stage) -> Sent:
    who, post, asked = await _requested(stage)
    return who, {"attendeeRequestId": asked, "membershipId": post}


async def decline_attendee_request(stage: Stage) -> Sent:
    who, _, asked = await _requested(stage)
    return who, {"attendeeRequestId": asked, "reason": "Nobody is free that day."}


async def withdraw_attendee_request(stage: Stage) -> Sent:
    return "corina", {"attendeeRequestId": (await _requested(stage))[2]}


async def confirm_attendance(stage: Stage) -> Sent:
    return "dalia", {"attendanceId": (await _named(stage))[1], "signs": False}


async def send_apologies(stage: Stage) -> Sent:
    return "dalia", {"attendanceId": (await _named(stage))[1], "reason": "In court that day."}


async def send_deputy(stage: Stage) -> Sent:
    conference = await _planned(stage)
    given = {"conferenceId": conference, "membershipId": post_of("ana"), "function": "VICTIM_ADVOCATE"}
    made = await stage.done("corina", "NameAttendee", "attendance", **given)
    return "ana", {"attendanceId": made["id"], "deputyMembershipId": post_of("gelu, of the police")}


async def record_arrival(stage: Stage) -> Sent:
    conference, _ = await _begun(stage)
    who = stage.one_of("emil", "corina")
    return stage.one_of(who, "corina"), {
        "attendanceId": await _attendance(stage, conference, who),
        "confidential": True,
    }


async def move_deadline(stage: Stage) -> Sent:
    """Of a conference without a meeting, which has begun."""
    who, given = await plan_conference(stage)
    without = {**given, "type": "ASYNCHRONOUS", "deadlineAt": _in_days(10)}
    conference = (await stage.done(who, "PlanConference", "conference", **without))["id"]
    await stage.done(who, "BeginConference", "conference", conferenceId=conference)
    return who, {"conferenceId": conference, "deadlineAt": _in_days(stage.one_of(12, 8))}


async def record_leaving(stage: Stage) -> Sent:
    conference, _ = await _begun(stage)
    return stage.one_of("emil", "corina"), {"attendanceId": await _arrived(stage, conference, "emil")}


async def hand_over_chair(stage: Stage) -> Sent:
    conference, _ = await _begun(stage, "corina", "emil")
    return "corina", {"conferenceId": conference, "membershipId": post_of("emil")}


async def take_chair(stage: Stage) -> Sent:
    """Corina handed it over, and who had it has gone."""
    who, given = await hand_over_chair(stage)
    conference: str = str(given["conferenceId"])
    await stage.done(who, "HandOverChair", "conference", **given)
    gone = await _attendance(stage, conference, "emil")
    await stage.done("emil", "RecordLeaving", "attendance", attendanceId=gone)
    return "corina", {"conferenceId": conference}


async def raise_hand(stage: Stage) -> Sent:
    conference, _ = await _begun(stage, "emil")
    return "emil", {"conferenceId": conference}


async def lower_hand(stage: Stage) -> Sent:
    who, given = await raise_hand(stage)
    await stage.done(who, "RaiseHand", "attendance", **given)
    return who, given


async def give_word(stage: Stage) -> Sent:
    conference, _ = await _begun(stage, "corina")
    return "corina", {"attendanceId": await _arrived(stage, conference, "emil")}


async def end_conference(stage: Stage) -> Sent:
    conference, item = await _begun(stage, "emil")
    await stage.done("corina", "DeferAgendaItem", "agendaItem", agendaItemId=item, reason="No time.")
    return "corina", {"conferenceId": conference}


async def refer_case(stage: Stage) -> Sent:
    given = {"criterion": "PROFESSIONAL_JUDGEMENT", "reason": "She is afraid.", "grounds": BASIS}
    return "corina", {"conferenceId": await _planned(stage), "caseId": CASE, **given}


async def order_agenda(stage: Stage) -> Sent:
    conference, item = await stage.one_of(_referred, _on_agenda)(stage)
    return "corina", {"conferenceId": conference, "agendaItemIds": [item]}


async def _asked(stage: Stage) -> tuple[str, Payload]:
    """What the hospital is asked over a new item: who answers, and what was asked."""
    conference, item = await _on_agenda(stage)
    await stage.done("corina", "OpenReturns", "conference", conferenceId=conference)
    who, own = stage.one_of(("emil", "hospital"), ("corina", "social"))
    page = (await (await stage.by(who)).ask("AgendaItemPage", agendaItemId=item)).data["agendaItem"]
    if page is None:
        raise NotNow("AgendaItemPage")
    found: list[Payload] = [each for each in page["returns"] if each["agency"]["id"] == agency(own)]
    if not found:
        raise NotNow("returns")
    return who, found[0]


async def save_return(stage: Stage) -> Sent:
    who, asked = await _asked(stage)
    return who, {"agencyReturnId": asked["id"], "version": 0, "involvement": "Treated in May."}


async def submit_return(stage: Stage) -> Sent:
    who, given = await save_return(stage)
    made = await stage.done(who, "SaveReturn", "agencyReturn", **given)
    said = {**given, "version": made["content"]["version"], "concerns": "It is getting worse."}
    return who, {**said, "grounds": BASIS, "kept": stage.one_of(False, True)}


async def return_nothing(stage: Stage) -> Sent:
    who, asked = await _asked(stage)
    return who, {"agencyReturnId": asked["id"]}


async def decline_return(stage: Stage) -> Sent:
    who, asked = await _asked(stage)
    return who, {"agencyReturnId": asked["id"], "reason": stage.one_of("LEGAL_BAR", "PROFESSIONAL_SECRECY")}


async def recuse(stage: Stage) -> Sent:
    _, item = await heard(stage)
    who = stage.one_of("corina", "emil")
    return who, {"agendaItemId": item, "membershipId": post_of("emil"), "reason": "A cousin."}


async def _on_agenda_of(stage: Stage) -> str:
    return (await _on_agenda(stage))[0]


async def decided(stage: Stage) -> tuple[str, str]:
    """A decision over an item that is heard, and that item."""
    _, item = await heard(stage)
    given = {"agendaItemId": item, "text": stage.new("She is accompanied"), "rationale": "She is afraid to go alone."}
    made = await stage.done("corina", "RecordDecision", "decision", **given)
    return made["id"], item


async def withdraw_decision(stage: Stage) -> Sent:
    return "corina", {"decisionId": (await decided(stage))[0], "reason": "It was said otherwise."}


async def support_decision(stage: Stage) -> Sent:
    return stage.one_of("emil", "corina"), {"decisionId": (await decided(stage))[0]}


async def dissent_from_decision(stage: Stage) -> Sent:
    who, given = await support_decision(stage)
    if stage.one_of(True, False):
        await stage.done(who, "SupportDecision", "decision", **given)
    return who, {**given, "words": "It puts her in danger."}


async def volunteer_action(stage: Stage) -> Sent:
    decision, item = await decided(stage)
    who = stage.one_of("emil", "corina")
    return who, {"agendaItemId": item, "title": stage.new("Go with her"), "decisionId": decision}


async def review_action(stage: Stage) -> Sent:
    """At a later conference."""
    who, given = await volunteer_action(stage)
    made = await stage.done(who, "VolunteerAction", "undertaking", **given)
    await stage.done("corina", "ConcludeAgendaItem", "agendaItem", agendaItemId=given["agendaItemId"])
    _, later = await heard(stage)
    said: Given = stage.one_of(
        {"outcome": "DONE"}, {"outcome": "NOT_DONE", "nonCompletionClass": "CIRCUMSTANCES_CHANGED"}
    )
    return who, {"agendaItemId": later, "undertakingId": made["id"], "words": "We were with her.", **said}


PLAYS: dict[str, Play] = {
    "planConference": plan_conference,
    "changeConference": _on(_planned, startsAt=_next_week().replace("10:00", "11:30"), minutes=90),
    "inviteToConference": invite_to_conference,
    "acceptConference": _on(_planned, "emil"),
    "declineConference": _on(_planned, "emil", reason="We are full."),
    "nameAttendee": name_attendee,
    "requestAttendee": request_attendee,
    "answerAttendeeRequest": answer_attendee_request,
    "declineAttendeeRequest": decline_attendee_request,
    "withdrawAttendeeRequest": withdraw_attendee_request,
    "confirmAttendance": confirm_attendance,
    "sendApologies": send_apologies,
    "sendDeputy": send_deputy,
    "makeConferenceReady": _on(_planned),
    "beginConference": _on(_on_agenda_of),
    "moveDeadline": move_deadline,
    "recordArrival": record_arrival,
    "recordLeaving": record_leaving,
    "takeChair": take_chair,
    "handOverChair": hand_over_chair,
    "raiseHand": raise_hand,
    "lowerHand": lower_hand,
    "giveWord": give_word,
    "endConference": end_conference,
    "cancelConference": _on(_planned, reason="Too few can come."),
    "referCase": refer_case,
    "acceptAgendaItem": _on_item(_referred, minutes=12),
    "orderAgenda": order_agenda,
    "withdrawAgendaItem": _on_item(_referred, reason="She asked us to."),
    "findUnderThreshold": _on_item(_referred, reason="No criterion is met."),
    "deferAgendaItem": _on_item(_on_agenda, reason="Bogdan is away."),
    "openReturns": _on(_on_agenda_of),
    "saveReturn": save_return,
    "submitReturn": submit_return,
    "returnNothing": return_nothing,
    "declineReturn": decline_return,
    "beginAgendaItem": _on_item(lambda stage: _begun(stage, "corina", "emil")),
    "extendAgendaItem": _on_item(heard, minutes=5, reason="The children."),
    "concludeAgendaItem": _on_item(heard, note="A plan was made."),
    "recuse": recuse,
    "recordDecision": _on_item(heard, text="She is accompanied.", rationale="She is afraid to go alone."),
    "withdrawDecision": withdraw_decision,
    "supportDecision": support_decision,
    "dissentFromDecision": dissent_from_decision,
    "volunteerAction": volunteer_action,
    "reviewAction": review_action,
}
