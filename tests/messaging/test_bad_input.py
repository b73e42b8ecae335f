"""What must not be posted: each gets its code, leaves no row and no fact, and tells nothing."""

from typing import Any
from uuid import uuid4

from tests.messaging.room import bodies, left_behind, nothing, posted, refusals
from tests.support.table import Table

REFUSED = {
    "empty": ("", "REQUIRED"),
    "blank": (" \t\r\n\u00a0\u2003", "REQUIRED"),
    "over-long": ("x" * 20_001, "TOO_LONG"),
    "over-long in Markdown": ("**" * 20_000, "TOO_LONG"),
    "over-long when shown": ("|a" * 20 + "|\n" + "|-" * 20 + "|\n" + "x\n" * 1_900, "TOO_LONG"),
    "NUL": ("a\x00b", "CONTROL_CHARACTERS"),
    "bell": ("a\x07b", "CONTROL_CHARACTERS"),
    "escape": ("a\x1b[31mb", "CONTROL_CHARACTERS"),
    "delete": ("a\x7fb", "CONTROL_CHARACTERS"),
    "C1 control": ("a\x9bb", "CONTROL_CHARACTERS"),
    "right-to-left override": ("safe\u202etxt.exe", "CONTROL_CHARACTERS"),
    "left-to-right embedding": ("a\u202ab", "CONTROL_CHARACTERS"),
    "right-to-left isolate": ("a\u2067b\u2069", "CONTROL_CHARACTERS"),
    "private use": ("a\ue000b", "CONTROL_CHARACTERS"),
    "noncharacter": ("a\uffffb", "CONTROL_CHARACTERS"),
}

# Each act on something that is there, the field that names it, and what else it needs.
ACTS: dict[str, tuple[str, dict[str, str]]] = {
    "PostMessage": ("threadId", {"body": "x"}),
    "EditMessage": ("messageId", {"body": "x"}),
    "RedactMessage": ("messageId", {"reason": "x"}),
    "MarkRead": ("messageId", {}),
    "MarkUnread": ("messageId", {}),
}


async def test_a_bad_text_is_refused_and_nothing_is_recorded(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        payloads = {
            name: await ana.act("PostMessage", threadId=thread, body=body) for name, (body, _) in REFUSED.items()
        }

    assert {name: refusals(payload) for name, payload in payloads.items()} == {
        name: [(code, ["body"])] for name, (_, code) in REFUSED.items()
    }
    assert all(payload["message"] is None for payload in payloads.values())
    assert added == {}


async def test_an_edit_that_would_be_shown_over_long_is_refused_and_keeps_no_version(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "first")

    async with left_behind(table) as added:
        payload = await ana.act("EditMessage", messageId=message["id"], body=REFUSED["over-long when shown"][0])

    assert refusals(payload) == [("TOO_LONG", ["body"])]
    assert payload["message"] is None
    assert added == {}
    assert (await bodies(ana, thread))[0] == "first"


async def test_half_a_character_is_no_text_at_all_wherever_it_stands(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    right = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": thread, "body": "x"}

    async with left_behind(table) as added:
        for field in right:
            for half in ("\ud800", "a\udfffb"):
                answer = await ana.ask("PostMessage", input={**right, field: half})
                assert (answer.status, answer.codes) == (400, ["INVALID_OPERATION"])
                assert "data" not in answer.body

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


async def test_an_id_of_the_wrong_type_is_told_before_anything_is_looked_up(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    ids = {"threadId": thread, "messageId": (await posted(ana, thread))["id"]}

    async with left_behind(table) as added:
        for operation, (field, more) in ACTS.items():
            right, (other,) = ids[field], [ids[name] for name in ids if name != field]
            wrong = [other, table.case_id, "", "1", "thread_", right[:-1], right + "0", right.upper(), f" {right}"]
            for text in [*wrong, right.partition("_")[2], "\x00"]:
                payload = await ana.act(operation, **{field: text}, **more)
                assert refusals(payload) == [("INVALID_ID", [field])], (operation, text)

    assert added == {}


async def test_an_id_of_nothing_is_not_found(table: Table) -> None:
    ana = await table.by("ana")

    async with left_behind(table) as added:
        for operation, (field, more) in ACTS.items():
            payload = await ana.act(operation, **{field: nothing(field[:-2])}, **more)
            assert refusals(payload) == [("NOT_FOUND", [field])]

    assert added == {}


async def test_an_input_of_the_wrong_shape_is_no_valid_operation(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    right: dict[str, Any] = {"clientMutationId": str(uuid4()), "threadId": thread, "body": "x"}
    wrong: list[dict[str, Any]] = [{"body": None}, {"body": 5}, {"body": ["x"]}, {"threadId": None}]
    wrong += [{"threadId": {"id": "x"}}, {"mentions": [None]}, {"unknown": "x"}]

    async with left_behind(table) as added:
        for part in wrong:
            answer = await ana.ask("PostMessage", input={**right, **part})
            assert (answer.status, answer.codes) == (400, ["INVALID_OPERATION"]), part

    assert added == {}


async def test_no_refusal_repeats_what_was_written(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    for body in ("canary-51c2\x00", "canary-51c2" * 2_000, "canary-51c2\u202e"):
        payload = await ana.act("PostMessage", threadId=thread, body=body)
        assert payload["problems"] and "canary" not in str(payload)
