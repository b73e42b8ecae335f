"""What must not be posted: each gets its code, leaves no row and no fact, and tells nothing."""

import pytest

from tests.messaging.room import bodies, left_behind, nothing, posted, refusals
from tests.support.table import Table

REFUSED = {
    "empty": ("", "REQUIRED"),
    "blank": (" \t\r\n\u00a0\u2003", "REQUIRED"),
    "over-long": ("x" * 20_001, "TOO_LONG"),
    "over-long in Markdown": ("**" * 20_000, "TOO_LONG"),
    "NUL": ("a\x00b", "CONTROL_CHARACTERS"),
    "bell": ("a\x07b", "CONTROL_CHARACTERS"),
    "escape": ("a\x1b[31mb", "CONTROL_CHARACTERS"),
    "delete": ("a\x7fb", "CONTROL_CHARACTERS"),
    "C1 control": ("a\x9bb", "CONTROL_CHARACTERS"),
    "right-to-left override": ("safe\u202etxt.exe", "CONTROL_CHARACTERS"),
    "left-to-right embedding": ("a\u202ab", "CONTROL_CHARACTERS"),
    "right-to-left isolate": ("a\u2067b\u2069", "CONTROL_CHARACTERS"),
    "high surrogate alone": ("a\ud800b", "CONTROL_CHARACTERS"),
    "low surrogate alone": ("a\udfffb", "CONTROL_CHARACTERS"),
    "private use": ("a\ue000b", "CONTROL_CHARACTERS"),
    "noncharacter": ("a\uffffb", "CONTROL_CHARACTERS"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_bad_text_is_refused_and_nothing_is_recorded(table: Table, case: str) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    body, code = REFUSED[case]

    async with left_behind(table) as added:
        payload = await ana.act("PostMessage", threadId=thread, body=body)

    assert refusals(payload) == [(code, ["body"])]
    assert payload["message"] is None
    assert added == {}


async def test_20_000_characters_are_taken_of_any_script(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    whole = "Ș" * 19_999 + "🕊"

    await posted(ana, thread, whole)

    assert (await bodies(ana, thread))[0] == whole


async def test_right_to_left_scripts_are_taken_without_overrides(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    message = await posted(ana, thread, "اسمها مريم — שלום")

    assert message["body"] == "اسمها مريم — שלום"


@pytest.mark.parametrize("operation", ["PostMessage", "EditMessage", "RedactMessage", "MarkRead"])
async def test_an_id_of_the_wrong_type_is_told_before_anything_is_looked_up(table: Table, operation: str) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = (await posted(ana, thread))["id"]
    field = "threadId" if operation == "PostMessage" else "messageId"
    right = thread if operation == "PostMessage" else message
    more = {"PostMessage": {"body": "x"}, "EditMessage": {"body": "x"}, "RedactMessage": {"reason": "x"}}
    wrong = [
        *(table.case_id, table.agency_id("police"), message if operation == "PostMessage" else thread),
        *("", "1", "thread_", right[:-1], right + "0", right.upper(), f" {right}", right[7:], "\x00", "\ud800"),
    ]

    async with left_behind(table) as added:
        for text in wrong:
            payload = await ana.act(operation, **{field: text, **more.get(operation, {})})
            assert refusals(payload) == [("INVALID_ID", [field])], text

    assert added == {}


@pytest.mark.parametrize("operation", ["PostMessage", "EditMessage", "RedactMessage", "MarkRead"])
async def test_an_id_of_nothing_is_not_found(table: Table, operation: str) -> None:
    ana = await table.by("ana")
    field = "threadId" if operation == "PostMessage" else "messageId"
    more = {"PostMessage": {"body": "x"}, "EditMessage": {"body": "x"}, "RedactMessage": {"reason": "x"}}

    async with left_behind(table) as added:
        payload = await ana.act(operation, **{field: nothing(field[:-2]), **more.get(operation, {})})

    assert refusals(payload) == [("NOT_FOUND", [field])]
    assert added == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": None},
        {"body": 5},
        {"body": ["x"]},
        {"threadId": None},
        {"threadId": {"id": "x"}},
        {"mentions": [None]},
        {"unknown": "x"},
    ],
)
async def test_an_input_of_the_wrong_shape_is_no_valid_operation(table: Table, wrong: dict[str, object]) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": thread, "body": "x", **wrong}

    async with left_behind(table) as added:
        answer = await ana.ask("PostMessage", input=given)

    assert (answer.status, answer.codes) == (400, ["INVALID_OPERATION"])
    assert added == {}


async def test_no_refusal_repeats_what_was_written(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    for body in ("canary-51c2\x00", "canary-51c2" * 2_000, "canary-51c2\u202e"):
        payload = await ana.act("PostMessage", threadId=thread, body=body)
        assert payload["problems"] and "canary" not in str(payload)
