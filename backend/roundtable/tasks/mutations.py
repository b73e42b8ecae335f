"""The acts on tasks as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.tasks import commands
from roundtable.tasks.graphql import TaskType
from roundtable.tasks.models import DeclineReason, NonCompletionClass, Priority


@strawberry.input(description="A task to ask of an agency.")
class AssignTaskInput:
    client_mutation_id: UUID = mutation_id()
    thread_id: ID = strawberry.field(description="The conversation it comes from; who sees that, sees the task.")
    agency_id: ID = strawberry.field(description="The agency that is to answer for it; the task is disclosed to it.")
    title: str = strawberry.field(description="What is to be done, in one line, up to 200 characters.")
    description: str | None = strawberry.field(default=None, description="In more words, up to 5,000 characters.")
    due_at: datetime | None = strawberry.field(default=None, description="When it should be done.")
    priority: Priority = strawberry.field(default=Priority.ROUTINE, description="How soon it is needed.")


@strawberry.input(description="A task that the agency has.")
class ReceiveTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")


@strawberry.input(description="A task to undertake.")
class AcceptTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")


@strawberry.input(description="A task not to undertake.")
class DeclineTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")
    reason: DeclineReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(default=None, description="In words, up to 2,000 characters.")


@strawberry.input(description="A task to begin.")
class StartTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")


@strawberry.input(description="A task to put on hold.")
class HoldTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")
    note: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="A task that is done.")
class CompleteTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")
    outcome: str = strawberry.field(description="What came of it, up to 5,000 characters.")


@strawberry.input(description="A task that will not be done.")
class CloseUndoneTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")
    non_completion_class: NonCompletionClass = strawberry.field(description="Which of the two classes.")
    note: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="A task to take back.")
class CancelTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")
    note: str = strawberry.field(description="Why, up to 2,000 characters.")


@strawberry.input(description="A task to take on oneself.")
class ClaimTaskInput:
    client_mutation_id: UUID = mutation_id()
    task_id: ID = strawberry.field(description="The task.")


@strawberry.type(description="What `assignTask` answers.")
class AssignTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `receiveTask` answers.")
class ReceiveTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `acceptTask` answers.")
class AcceptTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `declineTask` answers.")
class DeclineTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `startTask` answers.")
class StartTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `holdTask` answers.")
class HoldTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `completeTask` answers.")
class CompleteTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `closeUndoneTask` answers.")
class CloseUndoneTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `cancelTask` answers.")
class CancelTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type(description="What `claimTask` answers.")
class ClaimTaskPayload(Payload):
    task: TaskType | None = strawberry.field(description="The task.")


@strawberry.type
class TaskMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Ask an agency to do something; it gets to see the task and nothing else of the case."
    )
    async def assign_task(self, info: Asked, input: Input[AssignTaskInput]) -> AssignTaskPayload:
        return await info.context.perform(info, commands.assign_task, input)

    @strawberry.mutation(description="Say that the agency has the task.")
    async def receive_task(self, info: Asked, input: Input[ReceiveTaskInput]) -> ReceiveTaskPayload:
        return await info.context.perform(info, commands.receive_task, input)

    @strawberry.mutation(description="Undertake the task; implies that it was received.")
    async def accept_task(self, info: Asked, input: Input[AcceptTaskInput]) -> AcceptTaskPayload:
        return await info.context.perform(info, commands.accept_task, input)

    @strawberry.mutation(description="Not undertake the task, and say why; implies that it was received.")
    async def decline_task(self, info: Asked, input: Input[DeclineTaskInput]) -> DeclineTaskPayload:
        return await info.context.perform(info, commands.decline_task, input)

    @strawberry.mutation(description="Begin the task, or go on after a hold.")
    async def start_task(self, info: Asked, input: Input[StartTaskInput]) -> StartTaskPayload:
        return await info.context.perform(info, commands.start_task, input)

    @strawberry.mutation(description="Put the task on hold, and say why.")
    async def hold_task(self, info: Asked, input: Input[HoldTaskInput]) -> HoldTaskPayload:
        return await info.context.perform(info, commands.hold_task, input)

    @strawberry.mutation(description="Say that the task is done; implies that it was begun.")
    async def complete_task(self, info: Asked, input: Input[CompleteTaskInput]) -> CompleteTaskPayload:
        return await info.context.perform(info, commands.complete_task, input)

    @strawberry.mutation(description="Say that the task will not be done, and why.")
    async def close_undone_task(self, info: Asked, input: Input[CloseUndoneTaskInput]) -> CloseUndoneTaskPayload:
        return await info.context.perform(info, commands.close_undone_task, input)

    @strawberry.mutation(description="Take back a task that one's agency asked for.")
    async def cancel_task(self, info: Asked, input: Input[CancelTaskInput]) -> CancelTaskPayload:
        return await info.context.perform(info, commands.cancel_task, input)

    @strawberry.mutation(description="Take a task of one's agency on oneself.")
    async def claim_task(self, info: Asked, input: Input[ClaimTaskInput]) -> ClaimTaskPayload:
        return await info.context.perform(info, commands.claim_task, input)
