"""People are found exactly: by number, or by name and birthday, however they are written."""

from datetime import date

import pytest

from roundtable.cases.persons import Person, name_index, number_index
from roundtable.core.errors import Code, Invalid
from roundtable.core.vault import Vault

VAULT, BORN = Vault("a key of the tests"), date(1990, 5, 1)


def test_a_number_is_the_same_whatever_stands_between_its_digits() -> None:
    assert {number_index(VAULT, text) for text in ("2900501123456", "2900501-123456", " 290 05 01 123456 ")} == {
        VAULT.index("national id", "2900501123456")
    }
    assert number_index(VAULT, "ab12") == number_index(VAULT, "AB 12")
    assert number_index(VAULT, "2900501123457") != number_index(VAULT, "2900501123456")


def test_a_name_is_the_same_whatever_its_order_marks_and_capitals() -> None:
    names = [
        "Maria Ștefănescu-Pop",
        "ŞTEFĂNESCU POP Maria",
        "  stefanescu  pop, maria",
        "Pop Maria S\u0326tefa\u0306nescu",
    ]
    assert len({name_index(VAULT, name, BORN) for name in names}) == 1
    assert name_index(VAULT, "Maria Pop", BORN) != name_index(VAULT, names[0], BORN)
    assert name_index(VAULT, names[0], date(1990, 5, 2)) != name_index(VAULT, names[0], BORN)


def test_a_name_without_a_birthday_finds_nobody_and_nothing_has_no_hash() -> None:
    assert name_index(VAULT, "Maria Pop", None) is None
    assert name_index(VAULT, " -- ", BORN) is None
    assert [number_index(VAULT, text) for text in (None, "", " - ", "\ud800")] == [None] * 4


def test_the_number_decides_where_it_is_given() -> None:
    assert Person("1", "Maria Pop", BORN).index(VAULT, "person") == number_index(VAULT, "1")
    assert Person(" ", "Maria Pop", BORN).index(VAULT, "person") == name_index(VAULT, "Maria Pop", BORN)


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person(), "nationalId"),
        (Person(national_id=" "), "nationalId"),
        (Person(full_name="--"), "nationalId"),
        (Person(full_name="Maria Pop"), "dateOfBirth"),
        (Person(date_of_birth=BORN), "fullName"),
    ],
)
def test_who_is_not_said_exactly_is_not_looked_for(person: Person, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        person.index(VAULT, "person")
    assert (refused.value.code, refused.value.path) == (Code.REQUIRED, ["person", field])
