"""What letters say, in English and in Romanian: nobody's language is known, so each letter has both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from roundtable.letters.models import LetterKind

_K = LetterKind
# What is shown of a letter that nobody has opened: that a conference is called, and nothing of it.
SUBJECTS: Mapping[LetterKind, str] = {
    _K.CONFERENCE_INVITATION: "Conference: invitation · Conferință: invitație",
    _K.CONFERENCE_CHANGED: "Conference: changed · Conferință: modificată",
    _K.CONFERENCE_CANCELLED: "Conference: cancelled · Conferință: anulată",
    _K.CONFERENCE_REMINDER: "Conference: reminder · Conferință: reamintire",
    _K.CONFERENCE_ALERT: "Conference: URGENT · Conferință: URGENT",
    _K.ATTENDEE_REQUESTED: "Conference: somebody is asked for · Conferință: este solicitată o persoană",
    _K.RETURNS_REMINDER: "Conference: your answer is awaited · Conferință: se așteaptă răspunsul dumneavoastră",
    _K.RETURNS_OVERDUE: "Conference: answers are overdue · Conferință: răspunsuri restante",
    _K.MINUTES_CIRCULATED: "Conference: minutes to approve · Conferință: proces-verbal de aprobat",
    _K.MINUTES_APPROVED: "Conference: minutes approved · Conferință: proces-verbal aprobat",
    _K.MINUTES_CORRECTED: "Conference: minutes corrected · Conferință: proces-verbal corectat",
}
# The same of a calendar.
SUMMARY = "Conference · Conferință"
FILE_NAME = "conference.ics"


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    opening: Mapping[LetterKind, str]
    when: str
    where: str
    until: str
    comments: str
    page: str
    read: str
    closing: str
    # A day, its weekday, its month, and the year; Monday and January come first.
    date: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def day(self, local: datetime) -> str:
        names = {"weekday": self.weekdays[local.weekday()], "month": self.months[local.month - 1]}
        return self.date.format(day=local.day, year=local.year, **names)


ENGLISH = Language(
    opening={
        _K.CONFERENCE_INVITATION: "You are invited to a conference.",
        _K.CONFERENCE_CHANGED: "A conference that you are invited to has changed.",
        _K.CONFERENCE_CANCELLED: "A conference that you were invited to has been cancelled.",
        _K.CONFERENCE_REMINDER: "A conference that you are invited to is coming up.",
        _K.CONFERENCE_ALERT: "You are called to an urgent conference. Please answer at once.",
        _K.ATTENDEE_REQUESTED: "Your agency is asked for somebody who comes to a conference.",
        _K.RETURNS_REMINDER: "Your agency has not said yet what it was asked for a conference.",
        _K.RETURNS_OVERDUE: "Answers that were asked for a conference are overdue.",
        _K.MINUTES_CIRCULATED: "The minutes of a conference wait for your comments and your agency's approval.",
        _K.MINUTES_APPROVED: "The minutes of a conference have been approved.",
        _K.MINUTES_CORRECTED: "The minutes of a conference have been corrected, and the correction has been approved.",
    },
    when="When",
    where="Where",
    until="Answers until",
    comments="Comments until",
    page="Answer here",
    read="Read them here",
    closing="What is written to this address is not read.",
    date="{weekday}, {day} {month} {year}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
)
ROMANIAN = Language(
    opening={
        _K.CONFERENCE_INVITATION: "Vă invităm la o conferință.",
        _K.CONFERENCE_CHANGED: "O conferință la care v-am invitat a fost modificată.",
        _K.CONFERENCE_CANCELLED: "O conferință la care v-am invitat a fost anulată.",
        _K.CONFERENCE_REMINDER: "Urmează o conferință la care v-am invitat.",
        _K.CONFERENCE_ALERT: "Sunteți chemat la o conferință urgentă. Vă rugăm să răspundeți imediat.",
        _K.ATTENDEE_REQUESTED: "Instituția dumneavoastră este rugată să numească pe cineva care vine la o conferință.",
        _K.RETURNS_REMINDER: "Instituția dumneavoastră nu a răspuns încă la ce i s-a cerut pentru o conferință.",
        _K.RETURNS_OVERDUE: "Răspunsurile cerute pentru o conferință sunt restante.",
        _K.MINUTES_CIRCULATED: (
            "Procesul-verbal al unei conferințe așteaptă observațiile dumneavoastră și aprobarea instituției."
        ),
        _K.MINUTES_APPROVED: "Procesul-verbal al unei conferințe a fost aprobat.",
        _K.MINUTES_CORRECTED: "Procesul-verbal al unei conferințe a fost corectat, iar corectarea a fost aprobată.",
    },
    when="Când",
    where="Unde",
    until="Răspunsuri până la",
    comments="Observații până la",
    page="Răspundeți aici",
    read="Citiți-l aici",
    closing="Mesajele scrise la această adresă nu sunt citite.",
    date="{weekday}, {day} {month} {year}",
    weekdays=("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"),
    months=(
        *("ianuarie", "februarie", "martie", "aprilie", "mai", "iunie"),
        *("iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"),
    ),
)
LANGUAGES = (ENGLISH, ROMANIAN)


def offset_of(local: datetime) -> str:
    """How far clocks there are from UTC, as `UTC+02:00`."""
    offset = local.utcoffset() or timedelta()
    minutes = round(abs(offset).total_seconds() / 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
