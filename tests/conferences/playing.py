"""What whole conferences that are played share: their acts, and editions of minutes beside those written beforehand."""

import re
from pathlib import Path

from tests.conferences.many import SPEAKERS
from tests.conferences.meeting import Meeting
from tests.conferences.paper import blocks_of

EXPECTED = Path(__file__).parent / "expected"


async def asked_of(meeting: Meeting, item: str, agency: str) -> str:
    meeting.item = item
    key: str = (await meeting.asked(SPEAKERS[agency], agency))["id"]
    return key


async def decide(meeting: Meeting, item: str, text: str, why: str) -> str:
    given = {"agendaItemId": item, "text": text, "rationale": why}
    key: str = (await meeting.done("corina", "RecordDecision", **given))["decision"]["id"]
    return key


async def edition(meeting: Meeting, key: str, minutes: str) -> str:
    """Somebody's edition as plain text, a line for each block, without the moments that differ from play to play."""
    made = await meeting.done(key, "ExportMinutes", minutesId=minutes, format="HTML")
    response = await (await meeting.by(key)).http.post(f"/minutes-exports/{made['minutesExport']['id']}")
    text = blocks_of(response.text)
    text = re.sub(r"\w+, \d+ \w+ \d{4}, \d\d:\d\d", "DATE", text)
    text = re.sub(r"\d\d:\d\d", "HOUR", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", text)


def expected(name: str) -> str:
    return (EXPECTED / f"{name}.txt").read_text()
