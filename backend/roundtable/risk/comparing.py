"""What an assessment is beside others, as SQL over those that who asks sees: what came before, what corrects it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal_column, or_, select

from roundtable.cases.models import RiskLevel
from roundtable.core.scope import NOW, at_most, found
from roundtable.reader import sql
from roundtable.reader.shapes import Shape
from roundtable.risk.definition import rank
from roundtable.risk.models import RiskTrend
from roundtable.risk.queries import is_earlier

# From a row of an assessment to something of it.
Said = Callable[[Any], ColumnElement[Any]]


def key(row: Any) -> ColumnElement[Any]:
    found_key: ColumnElement[Any] = row.c.id
    return found_key


def stands(seen: Shape, assessment: Any) -> ColumnElement[bool]:
    """It is not superseded, as far as one sees."""
    newer = seen.row()
    return ~found(newer, _corrects(newer, assessment), seen.holds(newer))


def correction(seen: Shape, assessment: Any) -> Any:
    """The key of the latest that supersedes it."""
    newer = seen.row()
    last_first = newer.c.created_at.desc(), newer.c.id.desc()
    chosen = select(newer.c.id).where(_corrects(newer, assessment), seen.holds(newer)).order_by(*last_first)
    return at_most(1, chosen).correlate_except(newer).scalar_subquery()


def previous(seen: Shape, assessment: Any, said: Said = key) -> Any:
    """Something of the one before it by the same tool that stands; its key, if nothing else is said."""
    before = seen.row()
    by_it = before.c.tool_key == assessment.c.tool_key
    last_first = before.c.assessed_at.desc(), before.c.id.desc()
    chosen = select(said(before)).where(is_earlier(before, assessment), by_it, seen.holds(before), stands(seen, before))
    return at_most(1, chosen.order_by(*last_first)).correlate_except(before).scalar_subquery()


def trend(seen: Shape, assessment: Any) -> ColumnElement[str]:
    """How its level came from that of the one before."""

    def compared(before: Any) -> ColumnElement[str]:
        rises = (_ranked(before) < _ranked(assessment), sql.name(RiskTrend.RISEN))
        falls = (_ranked(before) > _ranked(assessment), sql.name(RiskTrend.FALLEN))
        return case(rises, falls, else_=sql.name(RiskTrend.SAME))

    return func.coalesce(previous(seen, assessment, compared), sql.name(RiskTrend.FIRST))


def awaits(seen: Shape, assessment: Any) -> ColumnElement[bool]:
    """Nothing that stands followed it yet, by the same tool or of the same agency, and nothing corrects it."""
    later = seen.row()
    again = or_(later.c.tool_key == assessment.c.tool_key, later.c.agency_id == assessment.c.agency_id)
    followed = found(later, is_earlier(assessment, later), again, seen.holds(later), stands(seen, later))
    return and_(~followed, stands(seen, assessment))


def is_overdue(seen: Shape, assessment: Any) -> ColumnElement[bool]:
    return and_(assessment.c.reassess_due_at <= NOW, awaits(seen, assessment))


def _corrects(newer: Any, assessment: Any) -> ColumnElement[bool]:
    return and_(newer.c.case_id == assessment.c.case_id, newer.c.supersedes_id == assessment.c.id)


def _ranked(row: Any) -> ColumnElement[int]:
    return case(*((row.c.level == level, literal_column(str(rank(level)), Integer())) for level in RiskLevel))
