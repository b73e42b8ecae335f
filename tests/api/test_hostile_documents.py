"""Documents that are made to be slow are refused before anything walks through them."""

from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from roundtable.api import documents, limits
from roundtable.api.limits import too_large
from tests.support.slow_documents import fan, ring
from tests.support.table import Table, operation

OPERATIONS = sorted(path.stem for path in (Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql"))


def chain(many: int) -> str:
    links = [f"fragment F{n} on Case {{ ...F{n + 1} }}" for n in range(many - 1)]
    return "{ cases { nodes { ...F0 } } } " + " ".join([*links, f"fragment F{many - 1} on Case {{ id }}"])


def unused(many: int) -> str:
    """Fragments that nothing spreads, each of them with a hundred fields."""
    return "{ cases { nodes { id } } } " + " ".join(
        f"fragment F{n} on Case {{ {' '.join(f'a{n}x{m}' for m in range(100))} }}" for n in range(many)
    )


def one_for_all(many: int) -> str:
    """Operations that each spread one fragment of a hundred fields."""
    fields = " ".join(f"a{n}" for n in range(100))
    return f"fragment F on Query {{ {fields} }} " + " ".join(f"query Q{n} {{ ...F }}" for n in range(many))


# What is just taken, and what is not any more, with what is said of it.
EDGES: dict[str, tuple[str, str, str]] = {
    "depth": (
        "{ a " * limits.DEPTH + "{ b }" + "}" * limits.DEPTH,
        "{ a " * (limits.DEPTH + 1) + "{ b }" + "}" * (limits.DEPTH + 1),
        "Its fields are more than 15 below one another.",
    ),
    "aliases": (
        "{ " + " ".join(f"a{n}: b" for n in range(limits.ALIASES)) + " }",
        "{ " + " ".join(f"a{n}: b" for n in range(limits.ALIASES + 1)) + " }",
        "It renames more than 100 fields.",
    ),
    "directives": (
        "{ a " + "@b " * limits.DIRECTIVES + "}",
        "{ a " + "@b " * (limits.DIRECTIVES + 1) + "}",
        "It has more than 100 directives.",
    ),
    "one name": ("{ " + "a " * 77 + "}", "{ " + "a " * 79 + "}", "It names the same fields too often."),
    "one name, in parts": (
        "{ " + "... { a } " * 77 + "}",
        "{ " + "... { a } " * 79 + "}",
        "It names the same fields too often.",
    ),
    "fields": (
        "{ " + " ".join(f"a{n}" for n in range(limits.FIELDS)) + " }",
        "{ " + " ".join(f"a{n}" for n in range(limits.FIELDS + 1)) + " }",
        "It has more than 3000 fields, with those of the fragments that it spreads.",
    ),
    "fragments within one another": (
        chain(limits.SPREAD),
        chain(limits.SPREAD + 1),
        "Its fragments are more than 30 within one another.",
    ),
    "a fan": (fan(4), fan(12), "It has more than 3000 fields, with those of the fragments that it spreads."),
    "a ring": ("{ ...F } fragment F on Query { a }", ring(20), "The fragment F0 spreads itself."),
    "a wide ring": (
        "{ ...F } fragment F on Query { a }",
        ring(200),
        "Its fragments are more than 30 within one another.",
    ),
    "a fragment of itself": (
        "{ ...F } fragment F on Query { a }",
        "{ ...F } fragment F on Query { ...F }",
        "The fragment F spreads itself.",
    ),
    "unused fragments": (
        unused(29),
        unused(31),
        "Its parts have more than 3000 fields, with what each of them spreads.",
    ),
    "operations that spread one": (
        one_for_all(20),
        one_for_all(30),
        "Its parts have more than 3000 fields, with what each of them spreads.",
    ),
    "operations": (
        " ".join(f"query Q{n} {{ a }}" for n in range(limits.OPERATIONS)),
        " ".join(f"query Q{n} {{ a }}" for n in range(limits.OPERATIONS + 1)),
        "It has more than 50 operations.",
    ),
}


@pytest.mark.parametrize("edge", EDGES)
def test_up_to_there_and_no_further(edge: str) -> None:
    taken, refused, said = EDGES[edge]
    assert too_large(parse(taken)) == []
    (error,) = too_large(parse(refused))
    assert error.message == said


@pytest.mark.parametrize("name", OPERATIONS)
def test_our_own_operations_are_far_from_it(name: str) -> None:
    text = operation(name)
    twice = parse(f"{text} {text.replace(f' {name}', ' Again', 1).partition('fragment')[0]}")
    assert too_large(twice) == []
    assert limits.is_kept(parse(text))


def test_the_query_of_tools_is_taken() -> None:
    assert too_large(parse(get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True))) == []


def test_values_are_counted_wherever_they_are() -> None:
    edge = limits.VALUES - 2
    few: list[Any] = [{"a": [1] * edge}, {"a": {str(n): n for n in range(edge)}}, None, {}]
    many: list[Any] = [{"a": [1] * (edge + 1)}, {"a": [[1]] * edge}, {str(n): n for n in range(edge + 2)}]
    assert [limits.has_too_many(variables) for variables in few + many] == [False] * 4 + [True] * 3


@pytest.mark.parametrize(
    "text",
    [f"{{ a }} #{'x' * 5_000}", f"{{ {'a ' * 1_000} }}"],
    ids=["of many characters", "of many tokens"],
)
def test_a_large_one_is_not_kept(text: str) -> None:
    assert not limits.is_kept(parse(text))


async def test_no_more_are_kept_than_said(table: Table) -> None:
    ana = await table.by("ana")
    for number in range(limits.KEPT + 20):
        await ana.ask(f"query Q{number} {{ nowhere }}")
    await ana.ask("{ " + "nowhere " * 1_000 + "}")
    assert len(documents._Parsed.kept) == len(documents._Validated.kept) == limits.KEPT


async def test_what_nobody_knows_is_told_of_ten_times_and_compared_with_nothing(table: Table) -> None:
    ana = await table.by("ana")
    fields = await ana.ask("{ " + " ".join(f"viewr{n}" for n in range(50)) + " }")
    types = await ana.ask("{ viewer { " + " ".join(f"... on Practitionr{n} {{ id }}" for n in range(50)) + " } }")
    for answer in (fields, types):
        assert set(answer.codes) == {"INVALID_OPERATION"}
        assert len(answer.codes) <= documents.MISTAKES + 1
        assert "Did you mean" not in str(answer.body)


TOO_LONG = "{ viewer { practitioner { id } } } #" + "x" * limits.LONGEST
MANY: dict[str, Any] = {"status": ["MONITORING"] * limits.VALUES, "first": 1}


@pytest.mark.parametrize("asked", [(TOO_LONG, {}), (operation("MyCases"), MANY)], ids=["text", "variables"])
async def test_it_is_told_as_any_mistake_of_a_document_s(table: Table, asked: tuple[str, dict[str, Any]]) -> None:
    ana = await table.by("ana")
    # An operation that is known already is no exception.
    await ana.ask(operation("MyCases"), first=1)
    await ana.ask(operation("MyCases"), first=1)
    text, variables = asked
    answer = await ana.ask(text, **variables)
    assert answer.codes == ["INVALID_OPERATION"]
    assert "data" not in answer.body


async def test_one_of_many_wrong_values_is_told(table: Table) -> None:
    ana = await table.by("ana")
    answer = await ana.ask(operation("MyCases"), status=["NONE_OF_THEM"] * 1000, first=1)
    assert set(answer.codes) == {"INVALID_OPERATION"}
    assert len(answer.codes) <= 51
