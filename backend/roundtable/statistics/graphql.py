"""Figures as the schema shows them: to analysts, of their own agency, a quarter at a time."""

from typing import Any

import strawberry
from sqlalchemy import ColumnElement, String, and_, true

from roundtable.access.models import CaseAgencyState
from roundtable.agencies.graphql import AgencyNode
from roundtable.agencies.models import Agency
from roundtable.reader.arguments import Bound
from roundtable.reader.shapes import argument, column, many, one, shape
from roundtable.statistics import policy, queries
from roundtable.tasks.models import TaskStatus

_COUNT = "How many, rounded down to a multiple of five; null where it is suppressed."
_SUPPRESSED = "Whether they are too few to be told: from one to four."


def _count(description: str = _COUNT) -> Any:
    return column(lambda row: policy.shown(row.c["count"]), description)


def _suppressed() -> Any:
    return column(lambda row: policy.is_small(row.c["count"]), _SUPPRESSED)


def _counts(row: Any) -> ColumnElement[bool]:
    return policy.counts_agency(row.c.agency_id)


def _within(figures: Any, row: Any, _: Any) -> ColumnElement[bool]:
    return and_(row.c.agency_id == figures.c.id, row.c.quarter == figures.c.quarter)


@shape(queries.PARTS, "partfigure", guard=_counts)
@strawberry.type(description="How many parts in cases are in a state.")
class PartFigure:
    state: CaseAgencyState = column(lambda row: row.c.state, "The state.")
    count: int | None = _count()
    suppressed: bool = _suppressed()


@shape(queries.TASKS, "taskfigure", guard=_counts)
@strawberry.type(description="How many tasks are in a status.")
class TaskFigure:
    status: TaskStatus = column(lambda row: row.c.status, "The status.")
    count: int | None = _count()
    suppressed: bool = _suppressed()


@shape(queries.OVERDUE, "overduefigure", guard=_counts)
@strawberry.type(description="How many open tasks are past their day.")
class OverdueFigure:
    count: int | None = _count()
    suppressed: bool = _suppressed()


@shape(Agency, "figures", guard=lambda row: policy.counts_agency(row.c.id), case="id")
@strawberry.type(
    description="Counts of what an agency was asked for in a quarter, as that stands now. There are no totals, and"
    " quarters do not overlap: nothing can be worked out that is suppressed. Who looks is on the record of access."
)
class AgencyFigures:
    agency: AgencyNode = one(lambda figures, agency, _: agency.c.id == figures.c.id, "The agency.")
    quarter: str = column(lambda figures: figures.c.quarter, "The quarter, by UTC, as `2026-Q3`.")
    parts: list[PartFigure] = many(
        _within,
        lambda row: [row.c.state],
        "Its parts in cases that began in the quarter, by their state. A state that none is in is left out.",
    )
    tasks: list[TaskFigure] = many(
        _within,
        lambda row: [row.c.status],
        "Its tasks that were asked for in the quarter, by their status. A status that none is in is left out.",
    )
    overdue: OverdueFigure | None = one(
        _within, "Its tasks that were asked for in the quarter, are open, and past their day; null where none is."
    )


@strawberry.type
class StatisticsQueries:
    """Root fields of this domain."""

    agency_figures: AgencyFigures | None = one(
        lambda *_: true(),
        "Figures of the analyst's own agency for a quarter that is over; null for any other, and for everybody else.",
        [argument(Bound("quarter", String(), policy.quarter_of), str, "The quarter, as `2026-Q3`.")],
        made=queries.own_quarter,
    )
