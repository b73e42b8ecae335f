"""What an installation sets for the acts that need care."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Terms:
    """How recent a sign-in has to be, how long a glass lasts, how often a post may look for one to break, and ask; and
    where one signs in.
    """

    recent_sign_in: timedelta
    glass_lasts: timedelta
    glasses_an_hour: int
    checks_an_hour: int
    # The identity provider's; empty where none is set, and nobody enters.
    issuer: str = ""
