"""What tests of letters share: leaving one as an act does, a post office, and what became of each letter."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from roundtable.agencies.models import Membership
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.letters.commands import send
from roundtable.letters.mail_server import MailServer
from roundtable.letters.models import Called, Letter, LetterKind
from roundtable.letters.post_office import PostOffice
from tests.letters.mailbox import SENDER, Mailbox, server_of
from tests.letters.meetings import KEY
from tests.support.table import Table

INVITED, CHANGED = LetterKind.CONFERENCE_INVITATION, LetterKind.CONFERENCE_CHANGED
CANCELLED, REMINDER = LetterKind.CONFERENCE_CANCELLED, LetterKind.CONFERENCE_REMINDER
HELO = "roundtable.example"

Row = dict[str, Any]
# Who is written to, of what kind, and what else is said.
Left = tuple[str, LetterKind, dict[str, Any]]


def called(table: Table, **other: Any) -> Called:
    """In a month, unless said otherwise."""
    usual: dict[str, Any] = {
        "title": "Ședința din martie",
        "starts_at": (table.services.clock.now() + timedelta(days=30)).replace(microsecond=0),
        "minutes": 90,
        "time_zone": "Europe/Bucharest",
        "place": "Cluj, sala 2",
        "url": "/conferences/c1",
    }
    return Called(**{**usual, **other})


async def leave(
    table: Table,
    to: str = "ana",
    kind: LetterKind = INVITED,
    about: UUID = KEY,
    not_before: datetime | None = None,
    **other: Any,
) -> None:
    """A letter, as Corina's act leaves it."""
    await leave_all(table, (to, kind, {"about": about, "not_before": not_before, **other}))


async def leave_all(table: Table, *letters: Left) -> None:
    """Letters of one act, in this order."""
    services = table.services
    async with services.database.writing() as session:
        work = await Work.begin(session, story.actor("corina"), services.clock.now())
        for to, kind, given in letters:
            other = {"about": KEY, "not_before": None, **given}
            about, not_before = other.pop("about"), other.pop("not_before")
            send(work, PEOPLE[to].posts[0].id, kind, about, called(table, **other), not_before)


def office(table: Table, mailbox: Mailbox | MailServer | None) -> PostOffice:
    """One more that sends, with a mail server or none."""
    server = server_of(mailbox) if isinstance(mailbox, Mailbox) else mailbox
    services = table.services
    return PostOffice(services.database, services.clock, (server, SENDER) if server else None, f"https://{HELO}")


async def work(table: Table, mailbox: Mailbox | MailServer) -> None:
    """One round of a post office."""
    await office(table, mailbox).work()


async def rows(table: Table) -> list[Row]:
    """Every letter there is, in the order in which they were left, as nobody who acts may see them."""
    letter = table_of(Letter)
    async with table.database.reading() as connection:
        found = await connection.execute(select(letter).order_by(letter.c.made_at, letter.c.id))
        return [dict(row) for row in found.mappings()]


async def row(table: Table) -> Row:
    (only,) = await rows(table)
    return only


async def fates(table: Table) -> list[str | None]:
    """Of each letter: that it was sent, why it never will, or None where it waits."""
    return ["sent" if each["sent_at"] else each["failure"] if each["failed_at"] else None for each in await rows(table)]


async def addressed(table: Table, key: str, email: str | None, **also: Any) -> None:
    """Where letters to one of the cast go."""
    post = table_of(Membership)
    changed = update(post).where(post.c.id == PEOPLE[key].posts[0].id).values(email=email, **also)
    async with table.database.writing() as session:
        await session.execute(changed)


def later(table: Table, **span: float) -> None:
    table.services.clock.shift += timedelta(**span)
