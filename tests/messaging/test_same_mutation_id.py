"""A mutation sent again has one effect and its first answer; the same id with other content is refused."""

import asyncio
from uuid import uuid4

from tests.acts.stage import Stage, more_posts, post_of
from tests.messaging.room import bodies, everyone, left_behind, opened, posted, refusals
from tests.seats.chairs import named
from tests.support.table import Table

_CONFLICT = [("IDEMPOTENCY_CONFLICT", ["clientMutationId"])]


async def test_a_replay_answers_as_the_first_time_and_posts_nothing_more(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())
    first = await posted(ana, thread, "Once", client_mutation_id=mutation)

    async with left_behind(table) as added:
        again = await posted(ana, thread, "Once", client_mutation_id=mutation)

    assert again == first
    assert added == {}


async def test_the_same_id_with_other_content_is_a_conflict(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())
    other_thread = await table.thread_id("Practical questions")
    message = await posted(ana, thread, "Once", client_mutation_id=mutation)

    async with left_behind(table) as added:
        answers = [
            await ana.act("PostMessage", mutation, threadId=thread, body="Twice"),
            await ana.act("PostMessage", mutation, threadId=other_thread, body="Once"),
            await ana.act(
                "PostMessage", mutation, threadId=thread, body="Once", mentions=[table.membership_id("bogdan")]
            ),
            await ana.act("EditMessage", mutation, messageId=message["id"], body="Once"),
            await ana.act("RedactMessage", mutation, messageId=message["id"], reason="Once"),
        ]

    assert [refusals(answer) for answer in answers] == [_CONFLICT] * len(answers)
    assert added == {}


async def test_another_person_s_id_is_no_conflict_and_tells_nothing(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    mutation = str(uuid4())
    one = await posted(ana, thread, "Mine", client_mutation_id=mutation)

    other = await posted(bogdan, thread, "Yours", client_mutation_id=mutation)

    assert one["id"] != other["id"]


async def test_it_is_the_same_act_by_whichever_of_one_s_posts_one_acts_by_now(table: Table) -> None:
    await table.add(*more_posts())
    stage, mutation = Stage(table.by), str(uuid4())
    gelu, thread = await stage.by("gelu, of the police"), await table.thread_id()
    await named(table, post_of("gelu, of the police"), await table.by("ana"))
    first = await posted(gelu, thread, "Once", client_mutation_id=mutation)
    await gelu.act("SwitchMembership", membershipId=post_of("gelu"))

    async with left_behind(table) as added:
        again = await gelu.act("PostMessage", mutation, threadId=thread, body="Once")

    assert first["body"] == "Once"
    # It was done, and is not shown to the post by which one acts now.
    assert (again["message"], refusals(again)) == (None, [("NOT_FOUND", [])])
    assert added == {}


async def test_sent_at_once_it_has_one_effect_and_one_answer(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())

    async with left_behind(table) as added:
        answers = await asyncio.gather(*(posted(ana, thread, "Once", client_mutation_id=mutation) for _ in range(5)))

    assert added == {"message": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert all(answer == answers[0] for answer in answers)


async def test_sent_at_once_with_other_contents_one_wins_and_the_rest_are_conflicts(table: Table) -> None:
    ana, mutation = await table.by("ana"), str(uuid4())
    thread = await opened(ana, table)

    answers = await asyncio.gather(
        *(ana.act("PostMessage", mutation, threadId=thread, body=f"number {number}") for number in range(4))
    )

    won = [answer["message"]["body"] for answer in answers if not answer["problems"]]
    assert [refusals(answer) for answer in answers if answer["problems"]] == [_CONFLICT] * 3
    assert await bodies(ana, thread) == won


async def test_a_thread_opened_twice_at_once_is_one_thread(table: Table) -> None:
    ana, mutation = await table.by("ana"), str(uuid4())
    given = {"caseId": table.case_id, "subject": "One", "audience": everyone()}

    async with left_behind(table) as added:
        answers = await asyncio.gather(*(ana.act("OpenThread", mutation, **given) for _ in range(3)))

    assert {answer["thread"]["id"] for answer in answers if not answer["problems"]} == {answers[0]["thread"]["id"]}
    assert (added["thread"], added["audience"], added["fact"]) == (1, 1, 1)


async def test_an_edit_sent_again_keeps_one_version(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())
    message = await posted(ana, thread, "first")

    async with left_behind(table) as added:
        answers = [await ana.act("EditMessage", mutation, messageId=message["id"], body="second") for _ in range(2)]

    assert answers[0] == answers[1]
    assert added["message_version"] == 1


async def test_a_refused_mutation_may_be_tried_again_with_the_same_id(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())
    refused = await ana.act("PostMessage", mutation, threadId=thread, body="")

    payload = await ana.act("PostMessage", mutation, threadId=thread, body="Now with words")

    assert refusals(refused) == [("REQUIRED", ["body"])]
    assert payload["problems"] == []


async def test_a_malformed_mutation_id_is_refused_before_anything_runs(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    wrong = ["", "nonsense", "0190c6f0-0000-7000-8000-00000000000", "'; --", 7, None, "\ud800"]

    async with left_behind(table) as added:
        for mutation in wrong:
            given = {"clientMutationId": mutation, "threadId": thread, "body": "Hello"}
            answer = await ana.ask("PostMessage", input=given)
            assert (answer.status, answer.codes) == (400, ["INVALID_OPERATION"])

    assert added == {}
