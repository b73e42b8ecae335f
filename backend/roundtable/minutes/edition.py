"""One reader's edition of minutes as a page of its own: of what was read for them, and nothing else."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from roundtable.core.tables import instant_of
from roundtable.minutes.models import ExportFormat, MinutesLanguage
from roundtable.minutes.printed import LANGUAGES, Printed

_HERE = Path(__file__).parent
# What an export is made of, read by the reader for whoever takes it out.
DOCUMENT = (_HERE / "edition.graphql").read_text()
_MOMENTS = {
    *("exportedAt", "circulatedAt", "approvedAt", "supersededAt", "scheduledAt", "beganAt", "endedAt"),
    *("arrivedAt", "leftAt", "withdrawnAt", "dueAt"),
}


def page(export: dict[str, Any]) -> str:
    """HTML of what the document's `node` answered; on paper it says on each page for whom it was printed, and when."""
    read = _with_moments(export)
    minutes, conference = read["minutes"], read["minutes"]["conference"]
    printed = LANGUAGES[MinutesLanguage(minutes["language"])]
    there = conference["attendance"]
    style = (_HERE / "pages" / "paper.css").read_text()
    if read["format"] == ExportFormat.PDF:
        style += _margins(printed, read)
    rendered: str = _template().render(
        printed=printed,
        h=printed.headings,
        style=style,
        minutes=minutes,
        conference=conference,
        reader=read["exportedBy"],
        at=read["exportedAt"],
        present=[one for one in there if one["status"] == "PRESENT"],
        absent=[one for one in there if one["status"] != "PRESENT"],
        declined=[one for one in conference["agencies"] if one["state"] != "ACCEPTED"],
    )
    return rendered


def _margins(printed: Printed, read: dict[str, Any]) -> str:
    """What stands in the margins of each page: whose it is, since when, and which page of how many."""
    reader, minutes = read["exportedBy"], read["minutes"]
    name = (reader["practitioner"] or {}).get("fullName") or reader["title"] or "—"
    at = printed.moment(read["exportedAt"], minutes["conference"]["timeZone"])
    whose = f"{printed.headings['confidential']} · {name}, {reader['agency']['name']} · {at}"
    state = f"{printed.value(minutes['state'])} · {printed.headings['version']} {minutes['number']}"
    page, of = printed.headings["page"], printed.headings["of"]
    return (
        "@page { size: A4; margin: 22mm 18mm 20mm 24mm; "
        'font: 8pt "DejaVu Sans", sans-serif; color: #555; '
        f"@top-left {{ content: {_quoted(state)}; }} "
        f"@top-right {{ content: {_quoted(printed.headings['confidential'])}; }} "
        f"@bottom-left {{ content: {_quoted(whose)}; }} "
        f"@bottom-right {{ content: {_quoted(page + ' ')} counter(page) {_quoted(' ' + of + ' ')} counter(pages); }} "
        f"@left-middle {{ content: {_quoted(whose)}; transform: rotate(-90deg); white-space: nowrap; "
        "width: 240mm; margin: 0 -108mm; text-align: center; font-size: 12pt; color: #888; } }"
    )


def _quoted(text: str) -> str:
    """A string of CSS: every character that is no letter, digit or space is escaped by its number."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


def _with_moments(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_moments(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_moments(inner) for inner in value]
    if isinstance(value, str) and name in _MOMENTS:
        return instant_of(value)
    assert not isinstance(value, datetime), name
    return value


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("minutes.html")
