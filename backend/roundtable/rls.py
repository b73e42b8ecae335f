"""Row-level security on PostgreSQL, made of the rule's own guards: what a statement forgets, the database does not.

Three roles: the owner migrates; the application reads and writes under policies; the rule's role, as which nobody signs
in, owns the views that the policies decide by, and those that the reader reads, in which a table's guard stands already
(`backend/decisions/0013-row-level-security.md`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Enum,
    String,
    Table,
    TableClause,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import AutoString

from roundtable.access import alike, rule, seated
from roundtable.access.of_others import OfOthers
from roundtable.api.schema import build_schema
from roundtable.conferences import alike as alike_at
from roundtable.core import guards
from roundtable.core.guarding import parts
from roundtable.core.guards import has_view
from roundtable.core.scope import MINE
from roundtable.core.standing import DEMO, OF_ONE_CASE, REACHES, Reach
from roundtable.core.tables import EVIDENCE, SEEN, row_of
from roundtable.covered import check_covered
from roundtable.models import OUTSIDE, tables
from roundtable.reader.bind import bind
from roundtable.rls_functions import FUNCTIONS, LET_GO, OF_OTHERS_TEXT, standing
from roundtable.rls_text import (
    BASE,
    PolicyCompiler,
    StandCompiler,
    ViewCompiler,
    columns,
    compiled,
    given_in_order,
    name_of,
    type_name,
)

RULE = "roundtable_rule"
# What is asked of others than who acts.
OF_OTHERS = (alike.OF_POSTS, alike_at.OF_POSTS, seated.OF_PAIRS)
# The case is one of the actor's: found without a walk. It lets rows pass; an index finds them by the guard.
_PLACE = "((SELECT rule.cases()))[width_bucket({0}, (SELECT rule.cases()))] = {0}"
_ACTS = "(SELECT rule.actor()) IS NOT NULL"
_OWN = "= (SELECT rule.agency())"
# Text is nothing that the rule decides by. What comes with a task is, and a reference with whatever names its case.
_TEXT_SHOWN = {"case": ("id", "reference", f"CASE WHEN {_PLACE.format('id')} THEN safe_contact END AS safe_contact")}
# Read for its ids beside what the guards read: what a seat would show is counted.
_COUNTED = {"thread", "message", "task"}
# Read with what it belongs to, and seen as that is.
_BESIDE = {"mention"}
# Read with what every message reads: whether it is said in a conference's conversation (`messaging/bars.py`).
_TALKED_OVER = {"agenda_item"}
# Read by the rule's own function, and by who asks for what names them.
_TOLD = {"fact"}
# Something that the actor's agency has names the case: its part, a glass of its own, or its part of the record.
_NAMED = """
EXISTS (SELECT FROM public.case_agency AS p WHERE p.case_id = "case".id AND p.agency_id = (SELECT rule.agency()))
OR EXISTS (
    SELECT FROM public.break_glass AS g JOIN public.membership AS m ON m.id = g.membership_id
    WHERE g.case_id = "case".id AND m.agency_id = (SELECT rule.agency()))
OR EXISTS (
    SELECT FROM public.record_case AS c JOIN public.record_entry AS e ON e.id = c.entry_id
    WHERE c.case_id = "case".id AND e.agency_id = (SELECT rule.agency()))
