"""GraphiQL, in the demo: for who builds on the schema, and asks what the page does not."""

import pytest
from playwright.async_api import expect

from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE_ONLY = "0"


async def test_graphiql_describes_the_schema_answers_as_who_is_signed_in_and_asks_nobody_else(house: House) -> None:
    ana = await house.person("ana", "/graphql")
    await ana.get_by_role("button", name="Show Documentation Explorer").click()
    await ana.get_by_role("link", name="Query").click()
    await expect(ana.get_by_text("What one may not see answers like what is not there.")).to_be_visible()

    await ana.get_by_role("button", name="Execute query").click()
    await expect(ana.get_by_label("Result Window")).to_contain_text("Cluj County Police")
    assert house.complaints == []
    await ana.context.close()
