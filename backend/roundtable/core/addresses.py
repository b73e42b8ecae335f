"""Mail addresses: what may be one, known by its form alone."""

from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email

from roundtable.core.errors import Code, Invalid
from roundtable.core.text import clean

# Of a path in SMTP, with its brackets (RFC 5321).
LONGEST = 254


def address_of(text: str, path: Sequence[str]) -> str:
    """The address as it is kept: its domain in small letters and in ASCII, so that every mail server takes it.

    Nobody is asked whether there is such a mailbox, or such a domain: to ask would tell somebody. Raises Invalid:
    INVALID_ADDRESS, and what `clean` raises.
    """
    text = clean(text, LONGEST, path)
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise Invalid(Code.INVALID_ADDRESS, path) from None
    # Without SMTPUTF8 there is always one.
    assert found.ascii_email is not None
    return found.ascii_email
