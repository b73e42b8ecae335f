"""The era that the database is in is another after each restoration, whatever a clock says."""

from datetime import UTC, datetime, timedelta

from roundtable.core.restoration import Restoration, era
from tests.support.table import Table


async def test_each_restoration_begins_an_era_though_clocks_go_back(table: Table) -> None:
    now = datetime.now(UTC)
    eras = [await era(table.database)]
    for moment in (now, now - timedelta(days=1), now - timedelta(days=1)):
        await table.add(Restoration(at=moment))
        eras.append(await era(table.database))

    assert eras[0] == ""
    assert len(set(eras)) == 4
