"""State and stream meet without a gap, and a stream that broke goes on without one: state and events make the state."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.messaging.room import agencies, opened, posted
from tests.streams.wire import Event, Stream, Wire
from tests.support.table import Client
from tests.tasks.desk import assigned

STATE = """
query ($case: ID!, $thread: ID!) {
  case(id: $case) { eventsCursor }
  thread(id: $thread) { closedAt messages(first: 100) { nodes { id body redactedAt } } }
  tasks(caseId: $case, first: 100) { nodes { id status claimedBy { id } } }
}
"""
EVENTS = """
subscription ($case: ID!, $after: String) {
  caseEvents(caseId: $case, after: $after) {
    __typename id cursor prev
    ... on MessagePosted { message { ...Said } }
    ... on MessageEdited { message { ...Said } }
    ... on MessageRedacted { message { ...Said } }
    ... on TaskAssigned { task { ...Asked } }
    ... on TaskChanged { task { ...Asked } }
  }
}
fragment Said on Message { id body redactedAt thread { id } }
fragment Asked on Task { id status claimedBy { id } }
"""
ACTS = ["post", "post hidden", "edit", "redact", "assign", "assign hidden", "accept", "claim", "complete"]
WATCHING = ["read", "break off", "read the state"]
SENTINEL = "That is all."


@dataclass
class Watcher:
    """Ana's page: a state, the events since, and what the two make together."""

    wire: Wire
    client: Client
    thread: str
    messages: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None
    heard: list[str] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    _stream: Stream | None = None

    async def read_state(self) -> None:
        """Begin anew from the state and its own cursor."""
        await self.break_off()
        data = (await self.client.ask(STATE, case=self.wire.table.case_id, thread=self.thread)).data
        self.messages = {row["id"]: row for row in data["thread"]["messages"]["nodes"]}
        self.tasks = {row["id"]: row for row in data["tasks"]["nodes"]}
        self.cursor, self.heard = data["case"]["eventsCursor"], []

    async def break_off(self) -> None:
        self._stream = None
        await self._open.aclose()

    async def hear(self) -> Event:
        """The next event, on a stream that goes on from the last one."""
        if self._stream is None:
            listening = self.wire.listening(self.client, EVENTS, case=self.wire.table.case_id, after=self.cursor)
            self._stream = await self._open.enter_async_context(listening)
        event = await self._stream.event()
        assert event["prev"] == self.cursor
        self.cursor = event["cursor"]
        self.heard.append(event["id"])
        self._apply(event)
        return event

    async def catch_up(self) -> None:
        """Hear all up to the sentinel."""
        said = None
        while said != SENTINEL:
            said = (await self.hear()).get("message", {}).get("body")

    def _apply(self, event: Event) -> None:
        """As the page does: the newer takes the older's place. Applying what the state has already does no harm."""
        if (message := event.get("message")) and message.pop("thread")["id"] == self.thread:
            self.messages[message["id"]] = message
        if task := event.get("task"):
            self.tasks[task["id"]] = task


@dataclass
class Writer:
    """Corina and Dalia at work, in a conversation that Ana is in and in one that she is not in."""

    wire: Wire
    corina: Client
    dalia: Client
    open: str
    hidden: str
    message: str = ""
    task: str = ""

    async def act(self, name: str) -> None:
        thread = self.hidden if name.endswith("hidden") else self.open
        if name.startswith("post"):
            said = (await posted(self.corina, thread, name))["id"]
            self.message = self.message if thread == self.hidden else said
        elif name.startswith("assign"):
            asked = (await assigned(self.corina, self.wire.table, thread, "ngo", title=name))["id"]
            self.task = self.task if thread == self.hidden else asked
        elif name == "edit" and self.message:
            await self.corina.act("EditMessage", messageId=self.message, body="edited")
        elif name == "redact" and self.message:
            await self.corina.act("RedactMessage", messageId=self.message, reason="A slip.")
        elif self.task and name in ("accept", "claim"):
            await self.dalia.act(f"{name.title()}Task", taskId=self.task)
        elif self.task and name == "complete":
            await self.dalia.act("CompleteTask", taskId=self.task, outcome="Done.")


