"""The two subscriptions: what happens on one case, and what lands with oneself."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from sqlalchemy import and_
from strawberry import ID, Info

from roundtable.access import rule
from roundtable.api.events import Event
from roundtable.api.stream import Listener
from roundtable.context import Context
from roundtable.core import ids
from roundtable.identity.queries import session_is_live

CaseId = Annotated[ID, strawberry.argument(description="The case's id.")]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor that a state or an event gave; left out, from now on."),
]


@strawberry.type(description="What comes live, over sockets (graphql-transport-ws) and server-sent events.")
class Subscription:
    @strawberry.subscription(
        description="What happens on one case, from a cursor on. Ends with ACCESS_ENDED when the right to it ends."
    )
    async def case_events(self, info: Info[Context, Any], case_id: CaseId, after: After = None) -> AsyncIterator[Event]:
        case = ids.decode("case", case_id, ["caseId"])
        async for event in _listener(info, rule.sees_case(case), case).listen(after):
            yield event

    @strawberry.subscription(
        description="What lands with the viewer: tasks of the acting agency, mentions. From a cursor on."
    )
    async def my_events(self, info: Info[Context, Any], after: After = None) -> AsyncIterator[Event]:
        actor = info.context.actor
        inboxes = [inbox for inbox in (actor.agency_id, actor.practitioner_id) if inbox]
        async for event in _listener(info, rule.is_live(), *inboxes).listen(after):
            yield event


def _listener(info: Info[Context, Any], seated: Any, *streams: Any) -> Listener:
    holds = and_(rule.is_live(), session_is_live(info.context.actor), seated)
    return Listener(info.context, info._raw_info, list(streams), holds)
