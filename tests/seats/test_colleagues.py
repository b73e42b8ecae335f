"""Whom of one's agency one may name: who works on cases there, and nobody else."""

from roundtable.core.actor import Role
from tests.seats.chairs import colleague, in_role
from tests.support.table import Client, Table


async def names(client: Client, table: Table) -> list[str]:
    """The colleagues among whom one may choose."""
    answer = (await client.ask("CaseSeats", caseId=table.case_id)).data
    return [post["practitioner"]["fullName"] for post in answer["colleagues"]["nodes"]]


async def test_colleagues_are_those_of_one_s_agency_who_work_on_cases_by_name(table: Table) -> None:
    horia = await colleague(table, "felicia")

    assert await names(horia, table) == ["Felicia", "Horia", "Ilie"]
    assert await names(await table.by("felicia"), table) == ["Felicia", "Horia", "Ilie"]


async def test_who_audits_or_administers_is_nobody_to_name(table: Table) -> None:
    assert await names(await table.by("corina"), table) == ["Corina"]
    await in_role(table, "ilie", Role.AGENCY_ADMIN)
    assert await names(await table.by("felicia"), table) == ["Felicia"]


async def test_a_script_is_nobody_to_name_and_one_acts_for_one_agency_at_a_time(table: Table) -> None:
    assert await names(await table.by("dalia"), table) == ["Dalia"]
    assert await names(await table.by("corina", post=1), table) == ["Corina"]
