"""What is said in a world's case, what is asked of agencies, and what is told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from roundtable.access.models import (
    Audience,
)
from roundtable.core.facts import FactName, NewFact
from roundtable.demo.cast import AGENCIES
from roundtable.messaging.models import Message, ReadPosition, Thread
from roundtable.tasks.models import Priority, Task, TaskStatus
from tests.access.world_access import WithAccess
from tests.access.world_base import POSTS, TODAY, day


class WithTalk(WithAccess):
    """Conversations, tasks and facts."""

    def thread(self, audience: Audience) -> Thread:
        """A thread is made together with its audience."""
        return self._add(
            Thread(
                case_id=self.case.id,
                audience_id=audience.id,
                subject="A thread",
                created_by=POSTS["corina"],
                created_at=audience.created_at,
            )
        )

    def message(
        self, thread: Thread, audience: Audience | None = None, made: datetime | None = None, author: str = "felicia"
    ) -> Message:
        return self._add(
            Message(
                case_id=self.case.id,
                thread_id=thread.id,
                audience_id=audience.id if audience else thread.audience_id,
                author_id=POSTS[author],
                body="Said",
                body_html="<p>Said</p>",
                created_at=made or thread.created_at,
            )
        )

    def task(self, audience: Audience, owner: str) -> Task:
        """A task with its own thread, which is said to come from that thread too."""
        thread = self.thread(audience)
        return self._add(
            Task(
                case_id=self.case.id,
                audience_id=audience.id,
                thread_id=thread.id,
                assigned_from_id=thread.id,
                title="A task",
                status=TaskStatus.REQUESTED,
                priority=Priority.ROUTINE,
                due_order=day(9),
                owner_agency_id=AGENCIES[owner].id,
                assigned_by=POSTS["corina"],
                created_at=thread.created_at,
                updated_at=thread.created_at,
            )
        )

    def thread_of(self, task: Task) -> Thread:
        """A task's own conversation."""
        (thread,) = [thread for thread in self.all(Thread) if thread.id == task.thread_id]
        return thread

    def read(self, post: str, message: Message) -> ReadPosition:
        return self._add(
            ReadPosition(
                thread_id=message.thread_id,
                membership_id=POSTS[post],
                case_id=self.case.id,
                message_id=message.id,
                message_at=message.created_at,
            )
        )

    def tell(
        self,
        name: FactName,
        item: Any,
        streams: Sequence[UUID],
        *,
        agency: str | None = None,
        post: str | None = None,
        to_all: bool = False,
    ) -> NewFact:
        """A fact about an item, for its audience; or for an agency or a post by name, or for all who see the case."""
        for_audience = not (agency or post or to_all)
        fact = NewFact(
            name=name,
            case_id=self.case.id,
            audience_id=item.audience_id if for_audience else None,
            to_agency_id=AGENCIES[agency].id if agency else None,
            to_membership_id=POSTS[post] if post else None,
            item_at=item.created_at,
            subject_id=item.id,
            membership_id=POSTS["corina"],
            at=TODAY,
        )
        self.facts.append((fact, list(streams)))
        return fact
