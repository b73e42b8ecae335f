"""Media types: what a body may come as, and which of ours a client likes best."""

from collections.abc import Sequence

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
EVENT_STREAM = "text/event-stream"


def is_json(content_type: str | None) -> bool:
    """Whether a body is declared to be JSON in UTF-8, which JSON is when nothing is said."""
    kind, parameters = _parse(content_type or "")
    return kind == PLAIN_JSON and parameters.get("charset", "utf-8") == "utf-8"


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered type that an Accept header wants most, the first of equals; None where it wants none of them."""
    if accept is None or not accept.strip():
        return offered[0]
    ranges = dict(_wanted(part) for part in accept.split(","))
    liked = {media: _liking(media, ranges) for media in offered}
    best = max(offered, key=liked.__getitem__)
    return best if liked[best] > 0 else None


def _liking(media: str, ranges: dict[str, float]) -> float:
    """By the most particular range that covers it."""
    covering = (media, media.partition("/")[0] + "/*", "*/*")
    return next((ranges[range_] for range_ in covering if range_ in ranges), 0.0)


def _wanted(part: str) -> tuple[str, float]:
    kind, parameters = _parse(part)
    try:
        return kind, float(parameters.get("q", "1"))
    except ValueError:
        return kind, 0.0


def _parse(text: str) -> tuple[str, dict[str, str]]:
    """A type and its parameters, quoted or not."""
    kind, *parameters = text.lower().split(";")
    named = (parameter.partition("=") for parameter in parameters)
    return kind.strip(), {name.strip(): value.strip().strip('"') for name, _, value in named}
