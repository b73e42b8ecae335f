"""The demo does what the application does: what follows by a rule from what its cast did is there."""

from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from tests.incidents.room import incidents
from tests.repeats.room import repeats
from tests.support.databases import ORIGIN
from tests.support.table import Table


async def test_a_repeat_stands_on_the_agenda_of_the_conference_to_come(table: Table) -> None:
    services = table.services
    await story.clear(table.database)

    await story.load(table.database, f"{ORIGIN}{DEMO_PATH}", services.clock.now(), services.vault)

    corina, ana = await table.by("corina"), await table.by("ana")
    items = [each["agendaItem"] for each in await repeats(corina)]
    assert [(item["status"], item["criterion"], item["conference"]["title"]) for item in items] == [
        ("PROPOSED", "REPEAT", "Weekly case conference")
    ] * 2
    assert len(await incidents(ana, table)) == 3
    assert await repeats(ana) == []
