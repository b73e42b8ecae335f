"""The vault: a field opens where it was closed, under its case's own key, and nowhere else."""

import base64
from dataclasses import replace
from uuid import uuid4

import pytest

from roundtable.core.vault import Place, Unreadable, Vault

VAULT = Vault("a key of the tests")
PLACE = Place(uuid4(), "participant_identity", uuid4(), "full_name")
WRAPPED = VAULT.new_key(PLACE.case_id)


def test_a_field_opens_where_it_was_closed() -> None:
    for text in ("", "Măriuța Ștefănescu-Popa", "0722 000 000", "x" * 10_000):
        assert VAULT.open(WRAPPED, PLACE, VAULT.close(WRAPPED, PLACE, text)) == text


def test_nothing_of_the_text_stands_in_what_is_kept_and_equal_texts_are_kept_differently() -> None:
    kept = [VAULT.close(WRAPPED, PLACE, "Maria Pop") for _ in range(2)]

    assert kept[0] != kept[1]
    assert all(b"Maria" not in base64.urlsafe_b64decode(closed) for closed in kept)


def test_a_field_that_was_tampered_with_does_not_open() -> None:
    raw = base64.urlsafe_b64decode(VAULT.close(WRAPPED, PLACE, "Maria Pop"))
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(Unreadable):
            VAULT.open(WRAPPED, PLACE, base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("kept", ["", "nonsense", "ÄÖ", "AAAA", "A" * 64])
def test_what_was_never_closed_does_not_open(kept: str) -> None:
    with pytest.raises(Unreadable):
        VAULT.open(WRAPPED, PLACE, kept)


@pytest.mark.parametrize("moved", [{"table": "case"}, {"row_id": uuid4()}, {"column": "address"}, {"case_id": uuid4()}])
def test_a_field_moved_to_another_place_does_not_open(moved: dict[str, object]) -> None:
    closed = VAULT.close(WRAPPED, PLACE, "Maria Pop")

    with pytest.raises(Unreadable):
        VAULT.open(WRAPPED, replace(PLACE, **moved), closed)  # type: ignore[arg-type]


def test_another_case_s_key_opens_nothing_here_even_if_it_is_put_in_place() -> None:
    other = replace(PLACE, case_id=uuid4())
    theirs = VAULT.new_key(other.case_id)
    closed = VAULT.close(WRAPPED, PLACE, "Maria Pop")

    for key, place in ((theirs, PLACE), (theirs, other), (WRAPPED, other)):
        with pytest.raises(Unreadable):
            VAULT.open(key, place, closed)


def test_a_new_key_of_the_same_case_opens_nothing_of_the_old_one() -> None:
    closed = VAULT.close(WRAPPED, PLACE, "Maria Pop")

    with pytest.raises(Unreadable):
        VAULT.open(VAULT.new_key(PLACE.case_id), PLACE, closed)


def test_another_master_key_unwraps_nothing() -> None:
    closed = VAULT.close(WRAPPED, PLACE, "Maria Pop")

    with pytest.raises(Unreadable):
        Vault("another key").open(WRAPPED, PLACE, closed)


def test_equal_texts_have_equal_hashes_under_one_master_key_only() -> None:
    assert VAULT.index("national id", "1") == Vault("a key of the tests").index("national id", "1")
    others = [VAULT.index("national id", "2"), VAULT.index("national id1"), VAULT.index("name", "1")]
    others += [Vault("another key").index("national id", "1"), VAULT.index("national i", "d1")]
    assert VAULT.index("national id", "1") not in others
    assert len(set(others)) == len(others)
