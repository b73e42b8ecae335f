"""An object is made of a row also where nothing else has asked for its model yet."""

import subprocess
import sys

FIRST = """
from uuid import UUID
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from roundtable.agencies.models import Agency
from roundtable.core.loading import loaded
from roundtable.core.tables import table_of
session = AsyncSession(create_async_engine("sqlite+aiosqlite://"))
agency = loaded(session, Agency, [UUID(int=1)] + [None] * (len(table_of(Agency).c) - 1))
assert agency in session and agency.id == UUID(int=1) and not session.dirty
"""


def test_in_a_new_process_the_first_thing_may_be_to_make_one() -> None:
    subprocess.run([sys.executable, "-c", FIRST], check=True)
