"""A read of a session that was met before is one statement, which tells by itself whether the session goes on: nothing
that it read leaves where it does not.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table as Rows
from sqlalchemy import func, select

from roundtable.agencies.models import Membership
from roundtable.core.actor import Role
from roundtable.core.audit.entries import RecordEntry
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity.models import Session
from tests.support.table import Answer, Client, Table

CASE = "CasePage"
SESSION, POST = table_of(Session), table_of(Membership)
# Which table's row, and what becomes of it, from the present moment.
Change = tuple[Rows, Callable[[Any], dict[str, Any]]]
HOUR = timedelta(hours=1)
ENDS: dict[str, Change] = {
    "signed out": (SESSION, lambda now: {"ended_at": now}),
    "too old": (SESSION, lambda now: {"expires_at": now}),
    "left alone": (SESSION, lambda now: {"idle_until": now}),
    "another cookie's": (SESSION, lambda _: {"token_hash": "0" * 64}),
    "another person's": (SESSION, lambda _: {"practitioner_id": PEOPLE["dalia"].id}),
    "another person's post": (POST, lambda _: {"practitioner_id": PEOPLE["dalia"].id}),
    "no post any more": (POST, lambda now: {"ends_at": now}),
    "no post yet": (POST, lambda now: {"starts_at": now + HOUR}),
}
CHANGES: dict[str, Change] = {
    "another role": (POST, lambda _: {"role": Role.SUPERVISOR}),
    "another agency": (POST, lambda _: {"agency_id": AGENCIES["ngo"].id}),
}


async def _met(table: Table, key: str = "corina") -> Client:
    """Somebody whose session was looked up, and whose page is known."""
    client = await table.by(key)
    for _ in range(2):
        assert (await _ask(table, client)).status == 200
    return client


async def _ask(table: Table, client: Client) -> Answer:
    return await client.ask(CASE, caseId=table.case_id)


def _session_id(table: Table) -> UUID:
    (actor,) = [each for each in _presumed(table).values() if each.membership_id == PEOPLE["corina"].posts[0].id]
    found: UUID = actor.session_id
    return found


def _presumed(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = table.app.state.identity._found
    return found


@pytest.fixture(autouse=True)
def nobody_met(table: Table) -> None:
    _presumed(table).clear()


async def _change(table: Table, change: Change) -> None:
    rows, made = change
    key = _session_id(table) if rows is SESSION else PEOPLE["corina"].posts[0].id
    async with table.database.writing() as session:
        await session.execute(rows.update().where(rows.c.id == key).values(**made(table.services.clock.now())))


async def _entries(table: Table) -> int:
    async with table.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table_of(RecordEntry))) or 0)


async def test_it_is_one_statement(table: Table) -> None:
    corina = await _met(table)

    with table.statements() as sent:
        assert (await _ask(table, corina)).data["case"]["id"] == table.case_id

    assert len(sent) == 1


@pytest.mark.parametrize("how", ENDS)
async def test_of_one_that_has_ended_nothing_leaves_and_nothing_is_on_the_record(table: Table, how: str) -> None:
    corina = await _met(table)
    before = await _entries(table)
    await _change(table, ENDS[how])

    for _ in range(2):
        answer = await _ask(table, corina)
        assert (answer.status, answer.codes, "data" in answer.body) == (401, ["UNAUTHENTICATED"], False)
    assert await _entries(table) == before
    assert _presumed(table) == {}


@pytest.mark.parametrize("how", CHANGES)
async def test_who_acts_by_something_else_meanwhile_is_looked_up_anew(table: Table, how: str) -> None:
    corina = await _met(table)
    (before,) = _presumed(table).values()
    await _change(table, CHANGES[how])

    with table.statements() as sent:
        assert (await _ask(table, corina)).status == 200

    # What was read by the post as it was is not what is answered: it is read again.
    assert len(sent) == 3
    (after,) = _presumed(table).values()
    (changed,) = CHANGES[how][1](None).items()
    assert asdict(after) == {**asdict(before), changed[0]: changed[1]}


async def test_who_has_changed_posts_sees_what_the_new_one_may(table: Table) -> None:
    corina = await _met(table)
    other = table.membership_id("corina", 1)
    assert (await corina.act("SwitchMembership", membershipId=other))["problems"] == []

    answer = await _ask(table, corina)

    assert answer.data["case"] is None
    viewer = (await corina.ask("Viewer")).data["viewer"]
    assert viewer["membership"]["id"] == other


async def test_another_site_s_page_is_refused_as_ever(table: Table) -> None:
    corina = await _met(table)
    for header, value in (("origin", "https://elsewhere.example"), ("x-roundtable-client", None)):
        kept = corina.http.headers.pop(header)
        if value:
            corina.http.headers[header] = value
        answer = await _ask(table, corina)
        assert (answer.status, answer.codes) == (403, ["WRONG_ORIGIN"])
        corina.http.headers[header] = kept


async def test_another_post_of_hers_that_is_like_it_does_not_hold_it(table: Table) -> None:
    corina = await _met(table)
    first, other = PEOPLE["corina"].posts[:2]
    now = table.services.clock.now()
    async with table.database.writing() as session:
        alike = {"agency_id": AGENCIES["social"].id, "role": first.role}
        await session.execute(POST.update().where(POST.c.id == other.id).values(**alike))
        await session.execute(POST.update().where(POST.c.id == first.id).values(ends_at=now))

    assert (await _ask(table, corina)).codes == ["UNAUTHENTICATED"]


async def test_what_fails_is_not_told_before_it_is_known_who_asks(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    corina = await _met(table)

    async def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(table.services.reader, "write", fails)
    assert (await _ask(table, corina)).codes == ["INTERNAL"]
    await _change(table, ENDS["signed out"])
    assert (await _ask(table, corina)).codes == ["UNAUTHENTICATED"]
    assert _presumed(table) == {}


@pytest.mark.parametrize(("given", "code"), [({"toolKey": "\0"}, None), ({"caseId": "x" * 600_000}, 413)])
async def test_nor_is_what_is_wrong_with_it(table: Table, given: dict[str, str], code: int | None) -> None:
    corina = await _met(table)
    asked = {"caseId": table.case_id, **given}
    document = "CaseRisk" if "toolKey" in given else CASE
    await corina.ask(document, caseId=table.case_id)
    if code:
        assert (await corina.ask(document, **asked)).status == code
    await _change(table, ENDS["signed out"])

    answer = await corina.ask(document, **asked)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_token_is_looked_up_though_a_cookie_comes_with_it(table: Table) -> None:
    corina = await _met(table)
    corina.http.headers["authorization"] = "Bearer nothing"

    assert (await _ask(table, corina)).codes == ["UNAUTHENTICATED"]


async def test_who_signs_out_is_not_there_any_more(table: Table) -> None:
    corina, name = await _met(table), table.app.state.identity.cookie_name
    cookie = corina.http.cookies[name]
    assert (await corina.http.post("/auth/logout")).status_code < 400

    # Somebody has kept it.
    corina.http.cookies.set(name, cookie)
    assert (await _ask(table, corina)).codes == ["UNAUTHENTICATED"]


async def test_a_session_in_use_is_not_left_alone(table: Table) -> None:
    corina = await _met(table)
    key = _session_id(table)

    for _ in range(4):
        table.services.clock.shift += timedelta(minutes=2)
        assert (await _ask(table, corina)).status == 200
    async with table.database.reading() as connection:
        (used,) = await connection.scalars(select(SESSION.c.last_used_at).where(SESSION.c.id == key))
    assert table.services.clock.now() - used < timedelta(minutes=1)


async def test_only_so_many_are_presumed_to_go_on(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roundtable.identity.credentials.PRESUMED", 2)
    for key in ("corina", "emil", "dalia"):
        await _met(table, key)

    posts = [actor.membership_id for actor in _presumed(table).values()]
    assert posts == [PEOPLE[key].posts[0].id for key in ("emil", "dalia")]


async def test_a_mutation_looks_the_session_up_as_ever(table: Table) -> None:
    corina = await _met(table)
    await _change(table, ENDS["signed out"])

    body = {"clientMutationId": str(uuid4()), "threadId": await table.thread_id(), "body": "Noted."}
    answer = await corina.ask("PostMessage", input=body)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
