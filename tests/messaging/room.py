"""What tests of conversations share: short ways to say who lets whom see what, and what an act left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from roundtable.access.models import Consent, ConsentDecision
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from tests.support.table import Client, Table

Payload = dict[str, Any]
BASIS = {"purpose": "Coordination", "lawfulBasis": "PUBLIC_TASK", "rationale": "They need it to protect her."}
SCRIPT_POST = ids.encode("membership", NGO_SCRIPT.post.id)


def nothing(kind: str) -> str:
    """A well-formed id of this kind that nothing has."""
    return ids.encode(kind, uuid4())


def refusals(payload: Payload) -> list[tuple[str, list[str]]]:
    """What a payload's problems say to a program."""
    return [(problem["code"], problem["path"]) for problem in payload["problems"]]


def everyone(**more: Any) -> Payload:
    """All agencies of the case."""
    return {"sensitivity": "CASE_AGENCIES", **BASIS, **more}


def agencies(table: Table, *keys: str, **more: Any) -> Payload:
    """These agencies and one's own."""
    chosen = [table.agency_id(key) for key in keys]
    return {"sensitivity": "NAMED_AGENCIES", "agencyIds": chosen, **BASIS, **more}


def persons(table: Table, *keys: str, **more: Any) -> Payload:
    """These posts and one's own."""
    chosen = [table.membership_id(key) for key in keys]
    return {"sensitivity": "NAMED_PERSONS", "membershipIds": chosen, **BASIS, **more}


async def consented(table: Table) -> Consent:
    """A consent of the victim in the demo's case, to everything."""
    person = table_of(CaseParticipant)
    async with table.database.reading() as connection:
        victim = await connection.scalar(
            select(person.c.id).where(person.c.case_id == story.CASE, person.c.role == ParticipantRole.VICTIM)
        )
    assert victim is not None
    consent = Consent(
        case_id=story.CASE,
        participant_id=victim,
        decision=ConsentDecision.GIVEN,
        recorded_by=PEOPLE["corina"].posts[0].id,
        recorded_at=table.services.clock.now(),
    )
    await table.add(consent)
    return consent


@asynccontextmanager
async def left_behind(table: Table) -> AsyncIterator[dict[str, int]]:
    """How many rows each table of the domain got while the block ran; filled in at its end."""
    before, added = await table.rows(), dict[str, int]()
    yield added
    after = await table.rows()
    added.update({name: count - before[name] for name, count in after.items() if count != before[name]})


async def opened(client: Client, table: Table, audience: Payload | None = None, subject: str = "A question") -> str:
    """A new thread's id."""
    payload = await client.act(
        "OpenThread", caseId=table.case_id, subject=subject, audience=audience or agencies(table)
    )
    assert payload["problems"] == []
    thread: str = payload["thread"]["id"]
    return thread


async def posted(client: Client, thread: str, body: str = "Noted.", **more: Any) -> Payload:
    """A new message."""
    payload = await client.act("PostMessage", threadId=thread, body=body, **more)
    assert payload["problems"] == []
    message: Payload = payload["message"]
    return message


async def page(client: Client, thread: str) -> Payload | None:
    """A thread as its page shows it; null for whom it is not there."""
    found: Payload | None = (await client.ask("ThreadPage", threadId=thread)).data["thread"]
    return found


async def bodies(client: Client, thread: str) -> list[str | None]:
    """What a thread's messages say, newest first."""
    shown = await page(client, thread)
    assert shown is not None
    return [message["body"] for message in shown["messages"]["nodes"]]


async def unread(client: Client, thread: str) -> int:
    """How many messages of a thread one has not read."""
    shown = await page(client, thread)
    assert shown is not None
    count: int = shown["unreadCount"]
    return count


async def seen_by(client: Client, thread: str) -> set[str]:
    """The posts that the line "who can see this" names."""
    shown = await page(client, thread)
    assert shown is not None
    return {post["id"] for post in shown["audience"]["seenBy"]}


async def thread_of_task(client: Client, task: str) -> str:
    """The id of a task's own conversation."""
    answer = await client.ask("query ($id: ID!) { task(id: $id) { thread { id } } }", id=task)
    thread: str = answer.data["task"]["thread"]["id"]
    return thread
