"""The page's own documents, by the hash of their text: named by it they need not be sent, and where real data is a
browser's session may ask for no others (`backend/decisions/0031-trusted-documents.md`).
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem

# What the page's build lists them in, beside the page.
LIST = "documents.json"
_SCHEME = "sha256:"


class Trusted:
    """Documents that are known before anybody asks; `alone`, a session may ask for these only."""

    def __init__(self, texts: Iterable[str] = (), *, alone: bool = False) -> None:
        self._texts = {sha256(text.encode()).hexdigest(): text for text in texts}
        self._known, self._alone = frozenset(self._texts.values()), alone

    @classmethod
    def of_page(cls, built: Path, *, alone: bool) -> "Trusted":
        """What the page that is built there asks; nothing, where none is."""
        found = built / LIST
        return cls(orjson.loads(found.read_bytes()).values() if found.is_file() else (), alone=alone)

    def told(self, asked: Any) -> Any:
        """A request's body with the text that it names by `documentId` (`sha256:` and 64 digits) in its place.

        Raises Problem INVALID_OPERATION where both are sent, UNKNOWN_DOCUMENT where nothing has that name.
        """
        if not isinstance(asked, Mapping) or "documentId" not in asked:
            return asked
        if "query" in asked:
            raise Problem(Code.INVALID_OPERATION, detail="Send `query` or `documentId`, not both.")
        name = asked["documentId"]
        text = self._texts.get(name.removeprefix(_SCHEME)) if isinstance(name, str) and _SCHEME in name else None
        if text is None:
            raise Problem(Code.UNKNOWN_DOCUMENT)
        return {**{key: value for key, value in asked.items() if key != "documentId"}, "query": text}

    def check(self, actor: Actor, text: Any) -> None:
        """Raises Problem UNKNOWN_DOCUMENT where a session may not ask for this; programs with a token may."""
        if self._alone and actor.session_id is not None and isinstance(text, str) and text not in self._known:
            raise Problem(Code.UNKNOWN_DOCUMENT)
