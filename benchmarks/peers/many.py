"""Tasks of a country's cases, twenty of each: in 150 of the cases the NGO has a seat, and a third of the tasks."""

import asyncpg

from roundtable.demo.cast import AGENCIES, PEOPLE

TASKS_A_CASE, CASES_OF_THE_NGO, OTHER_AGENCIES = 20, 150, 60
# In order; nothing is checked on the way, as nothing here can be wrong.
_STEPS = (
    "SET session_replication_role = replica",
    """
    CREATE TEMP TABLE other AS
    SELECT row_number() OVER () - 1 AS place, id FROM
        (SELECT gen_random_uuid() AS id FROM generate_series(1, {others})) AS made
    """,
    "INSERT INTO agency (id, name, type, county, active) SELECT id, 'An agency', 'NGO', 'Cluj', true FROM other",
    """
    CREATE TEMP TABLE made AS
    SELECT number, gen_random_uuid() AS case_id, gen_random_uuid() AS audience_id, gen_random_uuid() AS thread_id,
        now() - interval '1 day' * (40 + number % 600) AS since,
        ARRAY[CASE WHEN number <= {own} THEN '{ngo}'::uuid ELSE first.id END, second.id, third.id] AS agencies
    FROM generate_series(1, {cases}) AS number
    JOIN other AS first ON first.place = number % {others}
    JOIN other AS second ON second.place = (number * 7 + 1) % {others}
    JOIN other AS third ON third.place = (number * 13 + 2) % {others}
    """,
    """
    INSERT INTO "case" (id, reference, status, risk_level, opened_at)
    SELECT case_id, 'MC-' || lpad(number::text, 8, '0'), 'ACTIVE', 'HIGH', since FROM made
    """,
    """
    INSERT INTO case_agency (id, case_id, agency_id, state, lead, history_from, compartment)
    SELECT gen_random_uuid(), case_id, agency, 'ACTIVE', place = 1, since, 'SUPPORT'
    FROM made, unnest(agencies) WITH ORDINALITY AS seat(agency, place)
    """,
    """
    INSERT INTO case_member (id, case_id, membership_id, function, assumed_at)
    SELECT gen_random_uuid(), case_id, '{post}', 'PRACTITIONER', since FROM made WHERE number <= {own}
    """,
    """
    INSERT INTO audience (id, case_id, sensitivity, for_task, categories, compartment, created_at)
    SELECT audience_id, case_id, 'CASE_AGENCIES', false, 0, 'SUPPORT', since FROM made
    """,
    """
    INSERT INTO disclosure
        (id, case_id, audience_id, lawful_basis, purpose, purpose_kind, rationale, disclosed_by, starts_at)
    SELECT gen_random_uuid(), case_id, audience_id, 'PUBLIC_TASK', 'Coordination', 'SAFETY', 'Needed', '{by}', since
    FROM made
    """,
    """
    INSERT INTO thread (id, case_id, audience_id, subject, created_by, created_at)
    SELECT thread_id, case_id, audience_id, 'Talk', '{by}', since FROM made
    """,
    """
    CREATE TEMP TABLE asked AS
    SELECT made.*, gen_random_uuid() AS own_id, place, hashint4(number * 31 + place) & 1023 AS chance,
        since + interval '1 hour' * place AS at
    FROM made, generate_series(1, {each}) AS place
    """,
    """
    INSERT INTO thread (id, case_id, audience_id, subject, created_by, created_at)
    SELECT own_id, case_id, audience_id, 'A task', '{by}', at FROM asked
    """,
    """
    INSERT INTO task (id, case_id, audience_id, thread_id, assigned_from_id, title, status, priority, due_at, due_order,
        owner_agency_id, claimed_by, assigned_by, created_at, updated_at)
    SELECT gen_random_uuid(), case_id, audience_id, own_id, thread_id, 'Something to be done, number ' || place,
        (ARRAY['REQUESTED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED'])[1 + chance % 4],
        (ARRAY['ROUTINE', 'URGENT'])[1 + chance / 4 % 2], due, due, agencies[1 + place % 3],
        CASE WHEN place % 3 = 0 AND number <= {own} AND chance > 300 THEN '{post}'::uuid END, '{by}', at, at
    FROM asked, LATERAL (SELECT at + interval '1 minute' * (60 * chance + place * 7 + number % 59) AS due) AS dated
    """,
    "RESET session_replication_role",
)


async def fill(connection: asyncpg.Connection, tasks: int) -> None:
    """So many tasks, as one whom no policy binds."""
    given = {
        "others": OTHER_AGENCIES,
        "own": CASES_OF_THE_NGO,
        "cases": tasks // TASKS_A_CASE,
        "each": TASKS_A_CASE,
        "ngo": AGENCIES["ngo"].id,
        "post": PEOPLE["dalia"].posts[0].id,
        "by": PEOPLE["corina"].posts[0].id,
    }
    for step in _STEPS:
        await connection.execute(step.format(**given))
