"""Ways past the rule for who speaks to PostgreSQL itself, as the application: row-level security lets none through.

Horia belongs to another county's police: to him, the demo's case is not there.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from roundtable.core.standing import OF_ONE_CASE, REACHES, Reach
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.models import OUTSIDE, tables
from roundtable.rls import RULE, is_bound
from tests.access.planted import SEEN, plant
from tests.support.servers import APP, OWNER, Postgres
from tests.support.table import open_table

pytestmark = pytest.mark.postgres

HORIA, CORINA = PEOPLE["horia"].posts[0].id, PEOPLE["corina"].posts[0].id
STAND = "SELECT rule.stand($1, now())"
NO_KEY = "InvalidTextRepresentationError"
DENIED, ACTOR = "InsufficientPrivilegeError", "InsufficientPrivilegeError: nobody acts"
_NEW = "gen_random_uuid()"
_VALUES = f"{_NEW}, '{story.CASE}', '{uuid4()}', 'said', '<p>said</p>', now()"
_VERSION = f"INSERT INTO message_version (id, case_id, message_id, body, body_html, written_at) VALUES ({_VALUES})"
_CASE = 'INSERT INTO "case" (id, reference, status, risk_level, opened_at)'
_OLD_CASE = f"{_CASE} VALUES ('{story.CASE}', 'CJ-7K4M-2QX8', 'ACTIVE', 'HIGH', now())"
_NEW_CASE = f"{_CASE} VALUES ({_NEW}, 'CJ-0000-0000', 'ACTIVE', 'HIGH', now())"
_SEAT = "INSERT INTO case_agency (id, case_id, agency_id, state, lead, history_from)"
_MY_SEAT = f"{_SEAT} SELECT {_NEW}, '{story.CASE}', id, 'ACTIVE', false, now() FROM agency"

# A statement, and what Horia gets of it: rows, or the name of an error.
PROBES: dict[str, tuple[str, Any]] = {
    "a select": ("SELECT body FROM message", []),
    "the whole table": ("TABLE message", []),
    "a select of the table only": ("SELECT id FROM ONLY message", []),
    "what is seen": ("SELECT body FROM seen.message", []),
    "cases that are seen": ('SELECT reference FROM seen."case"', []),
    "what is seen, for nobody": ("SELECT set_config('app.actor', '', true); SELECT body FROM seen.message", ACTOR),
    "more to be seen": ("CREATE OR REPLACE VIEW seen.message AS SELECT * FROM message", DENIED),
    "what is seen, to be changed": ("UPDATE seen.message SET body = ''", DENIED),
    "a count": ("SELECT count(*) FROM message", [(0,)]),
    "cases": ('SELECT reference FROM "case"', []),
    "facts": ("SELECT id FROM fact", []),
    "who is at a table": ("SELECT agency_id FROM case_agency", []),
    "conflicts of interest": ("SELECT id FROM conflict_declaration", []),
    "a self-join": ("SELECT 1 FROM message a JOIN message b USING (id)", []),
    "a lateral join": ("SELECT b.body FROM thread t, LATERAL (SELECT body FROM message WHERE thread_id = t.id) b", []),
    "a condition on an open table": (
        "SELECT name FROM agency a WHERE EXISTS (SELECT FROM case_agency WHERE agency_id = a.id)",
        [],
    ),
    "a recursive expression": (
        "WITH RECURSIVE r AS (SELECT id FROM message UNION SELECT m.id FROM message m, r) SELECT * FROM r",
        [],
    ),
    "a window": ("SELECT row_number() OVER (ORDER BY id) FROM message", []),
    "grouping sets": ("SELECT count(*) FROM message GROUP BY ROLLUP (thread_id)", [(0,)]),
    "an aggregate of JSON": ("SELECT json_agg(m) FROM message m", [(None,)]),
    "system columns": ("SELECT ctid, xmin FROM message", []),
    "a row by its place": ("SELECT body FROM message WHERE ctid = '(0,1)'", []),
    "a sample": ("SELECT body FROM message TABLESAMPLE SYSTEM (100)", []),
    "a lock": ("SELECT body FROM message FOR UPDATE", []),
    "text of a query": ("SELECT query_to_xml('SELECT body FROM message', false, true, '')::text", [("",)]),
    "a full text statistic": ("SELECT word FROM ts_stat('SELECT to_tsvector(body) FROM message')", []),
    "division by zero": ("SELECT 1 FROM message WHERE 1 / (length(body) - length(body)) = 1", []),
    "a cast that fails with the text": ("SELECT 1 FROM message WHERE body::integer = 1", []),
    "an error from a block": (
        "DO $$ BEGIN IF EXISTS (SELECT FROM message) THEN RAISE EXCEPTION 'there is one'; END IF; END $$",
        [],
    ),
    "update returning": ("UPDATE message SET body = '' RETURNING body", []),
    "delete returning": ("DELETE FROM message RETURNING body", []),
    "merge": (
        "MERGE INTO message m USING (SELECT id FROM thread) t ON m.thread_id = t.id WHEN MATCHED THEN DELETE",
        [],
    ),
    "insert from a select": (
        "INSERT INTO message_version SELECT gen_random_uuid(), case_id, id, body, body_html, created_at FROM message"
        " RETURNING body",
        [],
    ),
    "an insert that a key would answer": (_VERSION, DENIED),
    "an insert that conflicts": (f"{_OLD_CASE} ON CONFLICT DO NOTHING", DENIED),
    "an insert that does not": (f"{_NEW_CASE} ON CONFLICT DO NOTHING", DENIED),
    "an insert that changes what is there": (
        f"{_OLD_CASE} ON CONFLICT (id) DO UPDATE SET title = '' RETURNING title",
        DENIED,
    ),
    "a seat for oneself": (_MY_SEAT, DENIED),
    "the rule's own tables": ("SELECT case_id FROM rule.case_agency", []),
    "what comes with a task": ('SELECT reference FROM rule."case"', []),
    "what comes with a task, by an error": ('SELECT 1 FROM rule."case" WHERE reference::integer = 1', []),
    "the rule's places": (f"SELECT post_id FROM rule.mine_at('{story.CASE}')", []),
    "cases claimed": (f"SELECT set_config('app.cases', '{{{story.CASE}}}', true); SELECT body FROM message", []),
    "row security switched off": ("SET LOCAL row_security = off; SELECT body FROM message", DENIED),
    "the owner's role": (f"SET ROLE {OWNER}", DENIED),
    "the rule's role": ("SET ROLE roundtable_rule", DENIED),
    "the superuser's session": ("SET SESSION AUTHORIZATION postgres", DENIED),
    "no more security": ("ALTER TABLE message DISABLE ROW LEVEL SECURITY", DENIED),
    "no more force": ("ALTER TABLE message NO FORCE ROW LEVEL SECURITY", DENIED),
    "no more policy": ("DROP POLICY sees ON message", DENIED),
    "a policy of one's own": ("CREATE POLICY all_of_it ON message USING (true)", DENIED),
    "another rule": ("CREATE OR REPLACE FUNCTION rule.actor() RETURNS uuid LANGUAGE sql AS 'SELECT NULL'", DENIED),
    "a view of one's own": ("CREATE VIEW public.all_of_it AS SELECT * FROM message", DENIED),
    "a table of one's own": ("CREATE TEMP TABLE kept AS SELECT * FROM message", DENIED),
    "a trigger": (
        "CREATE TRIGGER t AFTER INSERT ON message EXECUTE FUNCTION rule.reach()",
        DENIED,
    ),
    "a rule": ("CREATE RULE r AS ON SELECT TO message DO INSTEAD SELECT * FROM message", DENIED),
    "an index": ("CREATE INDEX ON message ((body::integer))", DENIED),
    "statistics": ("SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'message'", []),
    "raw statistics": ("SELECT starelid FROM pg_statistic", DENIED),
    "the file below": ("SELECT pg_read_file(pg_relation_filepath('message'))", DENIED),
    "a program": ("COPY message TO PROGRAM 'cat'", DENIED),
    "truncate": ("TRUNCATE message", DENIED),
    "a cursor": ("DECLARE c CURSOR FOR SELECT body FROM message; FETCH ALL FROM c", []),
    "a prepared statement": ("PREPARE p AS SELECT body FROM message; EXECUTE p", []),
    "nobody": ("SELECT set_config('app.actor', '', true); SELECT body FROM message", ACTOR),
    "a name that is no key": (
        "SELECT set_config('app.actor', 'all', true); SELECT body FROM message",
        NO_KEY,
    ),
    "somebody unknown": (f"SELECT set_config('app.actor', '{uuid4()}', true); SELECT body FROM message", []),
}
assert len(PROBES) >= 38


_BY_CORINA, _HERE = f"'{CORINA}'", f"'{story.CASE}'"
# What Horia might write: in a case that is not there to him, or in somebody else's name.
WRITTEN = {
    "a consent": "consent (id, case_id, participant_id, decision, purposes, agency_ids, categories, recorded_by,"
    f" recorded_at) SELECT {_NEW}, {_HERE}, {_NEW}, 'GIVEN', '[]', '[]', 0, {_BY_CORINA}, now()",
    "a conflict": "conflict_declaration (id, case_id, agency_id, declared_by, declared_at)"
    f" SELECT {_NEW}, {_HERE}, id, {_BY_CORINA}, now() FROM agency LIMIT 1",
    "an assessment": "risk_assessment (id, case_id, audience_id, agency_id, tool_key, tool_version, answers, score,"
    f" band, level, assessed_by, assessed_at, reassess_due_at, created_at) SELECT {_NEW}, {_HERE}, {_NEW}, {_NEW}, '',"
    f" 1, '{{}}', 0, 'HIGH', 'HIGH', {_BY_CORINA}, now(), now(), now()",
    "a level": "applied_risk_level (id, case_id, assessment_id, agency_id, level, assessed_at, applied_by, applied_at,"
    f" case_level) SELECT {_NEW}, {_HERE}, {_NEW}, {_NEW}, 'HIGH', now(), {_BY_CORINA}, now(), 'HIGH'",
    "an incident": "incident (id, case_id, audience_id, agency_id, began_at, kinds, description, victim_id,"
    f" recorded_by, created_at) SELECT {_NEW}, {_HERE}, {_NEW}, {_NEW}, now(), '[]', '', {_NEW}, {_BY_CORINA}, now()",
    "a repeat": f"repeat_finding (id, case_id, trigger, found_at) SELECT {_NEW}, {_HERE}, '', now()",
    "a look in another's name": f"person_look (id, membership_id, at) SELECT {_NEW}, {_BY_CORINA}, now()",
    "a glass for another": "break_glass (id, case_id, membership_id, reason, explanation, opened_at, ends_at)"
    f" SELECT {_NEW}, {_HERE}, {_BY_CORINA}, 'NOBODY_REACHED', '', now(), now()",
    "an identity": "participant_identity (id, case_id, participant_id, recorded_by, recorded_at)"
    f" SELECT {_NEW}, {_HERE}, {_NEW}, {_BY_CORINA}, now()",
    "a key": f"case_key (case_id, wrapped, made_at) SELECT {_HERE}, '', now()",
    "an entitlement in a case": "entitlement (id, category, bit, agency_id, case_id, starts_at)"
    f" SELECT {_NEW}, 'HEALTH', 4, agency_id, {_HERE}, now() FROM membership WHERE id = '{HORIA}'",
    "an entitlement of another agency": "entitlement (id, category, bit, agency_id, starts_at)"
    f" SELECT {_NEW}, 'HEALTH', 4, agency_id, now() FROM membership WHERE id = {_BY_CORINA}",
    "a deputy elsewhere": "deputyship (id, membership_id, deputy_id, named_by, starts_at, ends_at)"
    f" SELECT {_NEW}, {_BY_CORINA}, '{HORIA}', '{HORIA}', now(), now()",
    "a check in another's name": "involvement_check (id, membership_id, at, purpose, asked_hash, hit)"
    f" SELECT {_NEW}, {_BY_CORINA}, now(), '', '', true",
    "whom another's check was told to call": f"involvement_contact (check_id, membership_id) SELECT {_NEW}, '{HORIA}'",
}
# What each table's evidence would show Horia of the case, though he has no place in it.
EVIDENCE = ("consent", "break_glass", "entitlement", "record_entry", "record_case", "case_agency", "message")


@pytest.fixture(scope="module")
async def demo(postgres: Postgres, request: pytest.FixtureRequest) -> str:
    name = await postgres.create_database(template=request.getfixturevalue("postgres_template"))
    async with open_table(postgres.urls(name).app) as table:
        await plant(table)
    return name


@pytest.fixture
async def connection(postgres: Postgres, demo: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await _connect(postgres, APP, demo)
    yield opened
    await opened.close()


async def _connect(postgres: Postgres, role: str, database: str) -> asyncpg.Connection:
    # As the server connects: compiling takes seconds.
    return await asyncpg.connect(
        host="127.0.0.1", port=postgres.port, user=role, database=database, server_settings={"jit": "off"}
    )


async def _found(connection: asyncpg.Connection, statements: str) -> Any:
    """The rows of the last of some statements, or the error's name; what nobody acting says is said too."""
    *before, last = statements.split("; ") if "$$" not in statements else [statements]
    try:
        for statement in before:
            await connection.execute(statement)
        return [tuple(row) for row in await connection.fetch(last)]
    except asyncpg.PostgresError as failure:
        name = type(failure).__name__
        return f"{name}: {failure}" if "nobody" in str(failure) else name


