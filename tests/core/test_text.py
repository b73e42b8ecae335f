"""What text from people must be before it is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.core.errors import Code, Invalid
from roundtable.core.text import clean, clean_optional

_DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Any code point, lone surrogates too, and often those that matter here.
ANY = st.text(
    st.characters() | st.characters(categories=["Cs"]) | st.sampled_from([*_DIRECTION, *"\n\r\t \x00\x1c\x85e\u0301"]),
    max_size=40,
)


def _code(text: str, longest: int = 1_000) -> Code | None:
    try:
        clean(text, longest, ["field"])
    except Invalid as refused:
        return refused.code
    return None


@given(ANY)
def test_what_is_kept_is_normal_trimmed_and_free_of_control_and_direction_characters(text: str) -> None:
    try:
        kept = clean(text, 1_000, ["field"])
    except Invalid:
        return

    assert kept
    assert kept == kept.strip()
    assert unicodedata.is_normalized("NFC", kept)
    assert "\r" not in kept
    assert not any(
        unicodedata.category(character) in ("Cc", "Cs", "Co") for character in kept if character not in "\n\t"
    )
    assert not set(kept) & set(_DIRECTION)
    kept.encode()


@given(ANY)
def test_what_is_kept_would_be_kept_again_unchanged(text: str) -> None:
    try:
        kept = clean(text, 1_000, ["field"])
    except Invalid:
        return

    assert clean(kept, 1_000, ["field"]) == kept


@given(ANY, st.sampled_from([*_DIRECTION, "\x00", "\x1b", "\x7f", "\x9f", "\ud800", "\udfff", "\ue000", "\uffff"]), ANY)
def test_one_forbidden_character_anywhere_inside_refuses_the_whole(before: str, forbidden: str, after: str) -> None:
    assert _code(f"a{before}{forbidden}{after}a") is Code.CONTROL_CHARACTERS


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=40))
def test_letters_marks_numbers_and_signs_of_any_script_are_kept(text: str) -> None:
    assert clean(text, 1_000, ["field"]) == unicodedata.normalize("NFC", text)


@given(st.text("ab ", max_size=12), st.integers(1, 8))
def test_length_is_counted_after_trimming(text: str, longest: int) -> None:
    trimmed = text.strip()
    expected = Code.REQUIRED if not trimmed else Code.TOO_LONG if len(trimmed) > longest else None

    assert _code(text, longest) is expected


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("\u00a0 both ends \u2003", "both ends"),
        ("s\u0326i t\u0326", "\u0219i \u021b"),
        ("family: 👩\u200d👧", "family: 👩\u200d👧"),
        ("newer than this Python: \U0001fae8 \U0001fadf", "newer than this Python: \U0001fae8 \U0001fadf"),
        ("a\tb", "a\tb"),
    ],
)
def test_a_text_is_kept_so(written: str, kept: str) -> None:
    assert clean(written, 100, ["field"]) == kept


def test_a_refusal_names_the_limit_and_never_the_text() -> None:
    with pytest.raises(Invalid) as refused:
        clean("canary" * 10, 20, ["field"])

    assert refused.value.detail == "The text is longer than 20 characters."
    assert refused.value.path == ["field"]


@given(st.none() | st.text(" \n\t\r\u00a0", max_size=5))
def test_nothing_or_blanks_only_are_null_where_a_text_is_optional(text: str | None) -> None:
    assert clean_optional(text, 10, ["field"]) is None


@given(ANY)
def test_an_optional_text_is_checked_like_any_other(text: str) -> None:
    if not text.strip():
        return
    code = _code(text)
    if code is None:
        assert clean_optional(text, 1_000, ["field"]) == clean(text, 1_000, ["field"])
        return
    with pytest.raises(Invalid) as refused:
        clean_optional(text, 1_000, ["field"])
    assert refused.value.code is code
