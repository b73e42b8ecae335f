"""A page as its stores keep it: states got by queries, kept true by what the two streams tell, and by nothing else."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.acts.stage import CASE
from tests.support.table import Client, operation

Json = Any
Things = dict[str, dict[str, Any]]
Event = dict[str, Any]
# Sealed anew for each answer.
_SEALED = {"eventsCursor", "endCursor"}
# What a page reads when it is opened, and does not show live: one's own drafts (the windows settle them by their
# versions), how much was unread then, and how much an invitation would show by now.
_AT_FIRST = {("ThreadPage", "draft"), ("ThreadPage", "unreadCount"), ("Invitations", "wouldSee")}
# The queries of each page of a case, and of what stands for itself; each is read again by what its store hears.
OF_CASE = (
    *("CasePage", "CaseThreads", "CaseTasks", "CaseSeats"),
    *("CaseReviews", "CaseConsents", "CaseConflicts", "CaseRisk", "CaseSafetyPlans", "CaseOutlook"),
)
OF_ONESELF = (
    *("AssignedTasks", "MyCases", "Conferences", "AskedAttendees"),
    *("Invitations", "OpenGlasses", "BrokenGlasses"),
)
OF_CONFERENCE = ("ConferencePage", "Conferences")
MOST = 2
# By these a conversation's page asks anew who sees it, and what it shows.
LOOKS_AGAIN = {"AccessChanged", "AgencyChanged"}


@dataclass
class View:
    """One query's state, and whether it has to be read again."""

    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    root: Json = None
    things: Things = field(default_factory=dict)
    stale: bool = True

    async def read(self, client: Client, but: Set[str] = frozenset()) -> None:
        answer = await client.ask(self.document, **self.variables)
        sealed = _SEALED | but | {name for document, name in _AT_FIRST if document == self.document}
        self.things, self.stale = {}, False
        self.root = apart([without(answer.body.get("data"), sealed), answer.codes], self.things)

    @property
    def thing(self) -> Json:
        """The one thing that it is about, where it is about one."""
        return (self.root[0] or {}).get(self.document.removesuffix("Page").lower())

    def listed(self) -> list[str]:
        """The ids of what it lists."""
        (page,) = (self.root[0] or {"none": {"nodes": []}}).values()
        return [node["#"] for node in page["nodes"]]

    def take(self, event: Event) -> None:
        """Put what an event brought in the place of the same things; what it only names has to be read."""
        news: Things = {}
        apart(event, news)
        for key in news.keys() & self.things.keys():
            self.stale |= any(named not in self.things for value in news[key].values() for named in names(value))
        for key, thing in news.items():
            self.things.setdefault(key, {}).update(thing)
        message = event.get("message") or {}
        if self.document == "ThreadPage" and (message.get("thread") or {}).get("id") == self.variables["threadId"]:
            self._keep(message["id"])

    def _keep(self, message: str) -> None:
        """A conversation's page keeps each message that it hears of, once, newest first."""
        shown = self.things[self.variables["threadId"]]["messages"]["nodes"]
        kept = {node["#"] for node in shown} | {message}
        order = sorted(kept, key=lambda key: (self.things[key]["createdAt"], key), reverse=True)
        shown[:] = [{"#": key} for key in order]