async def _as(connection: asyncpg.Connection, post: UUID, statements: str) -> Any:
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.fetch(STAND, post)
        return await _found(connection, statements)
    finally:
        await transaction.rollback()


@pytest.mark.parametrize("name", PROBES)
async def test_the_database_gives_nothing(connection: asyncpg.Connection, name: str) -> None:
    statements, expected = PROBES[name]

    assert await _as(connection, HORIA, statements) == expected


async def test_who_may_see_it_gets_it(connection: asyncpg.Connection) -> None:
    """So that what finds nothing for Horia finds nothing because of him."""
    for name in ("a select", "cases", "facts", "who is at a table", "a count", "a window", "the rule's places"):
        statements, expected = PROBES[name]
        assert await _as(connection, CORINA, statements) != expected, name
    assert (
        await _as(connection, CORINA, PROBES["a cast that fails with the text"][0]) == "InvalidTextRepresentationError"
    )


@pytest.mark.parametrize("table", [model.__tablename__ for model in SEEN])
async def test_what_hangs_on_a_case_is_hidden_as_its_items_are(connection: asyncpg.Connection, table: str) -> None:
    of_case = f" WHERE case_id = '{story.CASE}'" if table == "entitlement" else ""
    for select in (
        f"SELECT 1 FROM {table}{of_case}",
        f"WITH all_of_it AS (TABLE {table}) SELECT 1 FROM all_of_it{of_case}",
    ):
        assert await _as(connection, HORIA, select) == []
        assert await _as(connection, CORINA, select) != []
    assert await _as(connection, HORIA, f"DELETE FROM {table}{of_case} RETURNING 1") in ([], DENIED)
    assert await _as(connection, CORINA, f"DELETE FROM {table}{of_case} RETURNING 1") in ([], DENIED)


