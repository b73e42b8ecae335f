"""The acts on a conference's agenda as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import GroundsInput
from roundtable.agenda import commands, hearing, returns
from roundtable.agenda.graphql import AgencyReturnType, AgendaItemType, RecusalType
from roundtable.conferences.graphql import ConferenceNode
from roundtable.conferences.models import ReferralCriterion, ReturnDeclineReason
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A case to refer.")
class ReferCaseInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    case_id: ID = strawberry.field(description="The case.")
    criterion: ReferralCriterion = strawberry.field(description="Why it is to be heard.")
    reason: str = strawberry.field(description="Why, in words, up to 2,000 characters.")
    grounds: GroundsInput = strawberry.field(
        description="Why it is lawful that those who come to the conference hear it."
    )
    without_agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="Agencies that come, and are not to hear it."
    )


@strawberry.input(description="An item to accept.")
class AcceptAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    minutes: int | None = strawberry.field(
        default=None, description="How many minutes it is planned to take, from 1 to 240; 15 where nothing is said."
    )


@strawberry.input(description="An order of items.")
class OrderAgendaInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    agenda_item_ids: list[ID] = strawberry.field(description="The items, first to last.")


@strawberry.input(description="An item to withdraw.")
class WithdrawAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    reason: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="An item not to take.")
class FindUnderThresholdInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    reason: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="An item to put off.")
class DeferAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    reason: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="A conference to prepare.")
class OpenReturnsInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="What is written so far.")
class SaveReturnInput:
    client_mutation_id: UUID = mutation_id()
    agency_return_id: ID = strawberry.field(description="What the agency was asked.")
    version: int = strawberry.field(description="`ReturnContent.version` as it was read, 0 where there was none.")
    known_ids: list[ID] = strawberry.field(default_factory=list, description="Who of the case is known to it.")
    involvement: str | None = strawberry.field(
        default=None, description="What it has to do with them, up to 10,000 characters; plain text."
    )
    concerns: str | None = strawberry.field(
        default=None, description="What it is worried about, up to 10,000 characters; plain text."
    )
    protective_factors: str | None = strawberry.field(
        default=None, description="What protects, up to 10,000 characters; plain text."
    )
    proposals: str | None = strawberry.field(
        default=None, description="What it proposes to do, up to 10,000 characters; plain text."
    )
    documents: str | None = strawberry.field(
        default=None, description="Where documents are to be found, one a line, up to 10,000 characters; plain text."
    )


@strawberry.input(description="What the agency says.")
class SubmitReturnInput:
    client_mutation_id: UUID = mutation_id()
    agency_return_id: ID = strawberry.field(description="What the agency was asked.")
    version: int = strawberry.field(description="`ReturnContent.version` as it was read, 0 where there was none.")
    grounds: GroundsInput = strawberry.field(description="Why it is lawful to tell them.")
    known_ids: list[ID] = strawberry.field(default_factory=list, description="Who of the case is known to it.")
    involvement: str | None = strawberry.field(
        default=None, description="What it has to do with them, up to 10,000 characters; plain text."
    )
    concerns: str | None = strawberry.field(
        default=None, description="What it is worried about, up to 10,000 characters; plain text."
    )
    protective_factors: str | None = strawberry.field(
        default=None, description="What protects, up to 10,000 characters; plain text."
    )
    proposals: str | None = strawberry.field(
        default=None, description="What it proposes to do, up to 10,000 characters; plain text."
    )
    documents: str | None = strawberry.field(
        default=None, description="Where documents are to be found, one a line, up to 10,000 characters; plain text."
    )
    without_agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="Agencies that hear the case, and are not told this."
    )
    kept: bool = strawberry.field(default=False, description="Whether they keep it when the conference has closed.")


@strawberry.input(description="What the agency was asked.")
class ReturnNothingInput:
    client_mutation_id: UUID = mutation_id()
    agency_return_id: ID = strawberry.field(description="What the agency was asked.")


@strawberry.input(description="What the agency was asked.")
class DeclineReturnInput:
    client_mutation_id: UUID = mutation_id()
    agency_return_id: ID = strawberry.field(description="What the agency was asked.")
    reason: ReturnDeclineReason = strawberry.field(description="Why.")


@strawberry.input(description="An item to hear.")
class BeginAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")


@strawberry.input(description="More time for an item.")
class ExtendAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    minutes: int = strawberry.field(description="How many minutes more, from 1 to 60.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="An item that was heard.")
class ConcludeAgendaItemInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    note: str | None = strawberry.field(default=None, description="What was said, in short, up to 5,000 characters.")
    review_at: datetime | None = strawberry.field(
        default=None,
        description="When the case is to be looked at again; a moment to come. None is planned where it is left out.",
    )


@strawberry.input(description="Who steps aside.")
class RecuseInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    membership_id: ID = strawberry.field(description="Who, by their post.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")
    lasting: bool = strawberry.field(
        default=False, description="Whether the conflict of interest stays when the item is over."
    )


@strawberry.type(description="What `referCase` answers.")
class ReferCasePayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `acceptAgendaItem` answers.")
class AcceptAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `orderAgenda` answers.")
class OrderAgendaPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `withdrawAgendaItem` answers.")
class WithdrawAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `findUnderThreshold` answers.")
class FindUnderThresholdPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `deferAgendaItem` answers.")
class DeferAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `openReturns` answers.")
class OpenReturnsPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `saveReturn` answers.")
class SaveReturnPayload(Payload):
    agency_return: AgencyReturnType | None = strawberry.field(description="The agency, and what it answered.")


@strawberry.type(description="What `submitReturn` answers.")
class SubmitReturnPayload(Payload):
    agency_return: AgencyReturnType | None = strawberry.field(description="The agency, and what it answered.")


@strawberry.type(description="What `returnNothing` answers.")
class ReturnNothingPayload(Payload):
    agency_return: AgencyReturnType | None = strawberry.field(description="The agency, and what it answered.")


@strawberry.type(description="What `declineReturn` answers.")
class DeclineReturnPayload(Payload):
    agency_return: AgencyReturnType | None = strawberry.field(description="The agency, and what it answered.")


@strawberry.type(description="What `beginAgendaItem` answers.")
class BeginAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `extendAgendaItem` answers.")
class ExtendAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `concludeAgendaItem` answers.")
class ConcludeAgendaItemPayload(Payload):
    agenda_item: AgendaItemType | None = strawberry.field(description="The item.")


@strawberry.type(description="What `recuse` answers.")
class RecusePayload(Payload):
    recusal: RecusalType | None = strawberry.field(
        description="Who stepped aside; null for oneself, to whom the case is not there now."
    )


@strawberry.type
class AgendaMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Ask that a conference hears a case: its convener is shown that, and all who come once it is taken."
    )
    async def refer_case(self, info: Asked, input: Input[ReferCaseInput]) -> ReferCasePayload:
        return await info.context.perform(info, commands.refer_case, input, grounds=input.grounds.grounds())

    @strawberry.mutation(description="Take a case onto the agenda: who comes hears it from now on.")
    async def accept_agenda_item(self, info: Asked, input: Input[AcceptAgendaItemInput]) -> AcceptAgendaItemPayload:
        return await info.context.perform(info, commands.accept_agenda_item, input)

    @strawberry.mutation(description="Put items in an order, before all that are not named.")
    async def order_agenda(self, info: Asked, input: Input[OrderAgendaInput]) -> OrderAgendaPayload:
        return await info.context.perform(info, commands.order_agenda, input)

    @strawberry.mutation(description="Take back what the acting agency referred, and say why.")
    async def withdraw_agenda_item(
        self, info: Asked, input: Input[WithdrawAgendaItemInput]
    ) -> WithdrawAgendaItemPayload:
        return await info.context.perform(info, commands.withdraw_agenda_item, input)

    @strawberry.mutation(description="Not take a case, since no criterion is met, and say why.")
    async def find_under_threshold(
        self, info: Asked, input: Input[FindUnderThresholdInput]
    ) -> FindUnderThresholdPayload:
        return await info.context.perform(info, commands.find_under_threshold, input)

    @strawberry.mutation(description="Put a case off to another conference, and say why.")
    async def defer_agenda_item(self, info: Asked, input: Input[DeferAgendaItemInput]) -> DeferAgendaItemPayload:
        return await info.context.perform(info, commands.defer_agenda_item, input)

    @strawberry.mutation(description="Ask the agencies that come what they know of each case on the agenda.")
    async def open_returns(self, info: Asked, input: Input[OpenReturnsInput]) -> OpenReturnsPayload:
        return await info.context.perform(info, returns.open_returns, input)

    @strawberry.mutation(description="Write on what the acting agency knows; nobody else sees it yet.")
    async def save_return(self, info: Asked, input: Input[SaveReturnInput]) -> SaveReturnPayload:
        return await info.context.perform(info, returns.save_return, input)

    @strawberry.mutation(description="Say what the acting agency knows to the agencies that hear the case.")
    async def submit_return(self, info: Asked, input: Input[SubmitReturnInput]) -> SubmitReturnPayload:
        return await info.context.perform(info, returns.submit_return, input, grounds=input.grounds.grounds())

    @strawberry.mutation(description="Say that the acting agency has looked, and knows nothing.")
    async def return_nothing(self, info: Asked, input: Input[ReturnNothingInput]) -> ReturnNothingPayload:
        return await info.context.perform(info, returns.return_nothing, input)

    @strawberry.mutation(description="Say that the acting agency does not say what it knows, and why.")
    async def decline_return(self, info: Asked, input: Input[DeclineReturnInput]) -> DeclineReturnPayload:
        return await info.context.perform(info, returns.decline_return, input)

    @strawberry.mutation(description="Go to an item: all pages follow. The one before is left where it was.")
    async def begin_agenda_item(self, info: Asked, input: Input[BeginAgendaItemInput]) -> BeginAgendaItemPayload:
        return await info.context.perform(info, hearing.begin_agenda_item, input)

    @strawberry.mutation(description="Give the current item more time, and say why.")
    async def extend_agenda_item(self, info: Asked, input: Input[ExtendAgendaItemInput]) -> ExtendAgendaItemPayload:
        return await info.context.perform(info, hearing.extend_agenda_item, input)

    @strawberry.mutation(description="End the current item: it was heard.")
    async def conclude_agenda_item(
        self, info: Asked, input: Input[ConcludeAgendaItemInput]
    ) -> ConcludeAgendaItemPayload:
        return await info.context.perform(info, hearing.conclude_agenda_item, input)

    @strawberry.mutation(
        description="Step aside while an item is heard, or let somebody: until then the case is not there for them."
    )
    async def recuse(self, info: Asked, input: Input[RecuseInput]) -> RecusePayload:
        return await info.context.perform(info, hearing.recuse, input)
