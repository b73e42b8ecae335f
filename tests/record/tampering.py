"""Random edits of a record by someone who has the database and not the key, on a copy in SQLite's own hands."""

import random
from dataclasses import dataclass
from typing import Any

from roundtable.core.audit.chain import BETWEEN, HASHED, OPTIONAL, end_of, hash_of

TEXTS = ("at", "membership_id", "agency_id", "operation", "fingerprint")
UNSET = ("session_id", "glass_id", "purpose", "commitment")


@dataclass
class Edit:
    """What was done, and the first entry it spoilt: by its chain and number; or a head."""

    what: str
    number: int
    chain: str | None
    # A signature that is taken away is missed by the entry after it.
    within: int = 0


class Forger:
    """Knows how hashes are made, and has no key."""

    def __init__(self, database: Any, dice: random.Random) -> None:
        self.database, self.dice = database, dice
        self.row_factory = _named
        self.places: list[tuple[str, int, str]] = database.execute(
            "SELECT chain_id, number, id FROM record_entry ORDER BY chain_id, number"
        ).fetchall()

    def edit(self) -> Edit:
        """One edit of any kind, somewhere."""
        kinds = [self.change, self.sign_off, self.delete, self.insert, self.swap, self.truncate, self.write_anew]
        kinds += [self.change_case, self.tie_case, self.untie_case, self.drop_chain, self.move]
        kinds += [self.change_head, self.cut_back]
        return self.dice.choice(kinds)()

    def change(self) -> Edit:
        """Another value in a column, nothing for something or something for nothing."""
        chain, number, key = self.dice.choice(self.places)
        column = self.dice.choice([*TEXTS, *UNSET, "hash", "kind"])
        value = {"hash": "0" * 64, "kind": "EXPORT", "at": "2020-01-01T00:00:00.000000Z"}.get(column, "f" * 32)
        self._run(f"UPDATE record_entry SET {column} = ? WHERE id = ?", value, key)
        return Edit(f"change {column}", number, chain)

    def sign_off(self) -> Edit:
        """Another signature, or none."""
        chain, number, key = self._signed()
        self._run("UPDATE record_entry SET signature = ? WHERE id = ?", self.dice.choice([None, "0" * 128]), key)
        return Edit("signature", number, chain, within=1)

    def delete(self) -> Edit:
        chain, number, key = self.dice.choice(self.places)
        self._run("DELETE FROM record_entry WHERE id = ?", key)
        self._run("DELETE FROM record_case WHERE entry_id = ?", key)
        return Edit("delete", number, chain)

    def insert(self) -> Edit:
        """A copy of an entry between two others, which all move on by one."""
        chain, number, key = self.dice.choice(self.places)
        self._shift(chain, number, 1)
        self._copy(key, "e" * 32, chain, number)
        return Edit("insert", number, chain)

    def swap(self) -> Edit:
        """Two entries of a chain change places."""
        chain, number, key = self.dice.choice([place for place in self.places if place[1] > 1])
        other = self.dice.randint(1, number - 1)
        self._run("UPDATE record_entry SET number = -1 WHERE id = ?", key)
        self._run("UPDATE record_entry SET number = ? WHERE chain_id = ? AND number = ?", number, chain, other)
        self._run("UPDATE record_entry SET number = ? WHERE id = ?", other, key)
        return Edit("swap", other, chain)

    def truncate(self) -> Edit:
        """All of a chain from an entry on."""
        chain, number, _ = self.dice.choice(self.places)
        self._run("DELETE FROM record_entry WHERE chain_id = ? AND number >= ?", chain, number)
        self._forget_strays()
        return Edit("truncate", number, chain)

    def write_anew(self) -> Edit:
        """Another value, and all hashes from there on as they then have to be."""
        chain, number, key = self.dice.choice(self.places)
        self._run("UPDATE record_entry SET operation = 'Nothing' WHERE id = ?", key)
        self._recompute(chain)
        return Edit("write anew", self._group_of(chain, number), chain)

    def change_case(self) -> Edit:
        key = self._tied()
        self._run("UPDATE record_case SET item_ids = '[\"task_0\"]' WHERE entry_id = ?", key)
        return self._of(key, "change case")

    def tie_case(self) -> Edit:
        key = self.dice.choice(self.places)[2]
        self._run("INSERT INTO record_case VALUES (?, ?, '[]')", key, "d" * 32)
        return self._of(key, "tie case")

    def untie_case(self) -> Edit:
        key = self._tied()
        self._run("DELETE FROM record_case WHERE entry_id = ?", key)
        return self._of(key, "untie case")

    def drop_chain(self) -> Edit:
        chain = self.dice.choice(self.places)[0]
        self._run("DELETE FROM record_entry WHERE chain_id = ?", chain)
        self._forget_strays()
        return Edit("drop chain", 1, chain)

    def move(self) -> Edit:
        """The rest of a chain becomes a chain of its own, in order and with fitting hashes."""
        chain, number, _ = self.dice.choice(self.places)
        sql = "UPDATE record_entry SET chain_id = ?, number = number - ? WHERE chain_id = ? AND number >= ?"
        self._run(sql, "c" * 32, number - 1, chain, number)
        self._recompute("c" * 32)
        return Edit("move", number, chain)

    def change_head(self) -> Edit:
        """A head is changed, taken away, or made to fit what was done to a chain."""
        (number,) = self.dice.choice(self.database.execute("SELECT number FROM record_head").fetchall())
        how = self.dice.choice(["chains = '[]'", "hash = 'f'", "signature = 'f'", "at = '2020'", "previous = 'f'", ""])
        if how:
            self._run(f"UPDATE record_head SET {how} WHERE number = ?", number)
        else:
            self._run("DELETE FROM record_head WHERE number = ?", number)
        return Edit(f"head {how or 'gone'}", number, None, within=1)

    def cut_back(self) -> Edit:
        """Everything since a head is gone, the later heads too: only a witness knows."""
        (number,) = self.dice.choice(self.database.execute("SELECT number FROM record_head").fetchall())
        self._run("DELETE FROM record_head WHERE number >= ?", number)
        self._run("DELETE FROM record_entry WHERE number > 2")
        self._forget_strays()
        return Edit("cut back", number, None)

    def _recompute(self, chain: str) -> None:
        self.database.row_factory = self.row_factory
        rows = self.database.execute(
            "SELECT * FROM record_entry WHERE chain_id = ? ORDER BY number", (chain,)
        ).fetchall()
        end = ""
        for row in rows:
            hash_ = hash_of(end, chain, row["number"], self._says(row))
            self._run("UPDATE record_entry SET hash = ? WHERE id = ?", hash_, row["id"])
            end = end_of(hash_, row["signature"])
        self.database.row_factory = None

    def _says(self, row: Any) -> str:
        sql = "SELECT group_concat(case_id || item_ids, ' ' ORDER BY case_id) AS c FROM record_case WHERE entry_id = ?"
        cases = self.database.execute(sql, (row["id"],)).fetchone()["c"] or ""
        values = [("" if row[name] is None else "=" + row[name]) if name in OPTIONAL else row[name] for name in HASHED]
        return BETWEEN.join([*values[:-1], cases, values[-1]])

    def _shift(self, chain: str, number: int, by: int) -> None:
        # By way of numbers that nobody has: places are unique.
        self._run("UPDATE record_entry SET number = -number WHERE chain_id = ? AND number >= ?", chain, number)
        self._run("UPDATE record_entry SET number = ? - number WHERE chain_id = ? AND number < 0", by, chain)

    def _copy(self, key: str, new: str, chain: str, number: int) -> None:
        self.database.row_factory = self.row_factory
        row = dict(self.database.execute("SELECT * FROM record_entry WHERE id = ?", (key,)).fetchone())
        self.database.row_factory = None
        row |= {"id": new, "chain_id": chain, "number": number}
        marks = ", ".join("?" * len(row))
        self._run(f"INSERT INTO record_entry ({', '.join(row)}) VALUES ({marks})", *row.values())

    def _forget_strays(self) -> None:
        self._run("DELETE FROM record_case WHERE entry_id NOT IN (SELECT id FROM record_entry)")

    def _signed(self) -> tuple[str, int, str]:
        signed = self.database.execute("SELECT chain_id, number, id FROM record_entry WHERE signature IS NOT NULL")
        found: tuple[str, int, str] = self.dice.choice(signed.fetchall())
        return found

    def _tied(self) -> str:
        key: str = self.dice.choice(self.database.execute("SELECT entry_id FROM record_case").fetchall())[0]
        return key

    def _of(self, key: str, what: str) -> Edit:
        chain, number, _ = next(place for place in self.places if place[2] == key)
        return Edit(what, number, chain)

    def _group_of(self, chain: str, number: int) -> int:
        """Where the group begins that an entry was signed with: what was written anew is known by its signature."""
        own = "FROM record_entry WHERE chain_id = ? AND number < ? AND signature IS NOT NULL"
        before: int = self.database.execute(f"SELECT coalesce(max(number), 0) {own}", (chain, number)).fetchone()[0]
        return before + 1

    def _run(self, statement: str, *given: Any) -> None:
        self.database.execute(statement, given)


def _named(cursor: Any, row: Any) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
