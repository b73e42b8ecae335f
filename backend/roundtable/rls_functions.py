"""The rule's functions on PostgreSQL: who acts, and that one's places, kept in settings until the transaction ends."""

from collections.abc import Iterable, Iterator

from roundtable.access.models import Compartment
from roundtable.core.actor import Permission, roles_granted
from roundtable.core.retention import AT_LEAST

# In whose roles one answers for others, and so reads of the record.
_ANSWERING = {*roles_granted(Permission.RECORD_READ), *roles_granted(Permission.CASE_OVERSEE)}
# What else a place is, in one number: a seat, a glass, of which side, entitled to what.
assert len(Compartment) < 4  # a side has two bits
_SIDES = f"ARRAY{[str(side.value) for side in Compartment]}::varchar[]"
_TRAITS = f"""
    held::bigint * 16 + coalesce(array_position({_SIDES}, compartment), 0) * 4
    + by_glass::integer * 2 + seated::integer"""
FUNCTIONS = (
    """
    CREATE FUNCTION rule.setting(name text) RETURNS text LANGUAGE sql STABLE AS
        $$ SELECT coalesce(current_setting(name, true), '') $$
    """,
    "CREATE FUNCTION rule.reach() RETURNS text LANGUAGE sql STABLE AS $$ SELECT rule.setting('app.reach') $$",
    """
    CREATE FUNCTION rule.reached_case() RETURNS uuid LANGUAGE sql STABLE AS
        $$ SELECT nullif(rule.setting('app.reached_case'), '')::uuid $$
    """,
    # A pooled connection answers an empty text where nothing is set: that is an error, and not nobody's empty view.
    """
    CREATE FUNCTION rule.actor() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
    BEGIN
        IF rule.setting('app.actor') = '' AND rule.reach() = '' THEN
            RAISE EXCEPTION 'nobody acts' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN nullif(rule.setting('app.actor'), '')::uuid;
    END $$
    """,
    """
    CREATE FUNCTION rule.now() RETURNS timestamptz LANGUAGE sql STABLE AS
        $$ SELECT coalesce(nullif(rule.setting('app.now'), '')::timestamptz, now()) $$
    """,
    """
    CREATE FUNCTION rule.agency() RETURNS uuid LANGUAGE sql STABLE AS
        $$ SELECT nullif(rule.setting('app.agency'), '')::uuid $$
    """,
    # The actor, and those whose seats are the actor's as a deputy: a conflict of theirs takes the seat away.
    """
    CREATE FUNCTION rule.practitioners() RETURNS uuid[] LANGUAGE sql STABLE AS
        $$ SELECT coalesce(nullif(rule.setting('app.practitioners'), ''), '{}')::uuid[] $$
    """,
    f"""
    CREATE FUNCTION rule.answers() RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT rule.setting('app.role') = ANY ('{{{",".join(sorted(_ANSWERING))}}}') $$
    """,
    f"""
    CREATE FUNCTION rule.counts() RETURNS boolean LANGUAGE sql STABLE AS
        $$ SELECT rule.setting('app.role') = ANY ('{{{",".join(roles_granted(Permission.FIGURES_READ))}}}') $$
    """,
    # The actor's places, as they were when the actor stood, in the order of their cases: made at each use, places would
    # be planned and run for each table of a statement. Members of fixed length are found without a walk.
    """
    CREATE FUNCTION rule.cases() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
    BEGIN
        IF rule.actor() IS NULL THEN
            RETURN '{}';
        END IF;
        RETURN coalesce(nullif(rule.setting('app.cases'), ''), '{}')::uuid[];
    END $$
    """,
    # All that is known of who acts, as one row: a statement that took each by itself would be set up for longer than it
    # runs. `most` is how many places the actor has in one case at most.
    """
    CREATE TYPE rule.standing AS (
        actor uuid, agency uuid, now timestamptz, most integer, cases uuid[], since bigint[], traits bigint[])
    """,
    """
    CREATE FUNCTION rule.mine() RETURNS rule.standing LANGUAGE plpgsql STABLE AS $$
    BEGIN
        RETURN ROW(
            rule.actor(), rule.agency(), rule.now(), coalesce(nullif(rule.setting('app.most'), ''), '0')::integer,
            rule.cases(), coalesce(nullif(rule.setting('app.since'), ''), '{}')::bigint[],
            coalesce(nullif(rule.setting('app.traits'), ''), '{}')::bigint[]);
    END $$
    """,
    f"""
    CREATE FUNCTION rule.mine_at(key uuid) RETURNS SETOF rule.place LANGUAGE sql STABLE AS $$
        SELECT key, own.actor, own.agency, to_timestamp(own.since[number] / 1e6::double precision),
            own.traits[number] & 1 = 1, own.traits[number] & 2 = 2, ({_SIDES})[own.traits[number] >> 2 & 3],
            (own.traits[number] >> 4)::integer, own.now
        FROM rule.mine() AS own, generate_series(
            width_bucket(key, own.cases), width_bucket(key, own.cases) - own.most + 1, -1) AS number
        WHERE own.cases[number] = key
    $$
    """,  # noqa: S608 - names of our own only
)
# Within one case, where one is said: what who acts has elsewhere is then not there.
_STAND = """
CREATE FUNCTION rule.stand(actor uuid, moment timestamptz, within uuid DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('app.actor', actor::text, true), set_config('app.now', moment::text, true);
    PERFORM set_config('app.agency', coalesce(agency_id::text, ''), true),
            set_config('app.role', coalesce(role, ''), true)
        FROM (SELECT actor AS id) AS me LEFT JOIN public.membership USING (id);
    PERFORM set_config('app.practitioners', coalesce(array_agg(practitioner_id), '{}')::text, true)
        FROM public.membership
        WHERE practitioner_id IS NOT NULL AND id = ANY (ARRAY(
            SELECT actor UNION ALL SELECT membership_id FROM rule.deputyship
            WHERE deputy_id = actor AND starts_at <= moment AND ends_at > moment));
    IF within IS NULL THEN
        KEEP MINE;
    ELSE
        KEEP MINE_WITHIN;
    END IF;
    RETURN 1;
END $$
"""
_KEEP = """
        PERFORM set_config('app.cases', coalesce(array_agg(case_id), '{}')::text, true),
                set_config('app.since', coalesce(array_agg(since), '{}')::text, true),
                set_config('app.traits', coalesce(array_agg(traits), '{}')::text, true),
                set_config('app.most', coalesce(max(place), 0)::text, true)
            FROM (
                SELECT case_id, since, traits, row_number() OVER (PARTITION BY case_id) AS place
                FROM (
                    SELECT DISTINCT case_id, (date_part('epoch', history_from) * 1e6)::bigint AS since, TRAITS AS traits
                    FROM (MINE) AS mine) AS each
                ORDER BY case_id
            ) AS own""".replace("TRAITS", _TRAITS)
