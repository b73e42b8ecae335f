"""What text from people must be before it is kept."""

import unicodedata
from collections.abc import Sequence

from roundtable.core.errors import Code, Invalid

# Direction overrides and isolates can make a text read otherwise than it is stored (Unicode UAX #9).
_DIRECTION = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_ALLOWED_CONTROLS = {"\n", "\t"}


def clean(text: str, longest: int, path: Sequence[str]) -> str:
    """The text in NFC with ends trimmed and line ends as `\\n`.

    Raises Invalid: REQUIRED if nothing is left, TOO_LONG over `longest` characters, CONTROL_CHARACTERS for control
    and direction characters, lone surrogates, private use and what is no character.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise Invalid(Code.REQUIRED, path)
    if len(text) > longest:
        raise Invalid(Code.TOO_LONG, path, f"The text is longer than {longest:,} characters.")
    if any(_forbidden(character) for character in text):
        raise Invalid(Code.CONTROL_CHARACTERS, path)
    return text


def clean_optional(text: str | None, longest: int, path: Sequence[str]) -> str | None:
    """As `clean`; nothing, or blanks only, is null."""
    return clean(text, longest, path) if text and text.strip() else None


def _forbidden(character: str) -> bool:
    if character in _ALLOWED_CONTROLS:
        return False
    return character in _DIRECTION or unicodedata.category(character) in ("Cc", "Cs", "Co") or _never(ord(character))


def _never(point: int) -> bool:
    """Not a character in any version of Unicode; what is only newer than ours (the year's emoji) is one."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
