"""What SQLAlchemy compiled is found again by which statement it is, and otherwise by what it says."""

from typing import Any

from sqlalchemy import Integer, create_engine, literal, select

from roundtable.core.compiled import Compiled


class Counted:
    """A part of a statement's key that counts how often it is hashed."""

    def __init__(self) -> None:
        self.hashed = 0

    def __hash__(self) -> int:
        self.hashed += 1
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counted)


def key(*parts: Any, names: tuple[str, ...] = ()) -> Any:
    return "dialect", parts, names, False, False


def test_a_statement_that_is_kept_is_hashed_no_more() -> None:
    part, compiled = Counted(), Compiled()
    kept = key(part)
    compiled[kept] = "text"
    assert compiled.get(kept) == "text"
    before = part.hashed
    # The key around it is made anew each time; the statement's own is the same object.
    assert [compiled.get(("dialect", kept[1], (), False, False)) for _ in range(3)] == ["text"] * 3
    assert part.hashed == before


def test_a_statement_that_says_the_same_is_found_by_that() -> None:
    compiled = Compiled()
    compiled[key(Counted())] = "text"
    assert compiled.get(key(Counted())) == "text"
    assert compiled.get(key(Counted(), names=("other",))) is None
    assert compiled.get(key("other")) is None


def test_what_else_decides_the_text_is_told_apart_though_the_statement_is_the_same() -> None:
    compiled, kept = Compiled(), key(Counted())
    other = ("dialect", kept[1], ("one",), False, True)
    compiled[kept], compiled[other] = "text", "of many"
    assert [compiled.get(each) for each in (kept, other, kept, other)] == ["text", "of many", "text", "of many"]


def test_what_is_made_anew_each_time_does_not_gather() -> None:
    compiled, part = Compiled(known=4), Counted()
    kept = key(part)
    compiled[kept] = "text"
    assert compiled.get(kept) == "text"
    before = part.hashed
    for _ in range(50):
        assert compiled.get(key(Counted())) == "text"
        assert compiled.get(kept) == "text"
    assert len(compiled._known) == 4
    # Nor does it drive out what is asked again and again.
    assert part.hashed == before


def test_an_engine_works_with_it() -> None:
    compiled = Compiled()
    engine = create_engine("sqlite://", execution_options={"compiled_cache": compiled})
    kept = select(literal(1, Integer()) + 1)
    with engine.connect() as connection:
        found = [connection.scalar(kept) for _ in range(3)]
        # The same text, another value.
        found += [connection.scalar(select(literal(value, Integer()) + 1)) for value in (5, 6)]
    assert found == [2, 2, 2, 6, 7]
    assert len(compiled._by_text) == 1
    engine.dispose()