# Each statement of a function that changes something looks at what is committed by then: places are those of the moment
# at which the case was held. They are not looked at again where one stood in the calling statement, which says what it
# sees as committed, and nothing at all was since. Answers one of `core.standing.Held`.
HOLD = """
CREATE FUNCTION rule.hold(
    held uuid, alone boolean, actor uuid, moment timestamptz, seen text, within boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key bigint := hashtextextended(replace(held::text, '-', ''), 0);
    waits boolean;
BEGIN
    IF alone THEN
        waits := NOT pg_try_advisory_xact_lock(key);
        IF waits THEN
            PERFORM pg_advisory_xact_lock(key);
        END IF;
    ELSE
        waits := NOT pg_try_advisory_xact_lock_shared(key);
        IF waits THEN
            PERFORM pg_advisory_xact_lock_shared(key);
        END IF;
    END IF;
    IF NOT waits AND seen = pg_current_snapshot()::text THEN
        RETURN 0;
    END IF;
    PERFORM rule.stand(actor, moment, CASE WHEN within THEN held END);
    RETURN CASE WHEN waits THEN 2 ELSE 1 END;
END $$
"""
# Within the case of a row, or within none: who asks for what is not there, or not seen, stands as soon.
_STAND_BY = """
CREATE FUNCTION rule.stand_by(actor uuid, moment timestamptz, kind text, key uuid) RETURNS integer LANGUAGE plpgsql
VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    within uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    FIND
    RETURN rule.stand(actor, moment, within);
END $$
"""
_FIND = """
    IF kind = '{0}' THEN
        within := coalesce((SELECT case_id FROM public.{0} WHERE id = key), within);
    END IF;"""
# What streams told long ago is let go of by this alone, a stream's beginning at a time (`core/retention.py`): a hole in
# one could not be told from its end. Its steps are one after the other, or none would find a fact's last entry.
LET_GO = f"""
CREATE FUNCTION rule.let_go(past uuid, before timestamptz, among bigint, most bigint, OUT reached uuid, OUT gone bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    latest timestamptz := least(before, now() - interval '{AT_LEAST.days} days');
    told uuid[];
BEGIN
    gone := 0;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('rule.let_go', 0)) THEN
        RETURN;
    END IF;
    SELECT page.id INTO reached
    FROM (SELECT id FROM public.stream WHERE id >= past ORDER BY id LIMIT among) AS page
    WHERE latest > (
        SELECT f.at FROM public.stream_entry AS e JOIN public.fact AS f ON f.id = e.fact_id
        WHERE e.stream_id = page.id ORDER BY e.number LIMIT 1)
    ORDER BY page.id LIMIT 1;
    IF reached IS NULL THEN
        SELECT page.id INTO reached
        FROM (SELECT id FROM public.stream WHERE id >= past ORDER BY id LIMIT among) AS page
        ORDER BY page.id DESC LIMIT 1;
        RETURN;
    END IF;
    WITH first AS (
        SELECT e.number, f.at FROM public.stream_entry AS e JOIN public.fact AS f ON f.id = e.fact_id
        WHERE e.stream_id = reached ORDER BY e.number LIMIT most
    ), old AS (
        SELECT max(number) AS number FROM first
        WHERE number < coalesce((SELECT min(number) FROM first WHERE at >= latest), number + 1)
    ), taken AS (
        DELETE FROM public.stream_entry AS e USING old WHERE e.stream_id = reached AND e.number <= old.number
        RETURNING e.fact_id
    )
    SELECT array_agg(fact_id), count(*) INTO told, gone FROM taken;
    DELETE FROM public.fact AS f
    WHERE f.id = ANY (told) AND NOT EXISTS (SELECT FROM public.stream_entry AS e WHERE e.fact_id = f.id);
END $$
"""  # noqa: S608 - a number of our own only
OF_OTHERS_TEXT = """
CREATE FUNCTION rule.{name}({given}) RETURNS TABLE ({found}) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY {statement};
END $$
"""


def standing(mine: str, mine_within: str, tables: Iterable[str]) -> Iterator[str]:
    """The functions by which one stands, from the select of one's places and of those within a case, and for rows of
    these tables.
    """
    kept = _STAND.replace("KEEP MINE_WITHIN", _KEEP.replace("MINE", mine_within))
    yield kept.replace("KEEP MINE", _KEEP.replace("MINE", mine))
    yield _STAND_BY.replace("FIND", "".join(map(_FIND.format, tables)))
    yield HOLD