"""
# What the rule weighs of cases in which the actor has no place, and of none.
_WEIGHED_BEYOND = {
    "case": _NAMED,
    "case_agency": f"agency_id {_OWN}",
    "conflict_declaration": f"agency_id {_OWN} OR practitioner_id = ANY ((SELECT rule.practitioners())::uuid[])",
    "break_glass": "membership_id = (SELECT rule.actor())",
    "entitlement": "case_id IS NULL",
    "fact": "to_membership_id = (SELECT rule.actor()) OR to_agency_id = (SELECT rule.agency())",
    "deputyship": "true",
    # Who convenes, was asked to come or for somebody, and comes.
    "conference": f"agency_id {_OWN}",
    "conference_agency": f"agency_id {_OWN}",
    "attendee_request": f"agency_id {_OWN}",
    "attendance": "membership_id = (SELECT rule.actor())",
    "record_entry": "(SELECT rule.answers())",
    "record_case": "(SELECT rule.answers())",
    # For an analyst to count.
    "task": f"(SELECT rule.counts()) AND owner_agency_id {_OWN}",
}
# Seen by who answers for somebody, and has no place in the case.
_SEEN_BEYOND = {"break_glass", "record_case"}
# What is added where the actor has no place. Facts are written of every case that an act touches, the actor's or not;
# they are ids only. What is on the record was read by many.
_ADDED = {"fact": _ACTS, "conference": _ACTS, "record_entry": "true", "record_case": "true"}
_ADDED["break_glass"] = "membership_id = (SELECT rule.actor())"
# A letter goes to whom an act says; who added it cannot read it either.
_ADDED["letter"] = _ACTS
# What an act finds first that stays within its case.
_FOUND_WITHIN = {"thread", "message", "task"}
# What is ever taken away, and within which reach.
_TAKEN_AWAY = {"case_key": Reach.ERASURE, "letter": Reach.LETTERS}
# What nobody takes away but the rule's own function, once it is old.
_LET_GO = ("fact", "stream_entry")


@dataclass(frozen=True)
class Roles:
    """The application's role and the rule's, as identifiers."""

    app: str
    rule: str = RULE


def lift(connection: Connection) -> None:
    """Take the policies away, for migrations to work in; nobody else sees it before the transaction ends."""
    for schema, table in connection.execute(text(_WITH_POLICIES)).all():
        connection.exec_driver_sql(f"ALTER TABLE {schema}.{table} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {schema}.{table} DISABLE ROW LEVEL SECURITY")
    for name, schema, table in connection.execute(text(_POLICIES)).all():
        connection.exec_driver_sql(f"DROP POLICY {name} ON {schema}.{table}")
    for schema, owner in connection.execute(text(_SCHEMAS)).all():
        # The owner of the tables inherits nothing of the rule's role, and so acts as it.
        connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        connection.exec_driver_sql("RESET ROLE")


_WITH_POLICIES = """
SELECT quote_ident(relnamespace::regnamespace::text), quote_ident(relname) FROM pg_class
WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
"""
# What is seen rests on the evidence, so it goes first.
_SCHEMAS = f"""
SELECT nspname, nspowner::regrole::text FROM pg_namespace WHERE nspname IN ('{EVIDENCE}', '{SEEN}')
ORDER BY nspname DESC
"""  # noqa: S608 - names of our own only
_POLICIES = "SELECT quote_ident(policyname), quote_ident(schemaname), quote_ident(tablename) FROM pg_policies"


def apply(connection: Connection, roles: Roles, *, demo: bool = False) -> None:
    """Put every guarded table under the rule, in the transaction that the migrations ran in."""
    made = _statements(roles, demo=demo)
    connection.exec_driver_sql(f"SET LOCAL search_path = public, {EVIDENCE}")
    for statement in made:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"SET LOCAL ROLE {roles.rule}")
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {EVIDENCE} IS '{_mark(demo=demo)}'")
    connection.exec_driver_sql("RESET ROLE")


def _statements(roles: Roles, *, demo: bool = False) -> list[str]:
    # With every type, every guard is declared.
    built = build_schema()._schema
    check_covered(built, bind(built))
    under = sorted((table for table in tables() if table.name not in OUTSIDE), key=lambda table: table.name)
    elements = [element for table in under for element in parts(guards.sees(table, table))]
    read = _evidence(elements)
    policies = (_policies(table, roles, decides=table.name in read or has_view(table), demo=demo) for table in under)
    return [*_schema(roles), *_views(under, elements, roles), *(each for own in policies for each in own)]


def _mark(*, demo: bool) -> str:
    """Tells this rule from any other, the demo's included, whatever the roles are called."""
    return sha256("\n".join(_statements(Roles("app", "rule"), demo=demo)).encode()).hexdigest()


