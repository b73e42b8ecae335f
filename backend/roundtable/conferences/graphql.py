"""Conferences and agenda items as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode
from roundtable.conferences import commands, policy, words
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
    ConferenceType,
)
from roundtable.context import Asked
from roundtable.messaging.graphql import ThreadType
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Input, Node, Payload, enum, mutation_id

enum(ConferenceStatus, "How far a conference has come.", words.CONFERENCE_STATUS)
enum(ConferenceType, "How a conference meets.", words.CONFERENCE_TYPE)
enum(AgendaItemStatus, "What became of a case on the agenda.", words.AGENDA_ITEM_STATUS)


@shape(Conference, "conference", guard=policy.sees_conference)
@strawberry.type(name="Conference", description="A meeting of agencies over one or more cases.")
class ConferenceNode(Node):
    title: str = column(Conference.title, "What it is called; it names no case.")
    type: ConferenceType = column(Conference.type, "How it meets.")
    status: ConferenceStatus = column(Conference.status, "How far it has come.")
    scheduled_at: datetime | None = column(Conference.scheduled_at, "When it meets.")
    agency: AgencyNode = one(Conference.agency_id, "The agency that convenes it.")
    closed_at: datetime | None = column(Conference.closed_at, "When it ended.")


@shape(AgendaItem, "agendaitem", guard=rule.sees_item, case="case_id")
@strawberry.type(name="AgendaItem", description="One case on a conference's agenda.")
class AgendaItemType(Node):
    conference: ConferenceNode = one(AgendaItem.conference_id, "The conference.")
    status: AgendaItemStatus = column(AgendaItem.status, "What became of it.")
    thread: ThreadType | None = one(AgendaItem.thread_id, "Its conversation, where one may see it.")
    audience: AudienceType | None = one(
        AgendaItem.audience_id, "Who may see it; null for a newcomer to an audience older than itself."
    )


@strawberry.type
class ConferenceQueries:
    """Root fields of this domain."""

    conference: ConferenceNode | None = one(
        lambda _, conference, given: conference.c.id == given["id"],
        "A conference by its id.",
        [argument(key_of("conference", "id"), strawberry.ID, "The conference's id.")],
    )
    agenda_items: Connection[AgendaItemType] = connection(
        lambda _, item, given: item.c.case_id == given["caseId"],
        lambda item: [item.c.created_at, item.c.id],
        "The conferences' agenda items of a case, newest first.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )


@strawberry.input(description="A conference to close.")
class CloseConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.type(description="What closing a conference answers.")
class CloseConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type
class ConferenceMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="End a conference; its conversations close with it.")
    async def close_conference(self, info: Asked, input: Input[CloseConferenceInput]) -> CloseConferencePayload:
        return await info.context.perform(info, commands.close_conference, input)
