"""What tests of sharing share: an item's audience, and who finds the item."""

from typing import Any

from tests.messaging.room import page
from tests.support.table import Client, Table

CAST = ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")
GROUNDS = {"purpose": "The hearing", "lawfulBasis": "PUBLIC_TASK", "rationale": "They act at the hearing."}
AUDIENCE = "query ($id: ID!) { thread(id: $id) { audience { id version disclosures { id agency { id } } } } }"


async def audience_of(client: Client, thread: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(AUDIENCE, id=thread)).data["thread"]["audience"]
    return found


async def who_find(table: Table, thread: str) -> list[str]:
    return [key for key in CAST if await page(await table.by(key), thread)]
