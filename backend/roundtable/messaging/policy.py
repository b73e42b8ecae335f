"""What may be done with threads and messages, and what guards their tables."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from roundtable.access import rule
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, found
from roundtable.core.tables import row_of
from roundtable.messaging.models import Mention, Message, ReadPosition, Thread

EDIT_WINDOW = timedelta(minutes=15)


def sees_version(version: Any) -> ColumnElement[bool]:
    """An earlier version is seen with its message, and not once that is redacted."""
    message = row_of(Message)
    return found(
        message, message.c.id == version.c.message_id, message.c.redacted_at.is_(None), rule.sees_item(message)
    )


def sees_mention(mention: Any) -> ColumnElement[bool]:
    """A mention is seen with its message."""
    message = row_of(Message)
    return found(message, message.c.id == mention.c.message_id, rule.sees_item(message))


def is_own_position(position: Any) -> ColumnElement[bool]:
    """How far somebody has read is nobody else's business."""
    return position.c.membership_id == ME  # type: ignore[no-any-return]


def is_own_draft(draft: Any) -> ColumnElement[bool]:
    """What a post is writing is its own, while it sees where it writes: it comes back with the sight of that."""
    thread = row_of(Thread)
    there = found(thread, thread.c.id == draft.c.thread_id, rule.sees_item(thread))
    opening = and_(draft.c.thread_id.is_(None), rule.sees_case(draft.c.case_id))
    return and_(draft.c.membership_id == ME, or_(there, opening))


guarded(Mention, sees_mention)
guarded(ReadPosition, is_own_position)


def check_open_thread(actor: Actor) -> None:
    if not actor.may(Permission.THREAD_OPEN):
        raise Forbidden


def check_write(actor: Actor) -> None:
    if not actor.may(Permission.MESSAGE_POST):
        raise Forbidden


def check_post(actor: Actor, thread: Thread) -> None:
    check_write(actor)
    if thread.closed_at is not None:
        raise Conflict(Code.THREAD_CLOSED)


def check_edit(actor: Actor, message: Message, thread: Thread, now: datetime) -> None:
    """A message is its author's to edit, within the window, while the conversation is open."""
    if message.author_id != actor.membership_id:
        raise Forbidden
    check_post(actor, thread)
    if message.redacted_at is not None:
        raise Conflict(Code.REDACTED)
    if now > message.created_at + EDIT_WINDOW:
        raise Conflict(Code.EDIT_WINDOW_OVER)


def check_redact(actor: Actor, message: Message) -> None:
    """A message is its author's to redact, or a case manager's or supervisor's."""
    if message.author_id != actor.membership_id and not actor.may(Permission.MESSAGE_REDACT):
        raise Forbidden
    if message.redacted_at is not None:
        raise Conflict(Code.REDACTED)


def unread(thread: Any, position: Any, message: Any, me: Any) -> ColumnElement[bool]:
    """The messages of a thread after a read position, other people's."""
    after = position.c.thread_id.is_(None) | is_after(message, position)
    return and_(message.c.thread_id == thread.c.id, message.c.author_id != me, after)


def is_after(message: Any, position: Any) -> ColumnElement[bool]:
    """A message comes after a read position; where none was read, that is a moment."""
    later = message.c.id > func.coalesce(position.c.message_id, message.c.id)
    return or_(message.c.created_at > position.c.message_at, and_(message.c.created_at == position.c.message_at, later))
