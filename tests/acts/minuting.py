"""The acts on minutes, as they are played."""

from tests.acts.conferring import Play, Sent, decided
from tests.acts.stage import NotNow, Payload, Stage, agency


async def _over(stage: Stage) -> str:
    """A conference that decided something, and has ended."""
    _, item = await decided(stage)
    concluded = await stage.done("corina", "ConcludeAgendaItem", "agendaItem", agendaItemId=item, note="A plan.")
    page = (await (await stage.by("corina")).ask("AgendaItemPage", agendaItemId=concluded["id"])).data["agendaItem"]
    if page is None:
        raise NotNow("AgendaItemPage")
    conference: str = page["conference"]["id"]
    await stage.done("corina", "EndConference", "conference", conferenceId=conference)
    return conference


async def _drafted(stage: Stage) -> str:
    given = {"conferenceId": await _over(stage), "language": stage.one_of("EN", "RO")}
    key: str = (await stage.done("corina", "DraftMinutes", "minutes", **given))["id"]
    return key


async def _circulated(stage: Stage) -> str:
    minutes = await _drafted(stage)
    await stage.done("corina", "CirculateMinutes", "minutes", minutesId=minutes, quorum=1)
    return minutes


async def _approved(stage: Stage) -> str:
    minutes = await _circulated(stage)
    who = stage.one_of("emil", "corina")
    await stage.done(who, "ApproveMinutes", "minutes", minutesId=minutes, revision=1)
    return minutes


async def _adopted(stage: Stage) -> str:
    minutes = await _approved(stage)
    await stage.done("corina", "AdoptMinutes", "minutes", minutesId=minutes)
    return minutes


async def _section(stage: Stage, minutes: str) -> Payload:
    edition = (await (await stage.by("corina")).ask("MinutesPage", minutesId=minutes)).data["minutes"]
    if edition is None or not edition["sections"]:
        raise NotNow("MinutesPage")
    section: Payload = edition["sections"][0]
    return section


async def draft_minutes(stage: Stage) -> Sent:
    return "corina", {"conferenceId": await _over(stage), "language": stage.one_of("EN", "RO")}


async def save_minutes(stage: Stage) -> Sent:
    return "corina", {"minutesId": await _drafted(stage), "version": 0, "opening": stage.new("Opened")}


async def add_minutes_passage(stage: Stage) -> Sent:
    section = await _section(stage, await _drafted(stage))
    # As the page offers: of the agencies that were asked.
    asked = {each["agency"]["id"] for each in section["agendaItem"]["returns"]}
    without = stage.one_of([], [agency("hospital")])
    given = {"withoutAgencyIds": [key for key in without if key in asked], "marked": stage.one_of(True, False)}
    return "corina", {"sectionId": section["id"], "text": stage.new("It was said"), **given}


async def save_minutes_passage(stage: Stage) -> Sent:
    (passage,) = (await _section(stage, await _drafted(stage)))["passages"]
    return "corina", {"passageId": passage["id"], "version": 0, "text": stage.new("It was said")}


async def remove_minutes_passage(stage: Stage) -> Sent:
    (passage,) = (await _section(stage, await _drafted(stage)))["passages"]
    return "corina", {"passageId": passage["id"], "version": 0}


async def circulate_minutes(stage: Stage) -> Sent:
    return "corina", {"minutesId": await _drafted(stage), "quorum": stage.one_of(None, 1)}


async def recall_minutes(stage: Stage) -> Sent:
    return "corina", {"minutesId": await stage.one_of(_circulated, _approved)(stage)}


async def comment_on_minutes(stage: Stage) -> Sent:
    minutes = await _circulated(stage)
    on_section = {"sectionId": (await _section(stage, minutes))["id"]}
    place = stage.one_of(on_section, {"minutesId": minutes})
    return stage.one_of("emil", "corina"), {**place, "text": stage.new("Not so")}


async def _commented(stage: Stage) -> tuple[str, Payload]:
    who, given = await comment_on_minutes(stage)
    named = "minutesRemark" if "minutesId" in given else "minutesComment"
    return who, await stage.done(who, "CommentOnMinutes", named, **given)


async def answer_minutes_comment(stage: Stage) -> Sent:
    _, comment = await _commented(stage)
    return "corina", {"commentId": comment["id"], "answer": "Thank you.", "takenUp": stage.one_of(True, False)}


async def withdraw_minutes_comment(stage: Stage) -> Sent:
    who, comment = await _commented(stage)
    return who, {"commentId": comment["id"]}


async def approve_minutes(stage: Stage) -> Sent:
    return stage.one_of("emil", "corina"), {"minutesId": await _circulated(stage), "revision": 1}


async def adopt_minutes(stage: Stage) -> Sent:
    return "corina", {"minutesId": await _approved(stage)}


async def correct_minutes(stage: Stage) -> Sent:
    return "corina", {"minutesId": await _adopted(stage), "reason": "A name was wrong."}


async def export_minutes(stage: Stage) -> Sent:
    who = stage.one_of("emil", "corina")
    return who, {"minutesId": await _drafted(stage), "format": stage.one_of("PDF", "HTML")}


async def close_conference(stage: Stage) -> Sent:
    minutes = await _adopted(stage)
    edition = (await (await stage.by("corina")).ask("MinutesPage", minutesId=minutes)).data["minutes"]
    if edition is None:
        raise NotNow("MinutesPage")
    return "corina", {"conferenceId": edition["conference"]["id"]}


PLAYS: dict[str, Play] = {
    "draftMinutes": draft_minutes,
    "saveMinutes": save_minutes,
    "addMinutesPassage": add_minutes_passage,
    "saveMinutesPassage": save_minutes_passage,
    "removeMinutesPassage": remove_minutes_passage,
    "circulateMinutes": circulate_minutes,
    "recallMinutes": recall_minutes,
    "commentOnMinutes": comment_on_minutes,
    "answerMinutesComment": answer_minutes_comment,
    "withdrawMinutesComment": withdraw_minutes_comment,
    "approveMinutes": approve_minutes,
    "adoptMinutes": adopt_minutes,
    "correctMinutes": correct_minutes,
    "exportMinutes": export_minutes,
    "closeConference": close_conference,
}
