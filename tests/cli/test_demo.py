"""`roundtable demo`: loading is harmless to repeat, resetting begins again, and neither touches real data."""

import sqlite3
from contextlib import closing

import pytest

from roundtable.demo.cast import PEOPLE
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow
REFUSED = "This is for the demo only: set ROUNDTABLE_DEMO=1 where no real data is.\n"


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(url.partition(":///")[2])) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def test_a_demo_that_is_loaded_is_left_as_it_is(command: Command, seated: str) -> None:
    before = rows(seated)
    done = command("demo", "load", demo="1", database_url=seated)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The demo cast is seated.\n", "")
    assert rows(seated) == before


# At another address the provider is another: everyone may enter by it, too.
@pytest.mark.parametrize(
    ("origin", "entering"), [("http://127.0.0.1:8000", (0, 0)), ("http://127.0.0.1:8001", (len(PEOPLE), 1))]
)
def test_who_joined_the_cast_since_it_was_loaded_is_seated_too(
    command: Command, seated: str, origin: str, entering: tuple[int, int]
) -> None:
    before = rows(seated)
    with closing(sqlite3.connect(seated.partition(":///")[2])) as connection, connection:
        for table, column in (("login", "practitioner_id"), ("membership", "practitioner_id"), ("practitioner", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [PEOPLE["gelu"].id.hex])  # noqa: S608
    people, scripts = entering
    # Who was not there is told of to the one provider that serves now.
    logins = before["login"] + (people - 1 if people else 0)

    done = command("demo", "load", demo="1", database_url=seated, public_origin=origin)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The demo cast is seated.\n", "")
    assert rows(seated) == before | {"login": logins, "service_binding": before["service_binding"] + scripts}


def test_a_reset_begins_again_with_the_same_story(command: Command, seated: str) -> None:
    assert command("demo", "reset", demo="1", database_url=seated).returncode == 0
    before = rows(seated)
    assert before["participant_identity"] == before["case_participant"]
    with closing(sqlite3.connect(seated.partition(":///")[2])) as connection:
        connection.execute("UPDATE message SET body = 'overwritten'")
        connection.execute("DELETE FROM task_transition")
        connection.commit()
    done = command("demo", "reset", demo="1", database_url=seated)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The demo begins again.\n", "")
    assert rows(seated) == before
    with closing(sqlite3.connect(seated.partition(":///")[2])) as connection:
        assert connection.execute("SELECT count(*) FROM message WHERE body = 'overwritten'").fetchone() == (0,)


@pytest.mark.parametrize("what", ["load", "reset"])
def test_without_the_demo_setting_nothing_is_touched(command: Command, seated: str, what: str) -> None:
    before = rows(seated)
    done = command("demo", what, database_url=seated)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", REFUSED)
    assert rows(seated) == before


def test_a_demo_is_not_loaded_into_a_database_without_tables(command: Command) -> None:
    done = command("demo", "load", demo="1", database_url="sqlite+aiosqlite:///empty.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not up to date: run `roundtable migrate` first.\n"


def test_migrating_makes_the_folder_and_may_be_repeated(command: Command) -> None:
    for _ in range(2):
        done = command("migrate", database_url="sqlite+aiosqlite:///data/here/roundtable.db")
        assert (done.returncode, done.stdout, done.stderr) == (0, "The database is up to date.\n", "")