@dataclass
class Onlooker:
    """Somebody who has every page open that they may."""

    who: str
    client: Client
    views: dict[str, View] = field(default_factory=dict)
    own: str | None = None
    case: str | None = None
    # The conference whose page is open, and how far its stream was heard.
    conference: tuple[str, str] | None = None

    async def begin(self) -> None:
        answer = await self.client.ask("Viewer")
        self.own = answer.data["viewer"]["eventsCursor"]
        self.views = {name: View(name) for name in OF_ONESELF}
        await self._read()

    async def hear(self) -> None:
        """Take in all that both streams have to tell, and read again what that says to read."""
        if self.own:
            await self._hear_own()
        if self.case:
            await self._hear_case()
        if self.conference:
            await self._hear_conference(*self.conference)
        if self.own:
            await self._read()

    async def _hear_own(self) -> None:
        events, codes = await heard(self.client, "MyEvents", after=self.own)
        if codes:
            # Signed out: nothing stays.
            self.views, self.own, self.case, self.conference = {}, None, None, None
        for event in events:
            self.own = event["cursor"]
            self._merge(event)
            for view in self.views.values():
                view.stale = True

    async def _hear_case(self) -> None:
        events, codes = await heard(self.client, "CaseEvents", caseId=CASE, after=self.case)
        for event in events:
            self.case = event["cursor"]
            self._merge(event)
            for view in self.views.values():
                view.stale |= view.document in OF_CASE or reads_again(view, event)
        if codes:
            # What was seen by a right that has ended is dropped, and all is read anew.
            self.views, self.case, self.conference = {}, None, None
            await self.begin()

    async def _hear_conference(self, key: str, after: str) -> None:
        events, codes = await heard(self.client, "ConferenceEvents", conferenceId=key, after=after)
        for event in events:
            self.conference = key, event["cursor"]
            self._merge(event)
            for view in self.views.values():
                view.stale |= view.document in OF_CONFERENCE
        if codes:
            self.views.pop(key, None)
            self.conference = None

    def _merge(self, event: Event) -> None:
        """Put the things that an event brought in the place of the same things in every state, as the page's cache."""
        for view in self.views.values():
            view.take(event)

    async def _read(self) -> None:
        for name, view in list(self.views.items()):
            if view.stale:
                await view.read(self.client)
                if name != view.document and view.thing is None:
                    del self.views[name]
        await self._open()

    async def _open(self) -> None:
        """The case, once it is among one's own; of its conversations and of tasks, the newest."""
        if not self.case and CASE in self.views["MyCases"].listed():
            cursor = (await self.client.ask("CasePage", caseId=CASE)).data["case"]["eventsCursor"]
            views = {name: View(name, {"caseId": CASE}) for name in OF_CASE}
            for view in views.values():
                await view.read(self.client)
            self.case, self.views = cursor, {**self.views, **views}
        await self._open_conference()
        for document, key, listed in (("ThreadPage", "threadId", "CaseThreads"), ("TaskPage", "taskId", "CaseTasks")):
            await self._open_newest(document, key, self.views.get(listed))
        await self._open_newest("TaskPage", "taskId", self.views.get("AssignedTasks"))

    async def _open_conference(self) -> None:
        """The newest of one's own."""
        newest = self.views["Conferences"].listed()[:1]
        if newest and not self.conference:
            view = View("ConferencePage", {"conferenceId": newest[0]})
            answer = await self.client.ask(view.document, **view.variables)
            if answer.data["conference"]:
                self.conference = newest[0], answer.data["conference"]["eventsCursor"]
                self.views[newest[0]] = view
                await view.read(self.client)

    async def _open_newest(self, document: str, key: str, listed: View | None) -> None:
        for found in listed.listed()[:MOST] if listed else []:
            if found not in self.views:
                view = View(document, {key: found, **({"first": 100} if key == "threadId" else {})})
                await view.read(self.client)
                if view.thing is not None:
                    self.views[found] = view

    async def differences(self, but: Set[str]) -> list[str]:
        """Where what is shown is not what a fresh page would show, but for what these names say."""
        found = []
        for view in self.views.values():
            fresh = View(view.document, view.variables)
            await fresh.read(self.client, but)
            found += [f"{view.document} of {self.who}: {what}" for what in differing(view, fresh, but)]
        return found


def reads_again(view: View, event: Event) -> bool:
    """Whether a page of one conversation or one task reads it again by such an event."""
    return view.document == "TaskPage" or (view.document == "ThreadPage" and event["__typename"] in LOOKS_AGAIN)


async def heard(client: Client, document: str, **variables: Any) -> tuple[list[Event], list[str]]:
    """All that a stream has to tell by now, and the codes that it ends with."""
    body = {"query": operation(document), "variables": {**variables, "once": True}}
    answer = await client.http.post("/graphql/stream", json=body, headers={"accept": "text/event-stream"})
    if answer.headers["content-type"].startswith("application/"):
        return [], [error["extensions"]["code"] for error in answer.json()["errors"]]
    results = [orjson.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    codes = [error["extensions"]["code"] for result in results for error in result.get("errors", [])]
    events = [event for result in results if result.get("data") for event in result["data"].values()]
    return events, codes


def names(value: Json) -> Iterator[str]:
    """The things that a value names."""
    if isinstance(value, dict):
        yield from [value["#"]] if "#" in value else [name for part in value.values() for name in names(part)]
    if isinstance(value, list):
        yield from (name for part in value for name in names(part))


def without(value: Json, names: Set[str]) -> Json:
    """The value without the fields of these names, wherever they are."""
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    return [without(part, names) for part in value] if isinstance(value, list) else value


def apart(value: Json, things: Things) -> Json:
    """The value with each thing that has an id kept by it in `things`, and named in its place: as the page's cache."""
    if isinstance(value, list):
        return [apart(part, things) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {name: apart(part, things) for name, part in value.items()}
    if "id" not in parts:
        return parts
    things.setdefault(parts["id"], {}).update(parts)
    return {"#": parts["id"]}


def differing(view: View, fresh: View, but: Set[str]) -> Iterator[str]:
    """Where a state is not what a fresh one is."""
    if without(view.root, but) != fresh.root:
        yield "it shows other things"
    for key, thing in fresh.things.items():
        for name, value in thing.items():
            held = view.things.get(key, {}).get(name)
            if held != value:
                yield f"{key.partition('_')[0]}.{name} is {held!r:.60} instead of {value!r:.60}"
