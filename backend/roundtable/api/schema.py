"""The whole schema: every domain's queries, mutations and events in one, bound to the reader."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.schema.config import StrawberryConfig

from roundtable.administration.graphql import AdministrationQueries
from roundtable.administration.mutations import AdministrationMutations
from roundtable.agencies.graphql import AgencyQueries
from roundtable.agenda.graphql import AgendaQueries
from roundtable.agenda.mutations import AgendaMutations
from roundtable.api.documents import checks
from roundtable.api.errors import PublicErrors
from roundtable.api.events import EVENTS
from roundtable.api.execution import OneStatement
from roundtable.api.executor import Executor
from roundtable.api.known import Known
from roundtable.api.presence import PresenceMutations
from roundtable.api.streaming import StreamingSchema
from roundtable.api.subscriptions import Subscription
from roundtable.api.viewer import ViewerMutations, ViewerQueries
from roundtable.cases.graphql import CaseQueries
from roundtable.cases.mutations import CaseMutations
from roundtable.conferences import declaring
from roundtable.conferences.graphql import ConferenceQueries
from roundtable.conferences.mutations import ConferenceMutations
from roundtable.conflicts.graphql import ConflictQueries
from roundtable.conflicts.mutations import ConflictMutations
from roundtable.consents.graphql import ConsentQueries
from roundtable.consents.mutations import ConsentMutations
from roundtable.decisions.graphql import DecisionQueries
from roundtable.decisions.mutations import DecisionMutations
from roundtable.glass.graphql import GlassQueries
from roundtable.glass.mutations import GlassMutations
from roundtable.incidents.graphql import IncidentQueries
from roundtable.incidents.mutations import IncidentMutations
from roundtable.involvement.mutations import InvolvementMutations
from roundtable.messaging.graphql import MessagingQueries
from roundtable.messaging.mutations import MessagingMutations
from roundtable.minutes.graphql import MinutesQueries
from roundtable.minutes.mutations import MinutesMutations
from roundtable.reader.shapes import by_node, viewpoint
from roundtable.reader.types import DateTime, MutationId, Node
from roundtable.record.graphql import RecordQueries
from roundtable.repeats import commands as repeats
from roundtable.repeats.graphql import RepeatQueries
from roundtable.risk.graphql import RiskQueries
from roundtable.risk.mutations import RiskMutations
from roundtable.safety.graphql import SafetyQueries
from roundtable.safety.mutations import SafetyMutations
from roundtable.seats.graphql import SeatQueries
from roundtable.seats.mutations import SeatMutations
from roundtable.sharing.graphql import SharingQueries
from roundtable.sharing.mutations import SharingMutations
from roundtable.statistics.graphql import StatisticsQueries
from roundtable.tasks.graphql import TaskQueries
from roundtable.tasks.mutations import TaskMutations


@viewpoint
@strawberry.type(description="What can be read. What one may not see answers like what is not there.")
class Query(
    ViewerQueries,
    CaseQueries,
    ConsentQueries,
    ConflictQueries,
    RiskQueries,
    IncidentQueries,
    SafetyQueries,
    MessagingQueries,
    ConferenceQueries,
    AgendaQueries,
    DecisionQueries,
    MinutesQueries,
    RepeatQueries,
    TaskQueries,
    SharingQueries,
    GlassQueries,
    SeatQueries,
    RecordQueries,
    StatisticsQueries,
    AdministrationQueries,
    AgencyQueries,
):
    node: Node | None = by_node("Anything by its id.")


@strawberry.type(description="What can be done. Each act carries a `clientMutationId`; a retry has no second effect.")
class Mutation(
    ConsentMutations,
    ConflictMutations,
    RiskMutations,
    IncidentMutations,
    SafetyMutations,
    MessagingMutations,
    PresenceMutations,
    TaskMutations,
    ConferenceMutations,
    AgendaMutations,
    DecisionMutations,
    MinutesMutations,
    SharingMutations,
    CaseMutations,
    GlassMutations,
    InvolvementMutations,
    SeatMutations,
    AdministrationMutations,
    ViewerMutations,
):
    pass


# What follows from acts by a rule stands where it is declared; here all of it comes together.
BY_RULE = (
    repeats.look_for_repeats,
    repeats.look_again,
    repeats.put_what_waits_on_agendas,
    repeats.put_on_another,
    repeats.count_events,
)

# The same of what keeps one from writing in conversations.
BARS = (declaring.check_writing,)


class KnowingSchema(StreamingSchema):
    """Ours log errors where they are masked, with a reference, and never their texts."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.known = Known()

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        return None

    def get_extensions(self, sync: bool = False) -> list[Any]:
        return [PublicErrors(), OneStatement(self.known), *checks()]


def build_schema() -> KnowingSchema:
    return KnowingSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=EVENTS,
        execution_context_class=Executor,
        config=StrawberryConfig(scalar_map={datetime: DateTime, UUID: MutationId}, relay_max_results=100),
    )
