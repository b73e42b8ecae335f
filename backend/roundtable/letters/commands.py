"""Asking for a letter to be sent, by whoever calls a conference, changes it, calls it off, or brings in its minutes."""

from datetime import datetime
from uuid import UUID

from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.letters.models import Called, Failure, Letter, LetterKind


def send(
    work: Work,
    membership_id: UUID,
    kind: LetterKind,
    subject_key: UUID,
    called: Called,
    not_before: datetime | None = None,
) -> None:
    """Leave a letter to a post, in the transaction of the act: it goes if that commits, whatever dies meanwhile.

    Where a newer one about the same stands, older ones to the same post that have not gone never do; so an act that
    leaves several says them in the order in which they are to be read. A reminder supersedes reminders alone, and
    waits for what was said before it.
    """
    letter = Letter(
        to_membership_id=membership_id,
        kind=kind,
        subject_key=subject_key,
        payload=called.kept(),
        made_at=work.now,
        not_before=not_before,
        next_try_at=not_before or work.now,
    )
    work.add(letter)


async def take_back(work: Work, subject_key: UUID, kind: LetterKind) -> None:
    """Letters of a kind about something that have not gone never do; one that is just being sent may still arrive."""
    own = table_of(Letter)
    waits = (own.c.subject_key == subject_key, own.c.kind == kind, own.c.sent_at.is_(None), own.c.failed_at.is_(None))
    async with work.reaching(Reach.LETTERS):
        for letter in await work.reached(Letter, *waits):
            letter.failed_at, letter.failure, letter.payload = work.now, Failure.SUPERSEDED, {}
