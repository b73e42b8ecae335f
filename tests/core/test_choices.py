"""Members of an enumeration that a column is compared with: they stand in the statement, and nothing else does."""

import pytest
from sqlalchemy import bindparam, select

from roundtable.core.tables import table_of
from roundtable.tasks.models import Priority, Task, TaskStatus

_TASK = table_of(Task)


def test_a_member_and_some_stand_in_the_text_and_nothing_is_sent_along() -> None:
    status = _TASK.c.status
    compared = status == TaskStatus.ACCEPTED, status != TaskStatus.DECLINED, status.in_([TaskStatus.ACCEPTED])
    compiled = select(_TASK.c.id).where(*compared).compile()
    assert str(compiled).partition("WHERE ")[2] == (
        "task.status = 'ACCEPTED' AND task.status != 'DECLINED' AND task.status IN ('ACCEPTED')"
    )
    assert compiled.params == {}


def test_what_a_run_gives_is_sent_along() -> None:
    compiled = select(_TASK.c.id).where(_TASK.c.status == bindparam("wanted")).compile()
    assert compiled.params == {"wanted": None}


@pytest.mark.parametrize("strange", [Priority.URGENT, "ACCEPTED'); --"])
def test_what_is_no_member_is_sent_along(strange: str) -> None:
    compiled = select(_TASK.c.id).where(_TASK.c.status == strange).compile()
    assert strange not in str(compiled)
    assert list(compiled.params.values()) == [strange]
