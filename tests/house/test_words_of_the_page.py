"""The page has words of its own for every code there is, in both languages; and knows which parts have no id."""

import re
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_object_type,
    parse,
    visit,
)

from roundtable.core.errors import Code
from tests.house.committed import ROOT

PAGE = ROOT / "frontend_static"
SAID = re.compile(r'^  ([A-Z_]+): i18n\._\("((?:[^"\\]|\\.)+)"\),$', re.MULTILINE)
TRANSLATED = re.compile(r'^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)+)"$', re.MULTILINE)
# What the page meets before any server answers, and what it says of a code where one has more to know.
OF_THE_PAGE = {"UNREACHABLE", "NOTHING_TO_OPEN"}


def test_every_code_has_words_in_english_and_nothing_else_has() -> None:
    often, seldom = [dict(SAID.findall((PAGE / "src" / name).read_text())) for name in ("problems.ts", "rare.ts")]
    assert often.keys() & seldom.keys() == set()
    assert often.keys() | seldom.keys() == {code.value for code in Code} | OF_THE_PAGE


@pytest.mark.parametrize("name", ["problems.ts", "rare.ts"])
def test_they_are_translated_into_romanian(name: str) -> None:
    translated = dict(TRANSLATED.findall((PAGE / "locales/ro.po").read_text()))
    english = set(dict(SAID.findall((PAGE / "src" / name).read_text())).values())
    assert english - translated.keys() == set()
    # Cedillas look alike, and are other letters.
    assert [words for words in translated.values() if re.search("[şţŞŢ]", words)] == []


def test_what_has_no_id_is_kept_where_it_was_found() -> None:
    schema = build_schema((ROOT / "schema/schema.graphql").read_text())
    network = (PAGE / "src/network.ts").read_text()
    parts = set(re.findall(r'"(\w+)"', network.partition("const PARTS = [")[2].partition("\n];")[0]))
    assert {name for operation in operations() for name in without_id(schema, operation)} - parts == set()


def operations() -> list[str]:
    """What the page asks, of all that stands in the folder."""
    sources = [path.read_text() for path in (PAGE / "src").rglob("*.ts*") if "generated" not in path.parts]
    asked = {name for source in sources for name in re.findall(r"\b([A-Z]\w+)Document\b", source)}
    return [path.read_text() for path in (ROOT / "schema/operations").glob("*.graphql") if path.stem in asked]


def without_id(schema: GraphQLSchema, operation: str) -> set[str]:
    """The types of an answer that have no id; payloads are read once, and not kept."""
    types, found = TypeInfo(schema), set[str]()

    class Types(Visitor):
        def enter_field(self, *_: Any) -> None:
            of = get_named_type(types.get_type())
            if is_object_type(of) and "id" not in of.fields and not of.name.endswith("Payload"):
                found.add(of.name)

    visit(parse(operation), TypeInfoVisitor(types, Types()))
    return found
