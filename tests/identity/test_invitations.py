"""Who is let in: a subject of an issuer as a practitioner, a client as a service account's post; each once."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.agencies.models import Membership, Practitioner
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.errors import Problem
from roundtable.core.tables import new_id, table_of
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from roundtable.identity import commands
from roundtable.identity.models import Login, ServiceBinding

ISSUER, NOW = "https://login.example", datetime(2026, 11, 24, 9, tzinfo=UTC)
ANA, BOGDAN = [ids.encode("practitioner", PEOPLE[key].id) for key in ("ana", "bogdan")]
SCRIPT = ids.encode("membership", NGO_SCRIPT.post.id)
Act = Callable[[AsyncSession], Awaitable[Any]]


async def _done(database: Database, act: Act) -> Any:
    async with database.writing() as session:
        return await act(session)


async def _refused(database: Database, act: Act) -> tuple[str, list[str], str]:
    """What it is refused with; nothing is left of it."""
    before = await _rows(database)
    with pytest.raises(Problem) as refused:
        await _done(database, act)
    assert await _rows(database) == before
    return refused.value.code.value, refused.value.path, refused.value.detail


async def _rows(database: Database) -> list[int]:
    counts = [select(func.count()).select_from(table_of(model)).scalar_subquery() for model in (Login, ServiceBinding)]
    async with database.reading() as connection:
        return list((await connection.execute(select(*counts))).one())


def _invite(person: str, issuer: str = ISSUER, subject: str = "a-1") -> Act:
    return lambda session: commands.invite(session, person, issuer, subject, NOW)


def _bind(post: Any, client: str, subject: str | None = None) -> Act:
    async def act(session: AsyncSession) -> Any:
        found = await session.get_one(Membership, post)
        return await commands.bind_client(session, found, ISSUER, client, subject, NOW)

    return act


async def test_a_subject_is_invited_once_and_a_person_by_as_many_as_they_have(either_database: Database) -> None:
    login = await _done(either_database, _invite(ANA, subject=" a-1 "))
    assert (login.issuer, login.subject, login.practitioner_id) == (ISSUER, "a-1", PEOPLE["ana"].id)

    said = ("ALREADY_THERE", ["subject"], f"This subject is invited already, as {ANA}.")
    assert await _refused(either_database, _invite(ANA)) == said
    assert await _refused(either_database, _invite(BOGDAN)) == said

    await _done(either_database, _invite(ANA, subject="A-1"))
    await _done(either_database, _invite(ANA, issuer="https://other.example"))
    await _done(either_database, _invite(BOGDAN, subject="b-1"))
    assert await _rows(either_database) == [4, 0]


async def test_who_is_unknown_or_inactive_is_not_invited(either_database: Database) -> None:
    people = table_of(Practitioner)
    leave = update(people).where(people.c.id == PEOPLE["ana"].id).values(active=False)
    await _done(either_database, lambda session: session.execute(leave))
    refused = {
        ("WRONG_STATUS", "practitionerId"): _invite(ANA),
        ("NOT_FOUND", "practitionerId"): _invite(ids.encode("practitioner", new_id())),
        ("INVALID_ID", "practitionerId"): _invite(SCRIPT),
        ("REQUIRED", "subject"): _invite(BOGDAN, subject=" "),
        ("TOO_LONG", "subject"): _invite(BOGDAN, subject="x" * 256),
        ("CONTROL_CHARACTERS", "subject"): _invite(BOGDAN, subject="b\x00"),
        ("REQUIRED", "issuer"): _invite(BOGDAN, issuer=""),
    }
    for (code, field), act in refused.items():
        assert (await _refused(either_database, act))[:2] == (code, [field])


async def test_a_client_is_bound_once_and_to_a_service_account_s_post_only(either_database: Database) -> None:
    post = NGO_SCRIPT.post.id
    binding = await _done(either_database, _bind(post, "tasks", "service-7"))
    assert (binding.issuer, binding.client_id, binding.subject) == (ISSUER, "tasks", "service-7")
    await _done(either_database, _bind(post, "reports"))

    again = await _refused(either_database, _bind(post, "tasks"))
    assert again == ("ALREADY_THERE", ["clientId"], f"This client is bound already, to {SCRIPT}.")
    a_person_s = await _refused(either_database, _bind(PEOPLE["ana"].posts[0].id, "more"))
    assert a_person_s[:2] == ("INVALID_ROLE", ["membershipId"])
    assert await _rows(either_database) == [0, 2]
