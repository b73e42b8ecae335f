"""`roundtable audit`: verifies the record, signs heads, writes it out; what was changed is named."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from roundtable.core.actor import Actor, Role
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import new_id
from roundtable.demo import story
from tests.cli.conftest import Command
from tests.support.table import AUDIT_KEY

pytestmark = pytest.mark.slow
SIGNED = {"audit_key": AUDIT_KEY}


async def _read(url: str, count: int) -> None:
    """So many reads of the case, each on the record."""
    database = Database(url, pool_size=1)
    recorder = Recorder(database, Clock(), SigningKey(AUDIT_KEY))
    actor = Actor(new_id(), new_id(), Role.PRACTITIONER)
    async with recorder.writing() as recording:
        for _ in range(count):
            await recording.record([Note(EntryKind.READ, actor, "CasePage", "f" * 64, {story.CASE: []})])
    await database.close()


def _run(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.partition("///")[2])) as database, database:
        for statement in statements:
            database.execute(statement)


async def test_a_record_in_order_is_said_to_be_so_and_a_changed_entry_is_named(seated: str, command: Command) -> None:
    await _read(seated, 3)
    assert command("audit", "publish", database_url=seated, **SIGNED).returncode == 0

    done = command("audit", "verify", database_url=seated, **SIGNED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "3 entries in 1 chains, 1 heads, 0 kept by witnesses.\nAll is in order. 0 entries came after the last head.\n"
    )

    _run(seated, "UPDATE record_entry SET operation = 'MyCases' WHERE number = 2")
    done = command("audit", "verify", database_url=seated, **SIGNED)
    assert done.returncode == 1
    assert done.stderr.startswith("entry 2 of chain ")


async def test_a_record_that_was_cut_back_with_its_heads_is_found_by_what_an_agency_kept(
    seated: str, command: Command, tmp_path: Path
) -> None:
    await _read(seated, 1)
    command("audit", "publish", database_url=seated, **SIGNED)
    await _read(seated, 1)
    (tmp_path / "kept").write_text(command("audit", "publish", database_url=seated, **SIGNED).stdout)
    verify = ("audit", "verify", "--witness", str(tmp_path / "kept"))
    assert command(*verify, database_url=seated, **SIGNED).returncode == 0

    _run(
        seated,
        "DELETE FROM record_head WHERE number = 2",
        "DELETE FROM record_case WHERE entry_id = (SELECT max(id) FROM record_entry)",
        "DELETE FROM record_entry WHERE id = (SELECT max(id) FROM record_entry)",
    )

    assert command("audit", "verify", database_url=seated, **SIGNED).returncode == 0
    done = command(*verify, database_url=seated, **SIGNED)
    assert (done.returncode, done.stderr) == (1, "head 2: it is missing, and a witness has 2\n")


async def test_another_key_holds_for_nothing(seated: str, command: Command) -> None:
    await _read(seated, 2)

    done = command("audit", "verify", database_url=seated, audit_key="ab" * 32)

    assert done.returncode == 1
    assert "entry 1 of chain" in done.stderr


async def test_what_is_no_witness_is_refused(seated: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("[1]\n")

    done = command("audit", "verify", "--witness", str(tmp_path / "kept"), database_url=seated, **SIGNED)

    assert done.returncode == 1
    assert done.stderr.startswith("A witness cannot be read: ")


async def test_the_record_is_written_out_one_entry_a_line(seated: str, command: Command) -> None:
    await _read(seated, 2)

    done = command("audit", "export", database_url=seated, **SIGNED)

    entries = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(entry["kind"], entry["operation"], entry["cases"]) for entry in entries] == [
        ("READ", "CasePage", {f"case_{story.CASE.hex}": []})
    ] * 2
    assert [entry["number"] for entry in entries] == [1, 2]


def test_a_key_is_made_beside_the_data_for_its_owner_s_eyes_only(seated: str, command: Command, tmp_path: Path) -> None:
    assert command("audit", "verify", database_url=seated).returncode == 0

    key = tmp_path / "audit.key"
    assert (key.stat().st_mode & 0o777, len(key.read_text())) == (0o600, 64)


def test_a_key_of_another_form_is_refused(seated: str, command: Command) -> None:
    done = command("audit", "verify", database_url=seated, audit_key="short")

    assert done.returncode == 2
    wanted = "it must be 64 hexadecimal digits, such as `openssl rand -hex 32` makes"
    assert done.stderr == f"ROUNDTABLE_AUDIT_KEY: {wanted}\n"


async def test_the_key_is_changed_and_what_the_old_one_signed_still_holds(
    seated: str, command: Command, tmp_path: Path
) -> None:
    await _read(seated, 2)
    (tmp_path / "kept").write_text(command("audit", "publish", database_url=seated, **SIGNED).stdout)
    old = command("audit", "key", database_url=seated, **SIGNED).stdout.strip()
    assert old == SigningKey(AUDIT_KEY).public.text

    changed = {"database_url": seated, "audit_key": "ab" * 32, "audit_former_keys": old}
    done = command("audit", "verify", "--witness", str(tmp_path / "kept"), **changed)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(command("audit", "publish", **changed).stdout)["key"] == old
    assert command("audit", "key", **changed).stdout.strip() != old


@pytest.mark.parametrize(
    ("former", "said"),
    [
        ("ab" * 16, "ROUNDTABLE_AUDIT_FORMER_KEYS: they must be 64 hexadecimal digits each"),
        (SigningKey(AUDIT_KEY).public.text, "The keys of the record do not fit: a key that signed the record before"),
    ],
)
def test_former_keys_that_do_not_fit_are_refused(seated: str, command: Command, former: str, said: str) -> None:
    done = command("audit", "verify", database_url=seated, audit_former_keys=former, **SIGNED)

    assert done.returncode != 0
    assert done.stderr.startswith(said)
