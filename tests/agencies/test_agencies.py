"""The list of the network's agencies."""

from itertools import chain

from roundtable.demo.cast import AGENCIES
from tests.support.table import Table

NAMES = """
query ($type: [AgencyType!], $first: Int! = 20, $after: String) {
  agencies(type: $type, first: $first, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
}
"""


async def test_all_are_listed_each_once_page_by_page(table: Table) -> None:
    horia, pages, after = await table.by("horia"), list[list[str]](), None
    while True:
        page = (await horia.ask(NAMES, first=4, after=after)).data["agencies"]
        pages.append([agency["name"] for agency in page["nodes"]])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert [len(names) for names in pages] == [4, 4, 1]
    assert sorted(chain(*pages)) == sorted(agency.name for agency in AGENCIES.values())
    whole = (await horia.ask(NAMES)).data["agencies"]["nodes"]
    assert [agency["name"] for agency in whole] == list(chain(*pages))


async def test_they_are_filtered_by_kind(table: Table) -> None:
    ana = await table.by("ana")

    async def of(*kinds: str) -> set[str]:
        return {agency["name"] for agency in (await ana.ask(NAMES, type=list(kinds))).data["agencies"]["nodes"]}

    assert await of("POLICE") == {"Cluj County Police", "Iași County Police"}
    assert await of("POLICE", "NGO") == {"Cluj County Police", "Iași County Police", "Casa Speranței"}
    assert await of("SHELTER") == set()


async def test_the_page_s_own_choices_are_the_same(table: Table) -> None:
    ana = await table.by("ana")

    shown = (await ana.ask("AgencyChoices")).data["agencies"]["nodes"]

    assert {agency["id"] for agency in shown} == {table.agency_id(key) for key in AGENCIES}


async def test_who_is_not_signed_in_is_listed_none(table: Table) -> None:
    answer = await table.stranger().ask("AgencyChoices")

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_bad_arguments_are_refused(table: Table) -> None:
    ana = await table.by("ana")

    assert (await ana.ask(NAMES, type=["CIRCUS"])).codes == ["INVALID_OPERATION"]
    assert (await ana.ask(NAMES, first=0)).codes == ["INVALID_PAGE_SIZE"]
    assert (await ana.ask(NAMES, after="forged")).codes == ["INVALID_CURSOR"]
