"""A page is read by one statement, whatever in it is empty."""

from roundtable.cases.models import Case
from roundtable.demo import story
from tests.support.table import Table


async def test_a_name_that_is_empty_in_one_place_and_never_in_another_is_not_read_twice(table: Table) -> None:
    corina = await table.by("corina")
    async with table.database.writing() as session:
        # A conference always has a title, a case need not.
        (await session.get_one(Case, story.CASE)).title = None
    await corina.ask("ConferencePage", conferenceId=table.conference_id)

    with table.statements() as sent:
        page = (await corina.ask("ConferencePage", conferenceId=table.conference_id)).data

    assert page["agenda"]["nodes"][0]["case"]["title"] is None
    assert len(sent) == 1
