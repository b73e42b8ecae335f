"""What everyone is answered about a world, in plain Python over its rows, from domain.md and apart from the SQL.

It is what the endpoint's answers are compared with; nothing of `access/rule.py` may be imported here. The rule itself
stands in `oracle_rule.py`, and by theme in the modules beside it.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseMember,
    Disclosure,
)
from roundtable.agencies.models import Membership
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import CaseParticipant
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    Conference,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest
from roundtable.core import ids
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message, ReadPosition, Thread
from roundtable.minutes.models import MinutesComment, MinutesPassage, MinutesSection, MinutesWords
from roundtable.risk.models import RiskAssessment
from roundtable.tasks.models import Task
from tests.access.oracle_records import Beside, Chain, WithRecords, chains
from tests.access.world import OF_CONFERENCE, OF_CONFERENCES, OF_PLANS

_CONFERS: tuple[Any, ...] = (
    *(AgendaItem, AgencyReturn, ReturnContent, Recusal),
    *(Decision, DecisionVoice, Undertaking, ActionReview),
    *(MinutesSection, MinutesPassage, MinutesWords, MinutesComment),
)
_PREFIXES: dict[Any, str] = {
    RiskAssessment: "riskassessment",
    Incident: "incident",
    Thread: "thread",
    Message: "message",
    Task: "task",
    AgendaItem: "agendaitem",
}
_PREFIXES |= OF_CONFERENCES | OF_PLANS
OF_PARTS: tuple[Any, ...] = OF_CONFERENCE


@dataclass
class Seen:
    """Everything that one post is answered about a world, as sets of public ids."""

    cases: set[str] = field(default_factory=set)
    # How to reach the victim, as the case says it.
    contact: str | None = None
    table: set[str] = field(default_factory=set)
    threads: set[str] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    agenda: set[str] = field(default_factory=set)
    assessments: dict[str, Beside] = field(default_factory=dict)
    # What the table was told of its risk, each with the assessment it rests on.
    told: dict[str, str | None] = field(default_factory=dict)
    incidents: dict[str, Chain] = field(default_factory=dict)
    # What was found of repeats, each with the agenda item it is on.
    repeats: dict[str, str | None] = field(default_factory=dict)
    # Safety plans, their versions, and what these say.
    plans: set[str] = field(default_factory=set)
    # Whether there is a second page of threads, when a page has one.
    more: bool = False
    assigned: set[str] = field(default_factory=set)
    unread: dict[str, int] = field(default_factory=dict)
    seen_by: dict[str, set[str]] = field(default_factory=dict)
    namings: dict[str, set[str]] = field(default_factory=dict)
    loaded: set[str] = field(default_factory=set)


class Oracle(WithRecords):
    """Answers about one world."""

    def answer(self, post_id: UUID, loads: set[str]) -> Seen | None:
        """What a post is answered that tries these single loads; None if it is not let in at all."""
        post, world = self.posts[post_id], self.world
        if not self.is_live(post):
            return None
        items: list[Any] = [*world.all(Thread), *world.all(Message), *world.all(Task), *world.all(RiskAssessment)]
        items += world.all(Incident)
        items += [row for model in _CONFERS for row in world.all(model)]
        visible = [item for item in items if self.sees(post, item.audience_id, item.created_at)]
        visible += (plans := self._plans(post))
        tasks = [item for item in visible if isinstance(item, Task)]
        threads = [t for t in visible if isinstance(t, Thread) and not self.audiences[t.audience_id].for_task]
        reached = {thread.id: thread for thread in threads}
        reached |= {t.id: t for t in visible if isinstance(t, Thread) and t.id in {task.thread_id for task in tasks}}
        messages = [m for m in visible if isinstance(m, Message) and m.thread_id in reached]
        seated = self.sees_case(post)
        case = {ids.encode("case", world.case.id)} if seated else set()
        around = _ids("caseagency", world.all(CaseAgency)) | _ids("casemember", world.all(CaseMember))
        around |= _ids("participant", world.all(CaseParticipant))
        at_the_table = around if seated else set()
        return Seen(
            cases=case,
            contact=world.case.safe_contact if self.supports(post) else None,
            table=at_the_table,
            threads=_ids("thread", threads),
            messages=_ids("message", messages),
            tasks=_ids("task", tasks),
            agenda=_ids("agendaitem", [item for item in visible if isinstance(item, AgendaItem)]),
            assessments=self._assessments(visible),
            told=self._told(post, visible),
            repeats=self._repeats(post, visible),
            incidents=chains([item for item in visible if isinstance(item, Incident)]),
            plans={ids.encode(OF_PLANS[type(row)], row.id) for row in self._listed(plans)},
            more=len(threads) > 1,
            assigned=_ids("task", [task for task in tasks if task.owner_agency_id == post.agency_id]),
            unread={ids.encode("thread", key): self._unread(post, key, messages) for key in reached},
            seen_by={ids.encode("thread", key): self._seen_by(thread) for key, thread in reached.items()},
            namings={ids.encode("thread", key): self._namings(post, thread) for key, thread in reached.items()},
            loaded=(case | at_the_table | self._loaded(post, visible)) & loads,
        )

    def _loaded(self, post: Membership, visible: list[Any]) -> set[str]:
        world, found = self.world, {ids.encode(_PREFIXES[type(item)], item.id) for item in visible}
        found |= _ids("audience", [a for a in world.all(Audience) if self.sees(post, a.id, a.created_at)])
        found |= {*self._told(post, visible), *self._repeats(post, visible)}
        met = {item.conference_id for item in visible if isinstance(item, AgendaItem)}
        confers = [c for c in world.all(Conference) if c.id in met or self.takes_part(post, c)]
        found |= _ids("conference", confers)
        of_them: list[Any] = [row for kind in OF_PARTS for row in world.all(kind)]
        known = {c.id for c in confers}
        found |= {ids.encode(OF_CONFERENCES[type(row)], row.id) for row in of_them if row.conference_id in known}
        found |= _ids("attendeerequest", [r for r in world.all(AttendeeRequest) if self.is_asked_for(post, r)])
        return found | _ids("disclosure", [d for d in world.all(Disclosure) if self.sees_naming(post, d)])

    def _namings(self, post: Membership, thread: Thread) -> set[str]:
        of_it = [d for d in self.world.all(Disclosure) if d.audience_id == thread.audience_id and self.is_in_force(d)]
        return _ids("disclosure", [d for d in of_it if self.sees_naming(post, d)])

    def _seen_by(self, thread: Thread) -> set[str]:
        made = self.audiences[thread.audience_id].created_at
        return _ids("membership", [p for p in self.posts.values() if self.sees(p, thread.audience_id, made)])

    def _unread(self, post: Membership, thread_id: UUID, messages: list[Message]) -> int:
        position = next(
            (p for p in self.world.all(ReadPosition) if (p.thread_id, p.membership_id) == (thread_id, post.id)), None
        )
        read = (position.message_at, position.message_id.bytes if position.message_id else b"") if position else None
        others = [m for m in messages if m.thread_id == thread_id and m.author_id != post.id]
        # Nobody reads up to anywhere through a glass.
        others = [m for m in others if self.acts(post, m.audience_id, m.created_at)]
        return sum(read is None or (m.created_at, m.id.bytes) > read for m in others)


def _ids(prefix: str, rows: Any) -> set[str]:
    return {ids.encode(prefix, row.id) for row in rows}
