"""What is counted: parts and tasks of agencies, by the quarter in which they began. Nothing else of a row is read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from roundtable.access.models import CaseAgency
from roundtable.agencies.models import Agency, Membership
from roundtable.core.scope import ME, NOW, value
from roundtable.core.tables import evidence_of, row_of
from roundtable.statistics import policy
from roundtable.tasks.models import Task
from roundtable.tasks.policy import OPEN


class quarter(FunctionElement[str]):  # noqa: N801 - a SQL function
    """The quarter that a column's moment is in, by UTC, as `2026-Q3`: its order is time's order."""

    name, type, inherit_cache = "rt_quarter", Text(), True


@compiles(quarter, "postgresql")
def _by_form(node: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(node.clauses, **options)
    return f"""to_char(({moment}) AT TIME ZONE 'UTC', 'YYYY"-Q"Q')"""


@compiles(quarter, "sqlite")
def _by_month(node: Any, compiler: Any, **options: Any) -> str:
    # The moment is named twice, so it must hold no bind.
    moment = compiler.process(node.clauses, **options)
    return f"(substr({moment}, 1, 4) || '-Q' || ((CAST(substr({moment}, 6, 2) AS INTEGER) + 2) / 3))"


def _parts() -> Any:
    part = evidence_of(CaseAgency)
    # A part begins with its invitation, or, where there was none, with the case or a task.
    began = quarter(func.coalesce(part.c.invited_at, part.c.history_from))
    counted = select(part.c.agency_id, began.label("quarter"), part.c.state, func.count().label("count"))
    counted = counted.select_from(part).where(policy.is_counted(part, part.c.agency_id))
    return counted.group_by(part.c.agency_id, began, part.c.state).subquery("parts")


def _tasks() -> Any:
    task = evidence_of(Task)
    agency, asked = task.c.owner_agency_id, quarter(task.c.created_at)
    counted = select(agency.label("agency_id"), asked.label("quarter"), task.c.status, func.count().label("count"))
    counted = counted.select_from(task).where(policy.is_counted(task, agency))
    return counted.group_by(agency, asked, task.c.status).subquery("tasks")


def _overdue() -> Any:
    task = evidence_of(Task)
    agency, asked = task.c.owner_agency_id, quarter(task.c.created_at)
    counted = select(agency.label("agency_id"), asked.label("quarter"), func.count().label("count"))
    late = task.c.status.in_(OPEN), task.c.due_at < NOW
    counted = counted.select_from(task).where(policy.is_counted(task, agency), *late)
    return counted.group_by(agency, asked).subquery("overdue")


PARTS, TASKS, OVERDUE = _parts(), _tasks(), _overdue()


def own_quarter(given: Mapping[str, Any]) -> Any:
    """The agency that one acts for, and the quarter asked for, once it is over: till then its figures would move."""
    agency, me, moment = row_of(Agency), row_of(Membership), select(NOW.label("now")).subquery()
    over = given["quarter"] < select(quarter(moment.c.now)).scalar_subquery()
    own = agency.c.id == value(me.c.agency_id, me.c.id == ME)
    return select(agency.c.id, given["quarter"].label("quarter")).where(own, over).subquery("own_quarter")