@pytest.mark.parametrize("name", WRITTEN)
async def test_nothing_is_written_where_one_has_no_place(connection: asyncpg.Connection, name: str) -> None:
    assert await _as(connection, HORIA, f"INSERT INTO {WRITTEN[name]}") == DENIED


@pytest.mark.parametrize("table", EVIDENCE)
async def test_the_evidence_is_of_cases_that_one_has_a_place_in(connection: asyncpg.Connection, table: str) -> None:
    of_case = f" WHERE case_id = '{story.CASE}'" if table != "record_entry" else ""

    assert await _as(connection, HORIA, f"SELECT 1 FROM rule.{table}{of_case}") == []


@pytest.mark.parametrize("reach", REACHES)
async def test_a_reach_opens_its_own_tables_and_no_others(connection: asyncpg.Connection, reach: Reach) -> None:
    case = f"set_config('app.reached_case', '{story.CASE}', true)" if reach in OF_ONE_CASE else "1"
    for name in (table.name for table in tables() if table.name not in OUTSIDE | {"entitlement": ""}):
        claimed = f"SELECT set_config('app.reach', '{reach}', true), {case}; SELECT 1 FROM \"{name}\" LIMIT 1"
        assert bool(await _as(connection, HORIA, claimed)) is (name in REACHES[reach]), name


