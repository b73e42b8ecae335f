"""People as they are asked for: exactly, by national id number or by full name with date of birth."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from roundtable.core.errors import Code, Invalid
from roundtable.core.vault import Vault

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Person:
    """Someone who is asked for. The number decides where it is given."""

    national_id: str | None = None
    full_name: str | None = None
    date_of_birth: date | None = None

    def index(self, vault: Vault, path: str) -> str:
        """The hash to look for. Raises Invalid REQUIRED where it is not said exactly who is meant."""
        found = number_index(vault, self.national_id)
        if found:
            return found
        if not _words(self.full_name):
            raise Invalid(Code.REQUIRED, [path, "fullName" if self.date_of_birth else "nationalId"])
        found = name_index(vault, self.full_name, self.date_of_birth)
        if found is None:
            raise Invalid(Code.REQUIRED, [path, "dateOfBirth"])
        return found


def number_index(vault: Vault, national_id: str | None) -> str | None:
    """A number's hash, whatever stands between its digits."""
    number = "".join(_words(national_id)).upper()
    return vault.index("national id", number) if number else None


def name_index(vault: Vault, full_name: str | None, date_of_birth: date | None) -> str | None:
    """A name's and a birthday's hash: whatever the order of the names, their marks and their capitals."""
    words = sorted(_words(full_name))
    if not words or date_of_birth is None:
        return None
    return vault.index("name and birthday", " ".join(words), date_of_birth.isoformat())


def _words(text: str | None) -> list[str]:
    apart = unicodedata.normalize("NFKD", text or "")
    return _WORDS.findall("".join(c for c in apart if not unicodedata.combining(c)).casefold())
