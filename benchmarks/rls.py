"""What row-level security costs a read, on PostgreSQL: the page's own operations with it and without, side by side."""

import asyncio
import functools
import statistics
import sys
import time
from datetime import UTC, datetime

from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity.config import DEMO_PATH
from roundtable.migrate import upgrade
from tests.access.conftest import without_policies
from tests.support.databases import ORIGIN
from tests.support.servers import APP, Postgres, postgres_server
from tests.support.table import Client, open_table

CASES, EACH = 2_000, 20
# Of the cases, Corina's agency has a seat at one in ten, and she herself in one in twenty.
FILL = f"""
INSERT INTO "case" (id, reference, status, risk_level, opened_at)
    SELECT gen_random_uuid(), 'CJ-' || n, 'ACTIVE', 'HIGH', now() - n * interval '1 hour' FROM generate_series(1, {CASES}) n;
INSERT INTO case_agency (id, case_id, agency_id, state, lead, history_from, compartment)
    SELECT gen_random_uuid(), id, '{AGENCIES["police"].id}'::uuid, 'ACTIVE', true, opened_at, 'SUPPORT' FROM "case" WHERE reference ~ '^CJ-\\d+$'
    UNION ALL SELECT gen_random_uuid(), id, '{AGENCIES["social"].id}'::uuid, 'ACTIVE', false, opened_at, 'SUPPORT' FROM "case"
    WHERE reference ~ '^CJ-\\d*0$';
INSERT INTO case_member (id, case_id, membership_id, function, assumed_at)
    SELECT gen_random_uuid(), id, '{PEOPLE["corina"].posts[0].id}'::uuid, 'PRACTITIONER', opened_at FROM "case"
    WHERE reference ~ '^CJ-\\d*[02468]0$';
INSERT INTO audience (id, case_id, sensitivity, for_task, categories, compartment, created_at)
    SELECT gen_random_uuid(), id, 'CASE_AGENCIES', false, 0, 'SUPPORT', opened_at FROM "case" WHERE reference ~ '^CJ-\\d+$';
INSERT INTO disclosure (id, case_id, audience_id, lawful_basis, purpose, purpose_kind, rationale, disclosed_by, starts_at)
    SELECT gen_random_uuid(), case_id, id, 'PUBLIC_TASK', 'Said', 'SAFETY', 'Said', '{PEOPLE["ana"].posts[0].id}'::uuid, created_at
    FROM audience a WHERE NOT EXISTS (SELECT FROM disclosure d WHERE d.audience_id = a.id);
INSERT INTO thread (id, case_id, audience_id, subject, created_by, created_at)
    SELECT gen_random_uuid(), case_id, id, 'Said', '{PEOPLE["ana"].posts[0].id}'::uuid, created_at FROM audience
    WHERE created_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM thread t WHERE t.audience_id = audience.id);
INSERT INTO message (id, case_id, thread_id, audience_id, author_id, body, body_html, created_at)
    SELECT gen_random_uuid(), case_id, id, audience_id, created_by, 'Said', '<p>Said</p>', created_at + n * interval '1 minute'
    FROM thread, generate_series(1, {EACH}) n WHERE subject = 'Said';
"""  # noqa: S608, E501


async def _prepare(server: Postgres, *, policies: bool) -> str:
    name = await server.create_database()
    urls = server.urls(name)
    await asyncio.to_thread(functools.partial(upgrade, urls.owner, APP, demo=True))
    database = Database(urls.app)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", datetime.now(UTC))
    await database.close()
    for statement in FILL.split(";\n"):
        if statement.strip():
            await server.execute(statement, database=name)
    await server.execute("VACUUM ANALYZE", *([] if policies else without_policies()), database=name)
    return urls.app


async def _timed(client: Client, name: str, variables: dict[str, object]) -> float:
    begun = time.perf_counter()
    answer = await client.ask(name, **variables)
    assert answer.data
    return (time.perf_counter() - begun) * 1_000


async def measure(server: Postgres, rounds: int) -> None:
    """Medians of the whole request, in turns, so that both meet the same machine."""
    addresses = [await _prepare(server, policies=policies) for policies in (True, False)]
    async with open_table(addresses[0]) as with_policies, open_table(addresses[1]) as without:
        clients = [await with_policies.by("corina"), await without.by("corina")]
        asked: dict[str, dict[str, object]] = {
            "CasePage": {"caseId": with_policies.case_id},
            "MyCases": {},
            "AssignedTasks": {},
        }
        for name, variables in asked.items():
            taken: tuple[list[float], list[float]] = ([], [])
            for number in range(rounds + 30):
                for client, times in zip(clients, taken, strict=True):
                    one = await _timed(client, name, variables)
                    if number >= 30:  # plans are made and kept by then
                        times.append(one)
            one, other = (statistics.median(times) for times in taken)
            print(f"{name:14} with {one:6.2f} ms   without {other:6.2f} ms   {one / other:4.2f} times")


if __name__ == "__main__":
    with postgres_server() as running:
        asyncio.run(measure(running, int(sys.argv[1]) if len(sys.argv) > 1 else 100))
