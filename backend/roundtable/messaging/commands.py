"""Acts of conversation: open a thread, post, edit, redact, mark read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from roundtable.access.commands import AudienceChoice, choose_audience
from roundtable.access.models import Audience
from roundtable.access.queries import audience_of, find_case, streams_of
from roundtable.access.queries import audience_version as audience_version_of
from roundtable.access.rule import sees_item
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.facts import FactName
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.messaging import policy, queries
from roundtable.messaging.bars import check_bars
from roundtable.messaging.drafts import use_draft
from roundtable.messaging.markdown import render
from roundtable.messaging.models import MESSAGE_LENGTH, Mention, Message, MessageVersion, ReadPosition, Thread

SUBJECT_LENGTH, REASON_LENGTH = 200, 500


async def open_thread(
    work: Work,
    case_id: str,
    subject: str,
    audience: AudienceChoice,
    draft_id: str | None = None,
    draft_version: int | None = None,
) -> dict[str, UUID]:
    """Open a conversation on a case, for a chosen audience."""
    key = await find_case(work, case_id)
    policy.check_open_thread(work.actor)
    subject = clean(subject, SUBJECT_LENGTH, ["subject"])
    chosen = await choose_audience(work, key, audience, ["audience"])
    thread = await add_thread(work, chosen, subject)
    await use_draft(work, draft_id, draft_version, key, None)
    return {"thread": thread.id}


async def add_thread(work: Work, audience: Audience, subject: str) -> Thread:
    """Add a conversation's row and fact, as old as its new audience: who sees the one sees the other."""
    thread = work.add(
        Thread(
            case_id=audience.case_id,
            audience_id=audience.id,
            subject=subject,
            created_by=work.actor.membership_id,
            created_at=audience.created_at,
        )
    )
    # The thread's row must stand before messages or tasks point at it.
    await work.flush()
    work.record(FactName.THREAD_OPENED, thread, thread.id, [audience.case_id])
    return thread


async def post_message(
    work: Work,
    thread_id: str,
    body: str,
    in_reply_to: str | None = None,
    mentions: Sequence[str] = (),
    audience: AudienceChoice | None = None,
    audience_version: str | None = None,
    draft_id: str | None = None,
    draft_version: int | None = None,
    sent_as: UUID | None = None,
) -> dict[str, UUID]:
    """Post to a thread; a reply goes to the audience of what it answers, or to a narrower one within it. `sent_as` is
    what its author's client calls it.
    """
    thread = await queries.find_thread(work, thread_id, within=True)
    policy.check_post(work.actor, thread)
    body = clean(body, MESSAGE_LENGTH, ["body"])
    body_html = render(body)
    answered = await _answered(work, thread, in_reply_to)
    around: Thread | Message = answered or thread
    if audience_version is not None and audience_version != await audience_version_of(work, around):
        raise Conflict(Code.AUDIENCE_CHANGED, ["audienceVersion"])
    named = await queries.find_mentioned(work, around, mentions)
    narrow = await _narrower(work, around, audience)
    at, streams = await queries.when_and_where(work, thread, narrow or around.audience_id)
    message = Message(
        case_id=thread.case_id,
        thread_id=thread.id,
        audience_id=narrow or around.audience_id,
        author_id=work.actor.membership_id,
        client_mutation_id=str(sent_as) if sent_as else None,
        in_reply_to_id=answered.id if answered else None,
        body=body,
        body_html=body_html,
        created_at=at,
    )
    await use_draft(work, draft_id, draft_version, thread.case_id, thread.id)
    work.record(FactName.MESSAGE_POSTED, message, message.id, streams)
    work.add(message)
    for post in named:
        work.add(Mention(message_id=message.id, membership_id=post.id, case_id=thread.case_id))
        if post.practitioner_id:
            work.record(FactName.PRACTITIONER_MENTIONED, message, message.id, [post.practitioner_id])
    return {"message": message.id}


