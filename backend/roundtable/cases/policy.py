"""Who may see a case, as a guard of its table and of what hangs on it."""

from typing import Any

from sqlalchemy import ColumnElement

from roundtable.access import rule


def sees_case(case: Any) -> ColumnElement[bool]:
    return rule.sees_case(case.c.id)


def sees_part(row: Any) -> ColumnElement[bool]:
    return rule.sees_case(row.c.case_id)