async def is_bound(url: str, *, demo: bool = False) -> bool:
    """Whether the role of this address is bound, by this rule, no older one and not the demo's unless it is one: it is
    neither owner nor exempt nor of the rule's role, and every guarded table is under force.
    """
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            exempt, forced, mark = (await connection.execute(text(_BOUND))).one()
    finally:
        await engine.dispose()
    return not exempt and forced == sum(table.name not in OUTSIDE for table in tables()) and mark == _mark(demo=demo)


_BOUND = f"""
SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
    OR (SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = '{EVIDENCE}'), count(*),
    obj_description(to_regnamespace('{EVIDENCE}'), 'pg_namespace')
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity AND NOT pg_has_role(relowner, 'USAGE')
"""  # noqa: S608 - a name of our own only


def policy_of(table: Table) -> str:
    """The guard of a table as PostgreSQL has it: the one definition, rendered."""
    statement: Any = select(literal_column("1")).select_from(table).where(guards.sees(table, table))
    return compiled(statement, PolicyCompiler).partition("\nWHERE ")[2]


def _schema(roles: Roles) -> Iterator[str]:
    for schema in (EVIDENCE, SEEN):
        yield f"CREATE SCHEMA {schema} AUTHORIZATION {roles.rule}"
    yield f"GRANT USAGE ON SCHEMA public TO {roles.rule}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {roles.rule}"
    yield f"GRANT DELETE ON {', '.join(_LET_GO)} TO {roles.rule}"


def _views(under: list[Table], elements: list[Any], roles: Roles) -> Iterator[str]:
    """What the policies decide by, owned by the rule's role: functions, the rule's sets, the tables that it reads."""
    yield f"SET LOCAL ROLE {roles.rule}"
    mine, read = _mine(elements), _evidence(elements)
    yield f"CREATE TYPE {EVIDENCE}.place AS ({columns(mine)})"
    yield from FUNCTIONS
    yield from (_view(table) for table in under if table.name in read)
    places, within = (compiled(chosen, StandCompiler, BASE) for chosen in (mine.element, rule.places_within()))
    yield from standing(places, within, sorted(_FOUND_WITHIN))
    yield from (_function(asked) for asked in OF_OTHERS)
    yield LET_GO
    for function in ("stand", "stand_by", "let_go", *(asked.function for asked in OF_OTHERS)):
        yield f"REVOKE EXECUTE ON FUNCTION {EVIDENCE}.{function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {EVIDENCE}.{function} TO {roles.app}, SESSION_USER"
    yield from (_seen(table) for table in under if has_view(table))
    yield f"GRANT USAGE ON SCHEMA {EVIDENCE}, {SEEN} TO {roles.app}, SESSION_USER"
    for schema in (EVIDENCE, SEEN):
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {roles.app}"
    yield "RESET ROLE"


def _function(asked: OfOthers) -> str:
    """As the rule's role, straight from the tables, as of the moment of the call."""
    compiler = given_in_order(asked.given)
    return OF_OTHERS_TEXT.format(
        name=asked.function,
        given=", ".join(f'"{bind.key}" {type_name(bind)}' for bind in asked.given),
        found=columns(asked.statement),
        statement=compiled(asked.statement, compiler, BASE),
    )


