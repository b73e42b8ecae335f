"""What the generated worlds rest on: each enforcement can be taken away, and then the other alone still holds."""

from typing import Any

import pytest

from tests.access.conftest import take_filter_away, without_policies
from tests.support.servers import Postgres
from tests.support.table import open_table

pytestmark = pytest.mark.postgres

SEEN = "query Seen($id: ID!) { case(id: $id) { id } cases(first: 1) { nodes { id } } node(id: $id) { id } }"
NOTHING: dict[str, Any] = {"case": None, "cases": {"nodes": []}, "node": None}


@pytest.mark.parametrize(("policies", "filtered"), [(True, True), (True, False), (False, True), (False, False)])
async def test_only_without_both_does_a_stranger_see_a_case(
    postgres: Postgres, postgres_template: str, policies: bool, filtered: bool
) -> None:
    name = await postgres.create_database(template=postgres_template)
    if not policies:
        await postgres.execute(*without_policies(), database=name)
    async with open_table(postgres.urls(name).app) as table:
        if not filtered:
            take_filter_away(table.services.reader)
        horia = await table.by("horia")
        answer = await horia.ask(SEEN, id=table.case_id)

    assert (answer.data == NOTHING) is (policies or filtered)
