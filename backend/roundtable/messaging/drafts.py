"""What a post is writing: saved as it goes, so that no window, device or crash loses it; gone once it is posted."""

from uuid import UUID

from roundtable.access.queries import find_case
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.messaging import policy, queries
from roundtable.messaging.models import MESSAGE_LENGTH, Draft


async def save_draft(
    work: Work,
    body: str,
    version: int,
    choices: str | None = None,
    thread_id: str | None = None,
    case_id: str | None = None,
) -> dict[str, UUID]:
    """Keep what is being written in a conversation, or to open one on a case.

    Raises Conflict DRAFT_CHANGED, showing the draft, where something else was saved since `version`.
    """
    case, thread = await _place(work, thread_id, case_id)
    body = clean(body, MESSAGE_LENGTH, ["body"])
    kept = clean_optional(choices, MESSAGE_LENGTH, ["choices"]) or ""
    draft = await queries.draft_at(work, case, thread)
    if draft is None:
        me = work.actor.membership_id
        draft = work.add(Draft(case_id=case, thread_id=thread, membership_id=me, body="", choices="", version=0))
        _write(work, draft, body, kept)
        return {"draft": draft.id}
    await work.hold(draft)
    if (draft.body, draft.choices) != (body, kept):
        _check_version(draft, version)
        _write(work, draft, body, kept)
    return {"draft": draft.id}


async def discard_draft(work: Work, draft_id: str, version: int) -> dict[str, UUID]:
    """Forget what was being written. Raises Conflict DRAFT_CHANGED as saving does."""
    draft = await queries.find_draft(work, draft_id)
    await work.hold(draft)
    if draft.body:
        _check_version(draft, version)
        _write(work, draft, "", "")
    return {"draft": draft.id}


async def use_draft(
    work: Work, draft_id: str | None, version: int | None, case_id: UUID, thread_id: UUID | None
) -> None:
    """What was posted is a draft no longer; what another window has written since stays. Without an id, nothing."""
    if draft_id is None:
        return
    draft = await queries.find_draft(work, draft_id)
    if draft.case_id != case_id:
        raise NotFound(["draftId"])
    if draft.thread_id != thread_id:
        raise Invalid(Code.INVALID_ID, ["draftId"])
    await work.hold(draft)
    if draft.version == version:
        _write(work, draft, "", "")


async def _place(work: Work, thread_id: str | None, case_id: str | None) -> tuple[UUID, UUID | None]:
    """The case, and the conversation where there is one: by the one id of the two that is given."""
    if thread_id is not None:
        if case_id is not None:
            raise Invalid(Code.INVALID_ID, ["caseId"])
        thread = await queries.find_thread(work, thread_id)
        policy.check_write(work.actor)
        return thread.case_id, thread.id
    if case_id is None:
        raise Invalid(Code.REQUIRED, ["threadId"])
    case = await find_case(work, case_id)
    policy.check_open_thread(work.actor)
    return case, None


def _check_version(draft: Draft, version: int) -> None:
    if draft.version != version:
        raise Conflict(Code.DRAFT_CHANGED, ["version"], shown={"draft": draft.id})


def _write(work: Work, draft: Draft, body: str, choices: str) -> None:
    draft.body, draft.choices, draft.saved_at = body, choices, work.now
    draft.version += 1
