"""Case references, such as `CJ-7K4M-2QX8`: random, so that they count nothing, with a check character for slips."""

import re
import secrets

# Crockford's base 32: no I, L, O, U, which are misread.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TYPED = re.compile(r"([A-Za-z]{2})-([0-9A-Za-z -]+)")
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_reference(county: str) -> str:
    """A fresh reference for a county's two-letter code: seven random digits (35 bits) and a check character."""
    body = "".join(secrets.choice(_DIGITS) for _ in range(7))
    return _grouped(county, body + check_character(body))


def parse_reference(text: str) -> str | None:
    """The reference in its one form, or null if it cannot be one."""
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        return None
    county = typed[1].upper()
    digits = typed[2].replace("-", "").replace(" ", "").upper().translate(_MISREAD)
    if len(digits) != 8 or any(digit not in _DIGITS for digit in digits):
        return None
    return _grouped(county, digits) if check_character(digits[:-1]) == digits[-1] else None


def check_character(body: str) -> str:
    """ISO 7064-style: a weighted sum, odd weights modulo 32, which finds every single error and most swaps."""
    total = sum((2 * place + 1) * _DIGITS.index(digit) for place, digit in enumerate(body))
    return _DIGITS[total % 32]


def _grouped(county: str, digits: str) -> str:
    return f"{county}-{digits[:4]}-{digits[4:]}"
