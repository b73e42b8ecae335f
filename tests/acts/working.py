"""The acts of conversations and tasks, as they are played."""

from collections.abc import Awaitable, Callable

from tests.acts.stage import CASE, Given, Stage, agency
from tests.messaging.room import BASIS

Sent = tuple[str, Given]


async def open_thread(stage: Stage) -> Sent:
    audience = {"sensitivity": stage.one_of("CASE_AGENCIES", "NAMED_AGENCIES", "NAMED_PERSONS"), **BASIS}
    return stage.one_of("ana", "corina", "dalia"), {
        "caseId": CASE,
        "subject": stage.new("A question"),
        "audience": audience,
    }


async def post_message(stage: Stage) -> Sent:
    who = stage.one_of("ana", "bogdan", "corina", "dalia")
    return who, {"threadId": await stage.thread(who), "body": stage.new("Noted")}


async def save_draft(stage: Stage) -> Sent:
    audience_of_one = await stage.opened("ana")
    return "ana", {"threadId": audience_of_one["id"], "body": stage.new("I am not sure"), "version": 0}


async def discard_draft(stage: Stage) -> Sent:
    who, given = await save_draft(stage)
    draft = await stage.done(who, "SaveDraft", "draft", **given)
    return who, {"draftId": draft["id"], "version": draft["version"]}


async def edit_message(stage: Stage) -> Sent:
    who = stage.one_of("ana", "bogdan", "corina")
    return who, {"messageId": await stage.posted(who, await stage.thread(who)), "body": stage.new("Better said")}


async def redact_message(stage: Stage) -> Sent:
    message = await stage.posted(who := stage.one_of("corina", "ana"), await stage.thread(who, "corina"))
    return "corina", {"messageId": message, "reason": "Not for here."}


async def mark_read(stage: Stage) -> Sent:
    reader = stage.one_of("bogdan", "ana")
    return reader, {"messageId": await stage.posted("corina", await stage.thread("corina", reader))}


async def mark_unread(stage: Stage) -> Sent:
    reader, given = await mark_read(stage)
    await stage.done(reader, "MarkRead", "thread", **given)
    return reader, given


async def assign_task(stage: Stage) -> Sent:
    to = agency(stage.one_of("ngo", "police", "hospital", "programme"))
    who = stage.one_of("corina", "ana")
    return who, {"threadId": await stage.thread(who), "agencyId": to, "title": stage.new("Call her back")}


def on_task(*before: str, who: str = "dalia", **given: str) -> Callable[[Stage], Awaitable[Sent]]:
    """An act on a task of the NGO's, or of the hospital, which has nothing else of the case."""

    async def play(stage: Stage) -> Sent:
        to, answers = stage.one_of(("ngo", "dalia"), ("hospital", "emil"))
        task = await stage.assigned(to)
        for operation in before:
            await stage.done(answers, operation, "task", taskId=task)
        return "corina" if who == "corina" else answers, {"taskId": task, **given}

    return play


PLAYS = {
    "openThread": open_thread,
    "postMessage": post_message,
    "saveDraft": save_draft,
    "discardDraft": discard_draft,
    "editMessage": edit_message,
    "redactMessage": redact_message,
    "markRead": mark_read,
    "markUnread": mark_unread,
    "assignTask": assign_task,
    "receiveTask": on_task(),
    "acceptTask": on_task(),
    "declineTask": on_task(reason="NO_CAPACITY", note="We are full."),
    "startTask": on_task("AcceptTask"),
    "holdTask": on_task("AcceptTask", "StartTask", note="She is away."),
    "completeTask": on_task("AcceptTask", outcome="She has a room."),
    "closeUndoneTask": on_task(nonCompletionClass="CIRCUMSTANCES_CHANGED", note="She moved."),
    "cancelTask": on_task(who="corina", note="She found one."),
    "claimTask": on_task(),
}
