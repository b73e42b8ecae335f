"""The two subscriptions: what happens on one case, and what lands with oneself."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from sqlalchemy import and_
from strawberry import ID, Info

from roundtable.access import rule
from roundtable.api.events import Event
from roundtable.api.stream import Listener, credential_holds, stream
from roundtable.context import Context
from roundtable.core import ids

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
        seated = and_(credential_holds(info.context.actor), rule.is_live(), rule.sees_case(stream(0)))
        async for event in Listener(info.context, info._raw_info, [case], seated).listen(after):
            yield event

    @strawberry.subscription(
        description="What lands with the viewer: tasks of the acting agency, mentions. From a cursor on."
    )
    async def my_events(self, info: Info[Context, Any], after: After = None) -> AsyncIterator[Event]:
        actor = info.context.actor
        inboxes = [inbox for inbox in (actor.agency_id, actor.practitioner_id) if inbox]
        stands = and_(credential_holds(actor), rule.is_live())
        async for event in Listener(info.context, info._raw_info, inboxes, stands).listen(after):
            yield event