@pytest.mark.parametrize("reach", sorted(OF_ONE_CASE))
@pytest.mark.parametrize("case", ["", str(uuid4())], ids=["of none", "of another"])
async def test_a_step_on_one_case_reaches_no_other(connection: asyncpg.Connection, reach: Reach, case: str) -> None:
    claim = f"SELECT set_config('app.reach', '{reach}', true), set_config('app.reached_case', '{case}', true)"
    for name in sorted(REACHES[reach]):
        assert await _as(connection, HORIA, f'{claim}; SELECT 1 FROM "{name}" LIMIT 1') == [], name
        assert await _as(connection, HORIA, f"{claim}; DELETE FROM {name} RETURNING 1") in ([], DENIED), name


async def test_what_is_on_the_record_is_not_changed(connection: asyncpg.Connection) -> None:
    for table in ("record_entry", "record_case", "record_head", "involvement_check", "involvement_contact"):
        for reach in ("", "RECORD"):
            claimed = f"SELECT set_config('app.reach', '{reach}', true); DELETE FROM {table}"
            assert await _as(connection, CORINA, claimed) == DENIED


async def test_what_is_copied_out_is_what_one_sees(connection: asyncpg.Connection) -> None:
    async with connection.transaction():
        await connection.fetch(STAND, HORIA)
        assert await connection.copy_from_table("message", output=_ignored) == "COPY 0"
        assert await connection.copy_from_query("SELECT * FROM message", output=_ignored) == "COPY 0"