@dataclass
class Scene:
    """Who takes part in each example."""

    wire: Wire
    ana: Client
    corina: Client
    dalia: Client

    async def begin(self) -> tuple[Watcher, Writer]:
        table = self.wire.table
        open_to_ana = await opened(self.corina, table, agencies(table, "police"))
        hidden = await opened(self.corina, table, agencies(table))
        watcher = Watcher(self.wire, self.ana, open_to_ana)
        await watcher.read_state()
        return watcher, Writer(self.wire, self.corina, self.dalia, open_to_ana, hidden)


@pytest.fixture
async def scene(wire: Wire) -> Scene:
    return Scene(wire, *[await wire.table.by(key) for key in ("ana", "corina", "dalia")])


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(st.sampled_from([*ACTS, *WATCHING]), min_size=4, max_size=16))
async def test_state_and_events_make_the_state_whatever_happens_and_breaks_off(scene: Scene, script: list[str]) -> None:
    watcher, writer = await scene.begin()
    try:
        for step in script:
            if step == "break off":
                await watcher.break_off()
            elif step == "read the state":
                # Taken while something is written: whichever comes first, nothing is lost between them.
                await asyncio.gather(watcher.read_state(), writer.act("post"), writer.act("assign"))
            elif step == "read":
                await writer.act("post")
                await watcher.hear()
            else:
                await writer.act(step)
        heard = list(watcher.heard)
        await posted(scene.corina, writer.open, SENTINEL)
        await watcher.catch_up()
        assert len(set(watcher.heard)) == len(watcher.heard)
        assert heard == watcher.heard[: len(heard)]

        fresh = Watcher(scene.wire, scene.ana, writer.open)
        await fresh.read_state()
        assert (watcher.messages, watcher.tasks) == (fresh.messages, fresh.tasks)
    finally:
        await watcher.break_off()


async def test_a_stream_goes_on_after_any_of_its_events_with_the_very_next_one(scene: Scene) -> None:
    watcher, writer = await scene.begin()
    start = watcher.cursor
    for name in [*ACTS, "post", "post hidden", "post"]:
        await writer.act(name)
    await posted(scene.corina, writer.open, SENTINEL)
    try:
        await watcher.catch_up()
        whole, places = watcher.heard, []
        # What is said, asked and done where Ana is: nothing of the hidden conversation, nothing of the hidden task.
        assert len(whole) == 11
        watcher.cursor, watcher.heard = start, []
        await watcher.break_off()
        for _ in whole:
            await watcher.hear()
            await watcher.break_off()
            places.append(watcher.cursor)
        assert watcher.heard == whole
        for place, cursor in enumerate(places[:-1]):
            watcher.cursor, watcher.heard = cursor, []
            await watcher.hear()
            assert watcher.heard == [whole[place + 1]]
            await watcher.break_off()
    finally:
        await watcher.break_off()


async def test_while_many_write_at_once_each_listener_hears_all_in_one_order(scene: Scene) -> None:
    table, wire = scene.wire.table, scene.wire
    watcher, writer = await scene.begin()
    second = Watcher(wire, await table.by("corina"), writer.open)
    await second.read_state()
    people = [scene.ana, scene.corina]

    async def listen(one: Watcher) -> list[str]:
        for _ in range(30):
            await one.hear()
        await one.break_off()
        return one.heard

    async def write(person: Client) -> None:
        for number in range(15):
            await posted(person, writer.open, f"{person.key} {number}")

    writing = asyncio.gather(*(write(person) for person in people))
    heard, also = await asyncio.gather(listen(watcher), listen(second))
    await writing

    assert heard == also
    assert len(set(heard)) == 30
    # Each writer's own messages come in the order of their writing.
    bodies = [message["body"] for message in watcher.messages.values()]
    for person in people:
        mine = [body for body in bodies if body.startswith(person.key)]
        assert mine == [f"{person.key} {number}" for number in range(15)]
