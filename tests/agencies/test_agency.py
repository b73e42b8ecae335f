"""Reading one agency: the directory is open to all who sign in, and tells nothing of cases."""

from roundtable.agencies.models import AgencyUnit
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import nothing
from tests.support.table import Table

AGENCY = "query ($id: ID!) { agency(id: $id) { id name type county active units { name } } }"


async def test_anyone_signed_in_reads_an_agency_with_its_units_by_name(table: Table) -> None:
    police = AGENCIES["police"].id
    await table.add(*(AgencyUnit(agency_id=police, name=name) for name in ("Station 3", "Station 1", "Station 2")))

    for client in (await table.by("ana"), await table.by("horia"), await table.by_script()):
        answer = await client.ask(AGENCY, id=table.agency_id("police"))
        assert answer.data["agency"] == {
            "id": table.agency_id("police"),
            "name": "Cluj County Police",
            "type": "POLICE",
            "county": "Cluj",
            "active": True,
            "units": [{"name": "Station 1"}, {"name": "Station 2"}, {"name": "Station 3"}],
        }


async def test_who_is_not_signed_in_reads_none(table: Table) -> None:
    answer = await table.stranger().ask(AGENCY, id=table.agency_id("police"))

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_an_agency_that_is_not_there_is_null_and_a_wrong_id_is_told(table: Table) -> None:
    ana = await table.by("ana")

    assert (await ana.ask(AGENCY, id=nothing("agency"))).body["data"] == {"agency": None}
    for wrong in ("", "police", table.case_id, table.agency_id("police")[:-1]):
        assert (await ana.ask(AGENCY, id=wrong)).codes == ["INVALID_ID"]


async def test_the_directory_leads_to_no_case(table: Table) -> None:
    horia = await table.by("horia")
    fields = (await horia.ask('{ __type(name: "Agency") { fields { name } } }')).data["__type"]["fields"]

    assert {field["name"] for field in fields} == {"id", "name", "type", "county", "active", "units"}
