"""The acts on conferences as the schema shows them, by theme."""

import strawberry

from roundtable.conferences.mutations.coming import ComingMutations
from roundtable.conferences.mutations.meeting import MeetingMutations
from roundtable.conferences.mutations.planning import PlanningMutations
from roundtable.conferences.mutations.requests import RequestMutations


@strawberry.type
class ConferenceMutations(PlanningMutations, ComingMutations, RequestMutations, MeetingMutations):
    """Mutations of this domain."""