async def test_a_plan_that_is_carried_out_finds_no_row(connection: asyncpg.Connection) -> None:
    (first, *_) = await _as(connection, HORIA, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT body FROM message")

    assert "(actual rows=0 loops=1)" in first[0] or "(never executed)" in first[0]


async def test_without_anybody_acting_every_guarded_table_says_so(connection: asyncpg.Connection) -> None:
    for table in (
        "message",
        "thread",
        "task",
        '"case"',
        "disclosure",
        "fact",
        "conference",
        "rule.disclosure",
        "consent",
        "record_entry",
    ):
        assert await _found(connection, f"SELECT 1 FROM {table}") == ACTOR
    for table in ("entitlement", "message", "fact"):
        assert await _found(connection, f"SELECT 1 FROM {table} WHERE case_id = '{story.CASE}'") == ACTOR


async def test_who_acted_before_on_a_connection_is_forgotten_with_the_transaction(
    connection: asyncpg.Connection,
) -> None:
    async with connection.transaction():
        await connection.fetch(STAND, CORINA)
        assert await connection.fetch("SELECT id FROM message") != []

    assert await _found(connection, "SELECT id FROM message") == ACTOR


async def test_who_acted_before_a_statement_was_cancelled_is_forgotten(connection: asyncpg.Connection) -> None:
    slow = "SET LOCAL statement_timeout = 50; SELECT pg_sleep(5), body FROM message"

    assert await _as(connection, CORINA, slow) == "QueryCanceledError"

    assert await _found(connection, "SELECT id FROM message") == ACTOR


async def test_a_plan_that_was_made_for_another_is_not_theirs(connection: asyncpg.Connection) -> None:
    prepared = await connection.prepare("SELECT id FROM message")
    for _ in range(8):  # from the sixth on PostgreSQL keeps one plan for all
        async with connection.transaction():
            await connection.fetch(STAND, CORINA)
            assert await prepared.fetch() != []

    async with connection.transaction():
        await connection.fetch(STAND, HORIA)
        assert await prepared.fetch() == []


async def test_a_step_back_takes_back_who_acts(connection: asyncpg.Connection) -> None:
    async with connection.transaction():
        await connection.fetch(STAND, HORIA)
        step = connection.transaction()
        await step.start()
        await connection.fetch(STAND, CORINA)
        await step.rollback()
        assert await connection.fetch("SELECT id FROM message") == []


async def test_the_owner_is_bound_too(postgres: Postgres, demo: str) -> None:
    owner = await _connect(postgres, OWNER, demo)
    try:
        for table in ("message", '"case"', "disclosure"):
            assert await _found(owner, f"SELECT 1 FROM {table}") == []
    finally:
        await owner.close()


async def test_no_role_of_ours_may_bypass(connection: asyncpg.Connection) -> None:
    roles = await connection.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'roundtable%' ORDER BY 1"
    )

    assert [tuple(role) for role in roles] == [
        (APP, False, False, True),
        (OWNER, False, False, True),
        ("roundtable_rule", False, False, False),
    ]


