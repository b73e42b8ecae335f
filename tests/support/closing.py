"""Bringing a conference to its end by the requests of who leads it: what it takes before it can be closed."""

from typing import Any

from tests.support.table import Client


async def _done(client: Client, operation: str, **given: Any) -> dict[str, Any]:
    payload = await client.act(operation, **given)
    assert payload["problems"] == [], payload["problems"]
    found: dict[str, Any] = next(value for name, value in payload.items() if name != "problems")
    return found


async def ended(client: Client, conference_id: str) -> None:
    """The meeting is over: what was heard is concluded, and the rest of the agenda put off."""
    agenda = (await client.ask("ConferencePage", conferenceId=conference_id)).data["agenda"]["nodes"]
    for item in agenda:
        if item["currentSince"]:
            await _done(client, "ConcludeAgendaItem", agendaItemId=item["id"])
        elif item["status"] == "ACCEPTED":
            await _done(client, "DeferAgendaItem", agendaItemId=item["id"], reason="No time was left.")
    await _done(client, "EndConference", conferenceId=conference_id)


async def with_minutes(client: Client, conference_id: str, *, over: bool = False) -> str:
    """It is over, if it was not before, and its minutes stand; answers these."""
    if not over:
        await ended(client, conference_id)
    minutes = str((await _done(client, "DraftMinutes", conferenceId=conference_id, language="EN"))["id"])
    circulated = await _done(client, "CirculateMinutes", minutesId=minutes, quorum=1)
    await _done(client, "ApproveMinutes", minutesId=minutes, revision=circulated["revision"])
    await _done(client, "AdoptMinutes", minutesId=minutes)
    return minutes


async def closed(client: Client, conference_id: str, *, over: bool = False) -> None:
    await with_minutes(client, conference_id, over=over)
    await _done(client, "CloseConference", conferenceId=conference_id)
