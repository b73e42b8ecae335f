"""A letter as it goes: plain text in two languages, and the file for the calendar; the same bytes at each try."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from roundtable.letters import words
from roundtable.letters.calendar import Invitee, Meeting, Party, invitation, plain
from roundtable.letters.models import OF_MINUTES, TO_BE_READ, WITHOUT_FILE, Called, LetterKind
from roundtable.letters.words import Language
from roundtable.letters.zones import zone_of

# Seven bits are taken by every mail server.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Recipient:
    """Whoever holds the post that a letter is for, and where it is written to."""

    name: str
    address: str


@dataclass(frozen=True)
class Said:
    """What a letter says: of which conference what, and since when."""

    letter_id: UUID
    kind: LetterKind
    subject_key: UUID
    called: Called
    # When it was to go at first.
    at: datetime


def is_over(called: Called, now: datetime) -> bool:
    """Nobody need hear of it any more."""
    return called.starts_at + timedelta(minutes=called.minutes) <= now


def written(said: Said, to: Recipient, sender: Party) -> bytes:
    """The letter. Its id is made of its row's, so that a mail system can drop one that came twice."""
    message = EmailMessage(_POLICY)
    message["From"] = _address(sender.name, sender.address)
    message["To"] = _address(to.name, to.address)
    message["Subject"] = words.SUBJECTS[said.kind]
    message["Date"] = format_datetime(said.at.astimezone(UTC))
    message["Message-ID"] = f"<{said.letter_id.hex}@{sender.address.rpartition('@')[2]}>"
    # So that nobody's absence is answered to it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(said), cte="quoted-printable")
    if said.kind in WITHOUT_FILE:
        return message.as_bytes()
    meeting = _meeting(said, sender)
    invitee = Invitee(to.name, to.address, said.called.status)
    file = invitation(meeting, invitee)
    # Some programs look for it beside the text, and some among what is attached.
    params = {"charset": "utf-8", "method": meeting.method}
    calendar: dict[str, Any] = {"maintype": "text", "subtype": "calendar", "params": params}
    message.add_alternative(file, **calendar)
    message.add_attachment(file, **calendar, filename=words.FILE_NAME)
    return message.as_bytes()


def _meeting(said: Said, sender: Party) -> Meeting:
    called = said.called
    return Meeting(
        key=said.subject_key,
        sequence=called.sequence,
        summary=words.SUMMARY,
        title=called.title,
        starts_at=called.starts_at,
        minutes=called.minutes,
        time_zone=called.time_zone,
        organizer=sender,
        written_at=said.at,
        place=called.place,
        url=called.url,
        cancelled=said.kind is LetterKind.CONFERENCE_CANCELLED,
    )


def _text(said: Said) -> str:
    return "\n\n".join(_in(language, said) for language in words.LANGUAGES) + "\n"


def _in(language: Language, said: Said) -> str:
    called = said.called
    when = f"{_moment(language, called, called.starts_at)}, {called.minutes} min"
    lines = [language.opening[said.kind], "", plain(called.title), f"{language.when}: {when}"]
    if called.place:
        lines.append(f"{language.where}: {plain(called.place)}")
    if called.due_at:
        until = language.comments if said.kind in OF_MINUTES else language.until
        lines.append(f"{until}: {_moment(language, called, called.due_at)}")
    if called.url and said.kind is not LetterKind.CONFERENCE_CANCELLED:
        page = language.read if said.kind in TO_BE_READ else language.page
        lines.append(f"{page}: {plain(called.url)}")
    return "\n".join([*lines, "", language.closing])


def _moment(language: Language, called: Called, at: datetime) -> str:
    """As the clocks show it where it is."""
    local = at.astimezone(zone_of(called.time_zone))
    return f"{language.day(local)}, {local:%H:%M} ({called.time_zone}, {words.offset_of(local)})"


def _address(name: str, address: str) -> Address:
    return Address(plain(name), addr_spec=address)
