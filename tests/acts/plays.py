"""Every mutation of the schema as it takes effect: what is done before it, who sends it, and with what."""

from collections.abc import Awaitable, Callable

from tests.acts import administering, assessing, conferring, incidents, minuting, protecting, seating, sharing, working
from tests.acts.stage import Given, Stage

# Prepares, and answers who sends which input.
Play = Callable[[Stage], Awaitable[tuple[str, Given]]]

PLAYS: dict[str, Play] = {**working.PLAYS, **sharing.PLAYS, **seating.PLAYS, **administering.PLAYS, **assessing.PLAYS}
PLAYS |= conferring.PLAYS | incidents.PLAYS
PLAYS |= minuting.PLAYS
PLAYS |= protecting.PLAYS


def operation_of(mutation: str) -> str:
    """The page's own operation file."""
    return mutation[0].upper() + mutation[1:]
