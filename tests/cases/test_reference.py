"""Case references: random, with a check character, for people to say and type."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.cases.reference import check_character, new_reference, parse_reference

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODIES = st.text(_DIGITS, min_size=7, max_size=7)


def _reference(body: str) -> str:
    digits = body + check_character(body)
    return f"CJ-{digits[:4]}-{digits[4:]}"


def test_a_new_reference_reads_back_as_itself_and_counts_nothing() -> None:
    made = [new_reference("CJ") for _ in range(200)]

    assert all(re.fullmatch(f"CJ-[{_DIGITS}]{{4}}-[{_DIGITS}]{{4}}", reference) for reference in made)
    assert [parse_reference(reference) for reference in made] == made
    assert len(set(made)) == 200
    assert made != sorted(made)


@given(BODIES)
def test_any_way_of_typing_it_finds_the_one_form(body: str) -> None:
    reference = _reference(body)

    for typed in (
        reference.lower(),
        f"  {reference}\n",
        reference.replace("-", "", 2).replace("CJ", "CJ-"),
        reference[:7] + " " + reference[8:],
        reference.replace("1", "I").replace("0", "O"),
        reference.replace("1", "l").replace("0", "o"),
    ):
        assert parse_reference(typed) == reference


@given(BODIES, st.integers(0, 7), st.sampled_from(_DIGITS))
def test_every_single_wrong_character_is_found(body: str, place: int, other: str) -> None:
    digits = body + check_character(body)
    wrong = digits[:place] + other + digits[place + 1 :]

    assert (parse_reference(f"CJ-{wrong}") is None) == (wrong != digits)


@given(BODIES, st.integers(0, 5))
def test_every_swap_of_neighbours_is_found_but_for_those_16_apart(body: str, place: int) -> None:
    digits = body + check_character(body)
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    apart = abs(_DIGITS.index(digits[place]) - _DIGITS.index(digits[place + 1]))

    assert (parse_reference(f"CJ-{swapped}") is None) == (apart not in (0, 16))


@pytest.mark.parametrize(
    "text",
    ["", "CJ", "CJ-", "-7K4M2QXA", "CJ-7K4M-2QX", "CJ-7K4M-2QXAA", "CJ-UUUU-UUUU", "C1-0000-0000", "CJX-0000-0000",
     "C-0000-0000", "ŢŢ-0000-0000", "ß-0000-0000", "CJ-0000-000\u0660", "CJ-0000-000\x00", "CJ 0000 0000"],
)  # fmt: skip
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


def test_what_can_be_one_is_one() -> None:
    assert parse_reference("cj-0000-0000") == "CJ-0000-0000"


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_reference(text)

    assert found is None or parse_reference(found) == found
