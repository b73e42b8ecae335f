"""What is done again and again for as long as a process lives: nothing that happens to one time ends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError


@contextmanager
def lasting(log: Any, failing: str) -> Iterator[None]:
    """Whatever fails in the block is logged as that, by its kind and never by its text; then one goes on.

    A database that is away is foreseen; of all else it is logged as well where it came from.
    """
    try:
        yield
    except (SQLAlchemyError, OSError) as failure:
        log.error(failing, kind=type(failure).__qualname__)
    except Exception:
        # Nobody would begin again what it ended.
        log.exception(failing)