async def test_the_server_knows_whether_it_is_bound(postgres: Postgres, demo: str) -> None:
    urls = postgres.urls(demo)

    assert [await is_bound(url, demo=True) for url in (urls.app, urls.owner, urls.superuser)] == [True, False, False]


async def test_the_server_is_not_bound_where_one_table_is_not(postgres: Postgres, demo: str) -> None:
    await postgres.execute("ALTER TABLE thread NO FORCE ROW LEVEL SECURITY", database=demo)
    try:
        assert not await is_bound(postgres.urls(demo).app, demo=True)
    finally:
        await postgres.execute("ALTER TABLE thread FORCE ROW LEVEL SECURITY", database=demo)


async def test_the_server_is_not_bound_by_the_demo_s_rule_unless_it_is_one(postgres: Postgres, demo: str) -> None:
    assert not await is_bound(postgres.urls(demo).app)


async def _ignored(_: bytes) -> None:
    return None


async def test_the_server_is_not_bound_as_one_of_the_rule_s_role(postgres: Postgres, demo: str) -> None:
    await postgres.execute(f"GRANT {RULE} TO {APP}")
    try:
        assert not await is_bound(postgres.urls(demo).app, demo=True)
    finally:
        await postgres.execute(f"REVOKE {RULE} FROM {APP}")


async def test_the_server_is_not_bound_by_another_rule(postgres: Postgres, demo: str) -> None:
    """As where the code is newer, and nothing had to be migrated for it."""
    told = "SELECT obj_description('rule'::regnamespace, 'pg_namespace')"
    superuser = await postgres.connect(demo)
    mark = await superuser.fetchval(told)
    try:
        await superuser.execute("COMMENT ON SCHEMA rule IS 'older'")
        assert not await is_bound(postgres.urls(demo).app, demo=True)
    finally:
        await superuser.execute(f"COMMENT ON SCHEMA rule IS '{mark}'")
        await superuser.close()
