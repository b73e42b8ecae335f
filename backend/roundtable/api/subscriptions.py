"""The subscriptions: what happens on a case or at a conference, what lands with oneself, and who has a case open."""

from collections.abc import AsyncIterator
from functools import cache
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, and_
from strawberry import ID, Info

from roundtable.access import rule
from roundtable.api.events import Event
from roundtable.api.presence import Company, Presence
from roundtable.api.stream import Listener, stream
from roundtable.conferences.policy import sees_by_key
from roundtable.context import Context
from roundtable.core import ids
from roundtable.identity.queries import credential_holds


@cache
def _stands(*, by_session: bool) -> ColumnElement[bool]:
    """The post stands, and what it listens by holds. Made once: one statement serves all."""
    return and_(credential_holds(by_session=by_session), rule.is_live())


@cache
def _seated(*, by_session: bool) -> ColumnElement[bool]:
    """It sits at the case's table, too."""
    return and_(_stands(by_session=by_session), rule.sees_case(stream(0)))


@cache
def _follows(*, by_session: bool) -> ColumnElement[bool]:
    """It sees the conference, too."""
    return and_(_stands(by_session=by_session), sees_by_key(stream(0)))


ConferenceId = Annotated[ID, strawberry.argument(description="The conference's id.")]
CaseId = Annotated[ID, strawberry.argument(description="The case's id.")]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor that a state or an event gave; left out, from now on."),
]
Once = Annotated[
    bool,
    strawberry.argument(
        description="End when all that is there is told. For who can keep no connection open: ask again, after the "
        "last cursor, as often as news may wait."
    ),
]


@strawberry.type(description="What comes live, over sockets (graphql-transport-ws) and server-sent events.")
class Subscription:
    @strawberry.subscription(
        description="What happens on one case, from a cursor on. Ends with ACCESS_ENDED when the right to it ends."
    )
    async def case_events(
        self, info: Info[Context, Any], case_id: CaseId, after: After = None, once: Once = False
    ) -> AsyncIterator[Event]:
        case = ids.decode("case", case_id, ["caseId"])
        seated = _seated(by_session=info.context.actor.session_id is not None)
        async for event in Listener(info.context, info._raw_info, [case], seated, case).listen(after, until_told=once):
            yield event

    @strawberry.subscription(
        description="What lands with the viewer: tasks of the acting agency, mentions. From a cursor on."
    )
    async def my_events(
        self, info: Info[Context, Any], after: After = None, once: Once = False
    ) -> AsyncIterator[Event]:
        actor = info.context.actor
        inboxes = [inbox for inbox in (actor.agency_id, actor.practitioner_id) if inbox]
        stands = _stands(by_session=actor.session_id is not None)
        async for event in Listener(info.context, info._raw_info, inboxes, stands).listen(after, until_told=once):
            yield event

    @strawberry.subscription(
        description="What happens at one conference, from a cursor on: what one hears of its agenda, and who comes and "
        "goes. Ends with ACCESS_ENDED when the right to it ends."
    )
    async def conference_events(
        self, info: Info[Context, Any], conference_id: ConferenceId, after: After = None, once: Once = False
    ) -> AsyncIterator[Event]:
        conference = ids.decode("conference", conference_id, ["conferenceId"])
        follows = _follows(by_session=info.context.actor.session_id is not None)
        here = Listener(info.context, info._raw_info, [conference], follows, conference=conference)
        async for event in here.listen(after, until_told=once):
            yield event

    @strawberry.subscription(
        description="Who has a case open now, oneself among them: all of them, at first and after each change. Who "
        "asks is shown to the others as long as it lasts. Ends with ACCESS_ENDED when the seat at the case does."
    )
    async def case_presence(self, info: Info[Context, Any], case_id: CaseId) -> AsyncIterator[list[Presence]]:
        case = ids.decode("case", case_id, ["caseId"])
        async for here in Company(info.context, info._raw_info, case).keep():
            yield here