def _view(table: Table) -> str:
    """A table as the rule reads it: of the cases that the actor has a place in, and nothing that people wrote.

    A barrier, before which no other condition is looked at, costs an index wherever one reads many; so it stands only
    where there is text.
    """
    shown = _TEXT_SHOWN.get(table.name) or [column.name for column in table.c if not _is_text(column)]
    columns, name, case = ", ".join(shown), name_of(table), _case(table)
    barrier = " WITH (security_barrier)" if table.name in _TEXT_SHOWN else ""
    weighed = [_PLACE.format(case)] if case else []
    weighed += [_WEIGHED_BEYOND[table.name]] if table.name in _WEIGHED_BEYOND else []
    weighed += map(_within, _reaches(table))
    rows = f"SELECT {columns} FROM public.{name} WHERE {' OR '.join(weighed)}"  # noqa: S608 - names of our own tables only
    return f"CREATE VIEW {EVIDENCE}.{name}{barrier} AS {rows}"


def _seen(table: Table) -> str:
    """A table as who asks sees it: what the reader reads, weighed once. The tables themselves weigh again."""
    row = row_of(table)
    seen = select(*row.c).where(guards.sees(table, row))
    return f"CREATE VIEW {SEEN}.{name_of(table)} AS {compiled(seen, ViewCompiler, BASE)}"


def _policies(table: Table, roles: Roles, *, decides: bool, demo: bool) -> Iterator[str]:
    name, sees = name_of(table), policy_of(table)
    if _is_placed(table) and table.name not in _SEEN_BEYOND:
        # The guard says it too, and takes longer.
        sees = f"{_PLACE.format(_case(table))} AND ({sees})"
    adds = _ADDED.get(table.name) or (_PLACE.format(_case(table)) if _is_placed(table) else sees)
    leaves = sees if table.name in _ADDED else adds
    reaches = [*_reaches(table), *([DEMO] if demo else [])]
    sees, adds, leaves = (" OR ".join([*map(_within, reaches), f"({each})"]) for each in (sees, adds, leaves))
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY sees ON {name} FOR SELECT TO {roles.app} USING ({sees})"
    yield f"CREATE POLICY adds ON {name} FOR INSERT TO {roles.app} WITH CHECK ({adds})"
    yield f"CREATE POLICY changes ON {name} FOR UPDATE TO {roles.app} USING ({sees}) WITH CHECK ({leaves})"
    clearing = [*([DEMO] if demo else []), *([_TAKEN_AWAY[table.name]] if table.name in _TAKEN_AWAY else [])]
    if clearing:
        within = " OR ".join(map(_within, clearing))
        yield f"CREATE POLICY clears ON {name} FOR DELETE TO {roles.app} USING ({within})"
    if decides:
        yield f"CREATE POLICY decides ON {name} FOR SELECT TO {roles.rule} USING (true)"
    if table.name in _LET_GO:
        yield f"CREATE POLICY lets_go ON {name} FOR DELETE TO {roles.rule} USING (true)"


def _reaches(table: Table) -> list[str]:
    return [reach for reach, reached in REACHES.items() if table.name in reached]


def _within(reach: str) -> str:
    within = f"(SELECT rule.reach()) = '{reach}'"
    return f"({within} AND case_id = (SELECT rule.reached_case()))" if reach in OF_ONE_CASE else within


def _is_placed(table: Table) -> bool:
    """Every row is of some case."""
    case = _case(table)
    return case is not None and not table.c[case].nullable


def _case(table: Table) -> str | None:
    if table.name == "case":
        return "id"
    return "case_id" if "case_id" in table.c else None


def _is_text(column: Any) -> bool:
    return isinstance(column.type, AutoString | String) and not isinstance(column.type, Enum)


def _evidence(elements: Iterable[Any]) -> set[str]:
    """The tables that some guard reads to decide, and those that come with a task."""
    named = {each.name for each in elements if isinstance(each, TableClause) and each.schema == EVIDENCE}
    return named | set(_TEXT_SHOWN) | _COUNTED | _TOLD | _BESIDE | _TALKED_OVER


def _mine(elements: Iterable[Any]) -> CTE:
    """The places of the one who acts, as the guards name them."""
    return next(each for each in elements if isinstance(each, CTE) and each.name == MINE and each._cte_alias is None)
