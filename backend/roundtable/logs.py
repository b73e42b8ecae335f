"""Structured logs: lines of JSON, or readable ones in development. Ids and counts, never content."""

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog

from roundtable.settings import Settings


def configure(settings: Settings) -> None:
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    readable = settings.development or settings.demo
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if readable else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_texts,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # What libraries log goes the same way as ours.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler])


class _Plain(logging.Formatter):
    """The standard library's records, with exceptions told as in ours."""

    def formatException(  # noqa: N802 - the standard library's name
        self, ei: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
    ) -> str:
        return told(ei[1])


def _without_texts(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exception()
    if isinstance(failure, BaseException):
        event["exception"] = told(failure)
    return event


def told(failure: BaseException | None) -> str:
    """What kind of exception it was, and where: its text, and its causes' texts, may hold content."""
    return "\n".join(line for cause in _causes(failure) for line in _lines(cause))


def _lines(failure: BaseException) -> Iterator[str]:
    yield f"{type(failure).__module__}.{type(failure).__qualname__}"
    for frame in traceback.extract_tb(failure.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    """The exception and what led to it; a chain that bites its tail is followed once."""
    met: set[int] = set()
    while failure is not None and id(failure) not in met:
        met.add(id(failure))
        yield failure
        failure = failure.__cause__ or failure.__context__