async def edit_message(work: Work, message_id: str, body: str) -> dict[str, UUID]:
    """Say it better, within 15 minutes; what it said before is kept."""
    message = await queries.find_message(work, message_id)
    thread = await work.find(Thread, message.thread_id, sees_item, ["messageId"])
    # What another wrote meanwhile is kept as well.
    await work.hold(message)
    policy.check_edit(work.actor, message, thread, work.now)
    await check_bars(work, thread)
    body = clean(body, MESSAGE_LENGTH, ["body"])
    body_html = render(body)
    work.add(_version_of(message))
    message.body, message.body_html = body, body_html
    message.edited_at = work.later_than(message.edited_at or message.created_at)
    work.record(FactName.MESSAGE_EDITED, message, message.id, await streams_of(work, message))
    return {"message": message.id}


async def redact_message(work: Work, message_id: str, reason: str) -> dict[str, UUID]:
    """Take back what a message said, and leave a tombstone that says who, when and why."""
    message = await queries.find_message(work, message_id)
    await work.hold(message)
    policy.check_redact(work.actor, message)
    message.redaction_reason = clean(reason, REASON_LENGTH, ["reason"])
    message.redacted_at, message.redacted_by = work.now, work.actor.membership_id
    work.record(FactName.MESSAGE_REDACTED, message, message.id, await streams_of(work, message))
    return {"message": message.id}


async def mark_read(work: Work, message_id: str) -> dict[str, UUID]:
    """Read up to and including a message. It never goes back: what was read stays read."""
    message = await queries.find_message(work, message_id)
    position = await queries.last_read(work, message.thread_id)
    if position is None:
        position = work.add(
            ReadPosition(
                thread_id=message.thread_id,
                membership_id=work.actor.membership_id,
                case_id=message.case_id,
                message_id=message.id,
                message_at=message.created_at,
            )
        )
    elif _place(position) < (message.created_at, message.id.hex):
        position.message_id, position.message_at = message.id, message.created_at
    else:
        return {"thread": message.thread_id}
    _tell_of_reading(work, message)
    return {"thread": message.thread_id}


async def mark_unread(work: Work, message_id: str) -> dict[str, UUID]:
    """Have a message and all after it unread again; what was unread before it stays so."""
    message = await queries.find_message(work, message_id)
    position = await queries.last_read(work, message.thread_id)
    if position is not None and _place(position) >= (message.created_at, message.id.hex):
        before = await queries.message_before(work, message)
        position.message_id = before.id if before else None
        position.message_at = before.created_at if before else message.created_at - timedelta(microseconds=1)
        _tell_of_reading(work, message)
    return {"thread": message.thread_id}


def _place(position: ReadPosition) -> tuple[datetime, str]:
    return position.message_at, position.message_id.hex if position.message_id else ""


def _tell_of_reading(work: Work, message: Message) -> None:
    """Tell one's other windows, by one's own stream; a script has none."""
    me = work.actor
    if me.practitioner_id:
        streams = [me.practitioner_id]
        work.tell(FactName.THREAD_READ, message.case_id, message.thread_id, streams, membership=me.membership_id)


async def close_thread(work: Work, thread: Thread, at: datetime) -> None:
    """Close a conversation, as its conference ends; what was said stays to read."""
    thread.closed_at = at
    work.record(FactName.THREAD_CLOSED, thread, thread.id, [thread.case_id])


async def _narrower(work: Work, around: Thread | Message, choice: AudienceChoice | None) -> UUID | None:
    """An audience within the one that it is said in, where one is chosen."""
    if choice is None:
        return None
    within = await audience_of(work, around.audience_id)
    return (await choose_audience(work, around.case_id, choice, ["audience"], within)).id


async def _answered(work: Work, thread: Thread, in_reply_to: str | None) -> Message | None:
    if in_reply_to is None:
        return None
    answered = await queries.find_message(work, in_reply_to, ["inReplyTo"])
    if answered.case_id != thread.case_id:
        raise NotFound(["inReplyTo"])
    if answered.thread_id != thread.id:
        raise Invalid(Code.INVALID_ID, ["inReplyTo"])
    return answered


def _version_of(message: Message) -> MessageVersion:
    return MessageVersion(
        case_id=message.case_id,
        message_id=message.id,
        body=message.body,
        body_html=message.body_html,
        written_at=message.edited_at or message.created_at,
    )
