"""What is read for one may be told to others who are alike: where it hangs on who asks by no more than they share."""

from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from roundtable.access import rule
from roundtable.access.models import Disclosure
from roundtable.core.scope import ME, found, hangs_on_who_asks, same_for_alike, value
from roundtable.core.tables import row_of, table_of
from roundtable.messaging.models import Message

MESSAGE, NAMING = table_of(Message), row_of(Disclosure)


def _at() -> Any:
    return rule.my_places(MESSAGE.c.case_id)


def _by_place(part: str, *, marked: bool = False) -> ColumnElement[bool]:
    at = _at()
    condition = at.c[part] == value(NAMING.c[part if part == "agency_id" else "id"], NAMING.c.audience_id.is_(None))
    return found(at, same_for_alike(condition) if marked else condition)


def _by_all_places(part: str) -> ColumnElement[bool]:
    mine = rule._MINE.alias()
    return found(mine, mine.c[part].is_(None))


@pytest.mark.parametrize("part", ["post_id", "agency_id", "held"])
def test_what_of_a_place_is_said_in_part_only_hangs_on_who_asks_unless_it_is_marked(part: str) -> None:
    assert hangs_on_who_asks(_by_place(part))
    assert hangs_on_who_asks(_by_all_places(part))
    assert hangs_on_who_asks(select(_at().c[part]).scalar_subquery())
    assert not hangs_on_who_asks(_by_place(part, marked=True))


@pytest.mark.parametrize("part", ["case_id", "history_from", "seated", "by_glass", "compartment", "now"])
def test_what_of_a_place_is_said_whole_is_the_same_for_alike(part: str) -> None:
    assert not hangs_on_who_asks(_by_place(part))
    assert not hangs_on_who_asks(_by_all_places(part))


def test_who_asks_is_found_in_the_case_that_places_are_looked_for_in() -> None:
    place = rule.my_places(value(NAMING.c.case_id, NAMING.c.membership_id == ME))
    assert hangs_on_who_asks(found(place, place.c.seated))


@pytest.mark.parametrize("guard", [rule.sees_item, rule.acts_on_item])
def test_the_rule_itself_is_the_same_for_alike(guard: Any) -> None:
    assert not hangs_on_who_asks(guard(MESSAGE))
