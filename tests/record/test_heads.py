"""Heads are signed, and published to whoever keeps them for an agency; they tell no case, nor how much happened."""

import json

import pytest

from roundtable.core.actor import Role
from roundtable.core.audit.heads import signed_head
from roundtable.core.audit.keys import PublicKey, SigningKey
from roundtable.core.audit.verify import verify
from tests.messaging.room import posted
from tests.record.auditing import auditor
from tests.support.table import AUDIT_KEY, Client, Table

KEY = SigningKey(AUDIT_KEY)


async def heads(client: Client, **after: int) -> list[dict[str, object]]:
    answer = await client.http.get("/audit/heads", params=after)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl")
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_a_head_is_signed_and_holds_to_all_that_happened(table: Table) -> None:
    ana, gelu, publisher = await table.by("ana"), await auditor(table, "police"), table.app.state.publisher
    assert await heads(gelu) == []
    await posted(ana, await table.thread_id())

    assert await publisher.publish()

    (head,) = await heads(gelu)
    assert set(head) == {"head", "at", "hash", "signature", "key"}
    assert (head["head"], head["key"]) == (1, KEY.public.text)
    assert PublicKey(str(head["key"])).holds(signed_head(1, str(head["at"]), str(head["hash"])), str(head["signature"]))
    async with table.database.reading() as connection:
        verdict = await verify(connection, KEY.public, [head])
    assert (verdict.entries, verdict.heads, verdict.after_last_head, verdict.faults) == (2, 1, 0, [])


async def test_where_nothing_happened_no_head_is_signed(table: Table) -> None:
    ana, publisher = await table.by("ana"), table.app.state.publisher

    assert not await publisher.publish()
    await ana.ask("CasePage", caseId=table.case_id)
    assert [await publisher.publish() for _ in range(3)] == [True, False, False]


async def test_one_gets_the_last_head_or_those_after_one(table: Table) -> None:
    ana, gelu, publisher = await table.by("ana"), await auditor(table, "police"), table.app.state.publisher
    for _ in range(3):
        await ana.ask("CasePage", caseId=table.case_id)
        await publisher.publish()

    assert [head["head"] for head in await heads(gelu)] == [3]
    assert [head["head"] for head in await heads(gelu, after=1)] == [2, 3]
    assert await heads(gelu, after=3) == []
    for wrong in ("x", "-1", "1e3", "9" * 30):
        assert (await gelu.http.get("/audit/heads", params={"after": wrong})).status_code == 400


async def test_an_agency_s_script_its_administrator_and_its_auditor_keep_heads_and_nobody_else(table: Table) -> None:
    clients = [await table.by_script()]
    clients += [await auditor(table, "police", role) for role in (Role.AUDITOR, Role.AGENCY_ADMIN)]
    assert [(await client.http.get("/audit/heads")).status_code for client in clients[:1] + clients[2:]] == [200, 200]

    for key in ("ana", "corina", "horia"):
        assert (await (await table.by(key)).http.get("/audit/heads")).status_code == 403
    assert (await table.stranger().http.get("/audit/heads")).status_code == 401


@pytest.mark.parametrize("count", [1, 40])
async def test_a_head_looks_the_same_however_much_happened(table: Table, count: int) -> None:
    ana, gelu = await table.by("ana"), await auditor(table, "police")
    for _ in range(count):
        await ana.ask("query { cases { nodes { id } } }")
    await table.app.state.publisher.publish()

    (head,) = await heads(gelu)

    assert head["head"] == 1
    assert len(json.dumps(head)) == len(json.dumps({**head, "hash": "f" * 64, "signature": "f" * 128}))
