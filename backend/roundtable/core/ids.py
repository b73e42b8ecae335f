"""Public ids: a type's prefix and the key in hexadecimal, so SQL can make them and a wrong one is known at once."""

import re
from collections.abc import Sequence
from uuid import UUID

from roundtable.core.errors import Code, Invalid

_SHAPE = re.compile(r"([a-z]{2,24})_([0-9a-f]{32})")


def encode(prefix: str, key: UUID) -> str:
    return f"{prefix}_{key.hex}"


def decode(prefix: str, text: str, path: Sequence[str] = ("id",)) -> UUID:
    """The key of an id of this type. Raises Invalid INVALID_ID for anything else."""
    found, key = split(text, path)
    if found != prefix:
        raise Invalid(Code.INVALID_ID, path)
    return key


def split(text: str, path: Sequence[str] = ("id",)) -> tuple[str, UUID]:
    """An id's prefix and key. Raises Invalid INVALID_ID if it is malformed."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise Invalid(Code.INVALID_ID, path)
    return match[1], UUID(match[2])


def prefix_of(text: str) -> str | None:
    """What an id is of; None for other texts."""
    match = _SHAPE.fullmatch(text)
    return match[1] if match else None
