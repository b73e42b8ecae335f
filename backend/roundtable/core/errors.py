"""The four refusals, each with a code of one catalogue; `schema/ERRORS.md` is generated from it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID


class Code(StrEnum):
    """What went wrong, for programs; the catalogue below says it in words."""

    ACCESS_ENDED = "ACCESS_ENDED"
    AGENCY_NOT_AVAILABLE = "AGENCY_NOT_AVAILABLE"
    AUDIENCE_CHANGED = "AUDIENCE_CHANGED"
    CATEGORY_NOT_HELD = "CATEGORY_NOT_HELD"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    ALREADY_THERE = "ALREADY_THERE"
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"
    DRAFT_CHANGED = "DRAFT_CHANGED"
    EDIT_WINDOW_OVER = "EDIT_WINDOW_OVER"
    FORBIDDEN = "FORBIDDEN"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    INTERNAL = "INTERNAL"
    INVALID_ADDRESS = "INVALID_ADDRESS"
    INVALID_ANSWER = "INVALID_ANSWER"
    INVALID_AUDIENCE = "INVALID_AUDIENCE"
    INVALID_CURSOR = "INVALID_CURSOR"
    INVALID_DATE = "INVALID_DATE"
    INVALID_ID = "INVALID_ID"
    INVALID_OPERATION = "INVALID_OPERATION"
    INVALID_PAGE_SIZE = "INVALID_PAGE_SIZE"
    INVALID_QUORUM = "INVALID_QUORUM"
    INVALID_ROLE = "INVALID_ROLE"
    INVALID_LENGTH = "INVALID_LENGTH"
    INVALID_TIME_ZONE = "INVALID_TIME_ZONE"
    NOT_CONFIDENTIAL = "NOT_CONFIDENTIAL"
    JUDGEMENT_LOWERS = "JUDGEMENT_LOWERS"
    NOT_FOUND = "NOT_FOUND"
    NOT_WANTED = "NOT_WANTED"
    NOT_PRESENT = "NOT_PRESENT"
    NO_QUORUM = "NO_QUORUM"
    OPEN_COMMENTS = "OPEN_COMMENTS"
    NOT_PRINTED = "NOT_PRINTED"
    OPEN_ITEMS = "OPEN_ITEMS"
    OTHER_PEOPLE = "OTHER_PEOPLE"
    RATE_LIMITED = "RATE_LIMITED"
    RATIONALE_REQUIRED = "RATIONALE_REQUIRED"
    REDACTED = "REDACTED"
    REQUIRED = "REQUIRED"
    SIGN_IN_AGAIN = "SIGN_IN_AGAIN"
    RESYNC_REQUIRED = "RESYNC_REQUIRED"
    THREAD_CLOSED = "THREAD_CLOSED"
    TOOL_RETIRED = "TOOL_RETIRED"
    TOO_COSTLY = "TOO_COSTLY"
    TOO_LONG = "TOO_LONG"
    TOO_WIDE = "TOO_WIDE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT"
    UNKNOWN_INDICATOR = "UNKNOWN_INDICATOR"
    WRONG_ORIGIN = "WRONG_ORIGIN"
    WRONG_STATUS = "WRONG_STATUS"


CATALOGUE: dict[Code, str] = {
    Code.ACCESS_ENDED: "The right this stream rested on has ended. Remove what it brought.",
    Code.AGENCY_NOT_AVAILABLE: "This agency cannot be asked for this.",
    Code.AUDIENCE_CHANGED: "Who can see this has changed since it was read. Look again before it is sent.",
    Code.CATEGORY_NOT_HELD: "One may only mark, or disclose under, a category one is entitled to.",
    Code.CONSENT_REQUIRED: "No consent in force covers this purpose, these recipients and these categories.",
    Code.ALREADY_THERE: "There is one like this already.",
    Code.CONTROL_CHARACTERS: "The text has control or direction characters, which are not allowed.",
    Code.DRAFT_CHANGED: "This was written on elsewhere since it was read. Look at both before one is kept.",
    Code.EDIT_WINDOW_OVER: "A message can be edited for 15 minutes by who wrote it. Post a correction instead.",
    Code.FORBIDDEN: "The acting post does not allow this.",
    Code.IDEMPOTENCY_CONFLICT: "This clientMutationId was used before with other content. Use a new one.",
    Code.INTERNAL: "Something went wrong on the server. Quote the reference when you report it.",
    Code.INVALID_ADDRESS: "This cannot be a mail address.",
    Code.INVALID_ANSWER: "This indicator does not take this answer.",
    Code.INVALID_AUDIENCE: "The audience does not fit its sensitivity, or names someone who is not at this table.",
    Code.INVALID_CURSOR: "The cursor is not one this field gave. Read the state again and take its cursor.",
    Code.INVALID_DATE: "The date is not possible here.",
    Code.INVALID_ID: "The id is malformed or of another type.",
    Code.INVALID_OPERATION: "The document is not a valid GraphQL operation of this schema.",
    Code.INVALID_PAGE_SIZE: "`first` is from 1 to 100.",
    Code.INVALID_QUORUM: "A quorum is from one agency to all that came.",
    Code.INVALID_ROLE: "The role does not fit who would hold the post.",
    Code.INVALID_LENGTH: "It is too short or too long: so many minutes cannot be meant.",
    Code.INVALID_TIME_ZONE: "There is no time zone of this name: one is called Europe/Bucharest, say.",
    Code.NOT_CONFIDENTIAL: "Who is there has to declare first that what is said stays confidential.",
    Code.NO_QUORUM: "Too few agencies have approved this yet.",
    Code.OPEN_COMMENTS: "There are comments that nobody has answered.",
    Code.NOT_PRINTED: "This cannot be printed now. Try again, or take it as a page.",
    Code.NOT_WANTED: "This does not belong here.",
    Code.NOT_PRESENT: "They are not there.",
    Code.OPEN_ITEMS: "There is still something on the agenda: hear it, or say that it is put off.",
    Code.OTHER_PEOPLE: "It was done to somebody else, or by somebody else.",
    Code.JUDGEMENT_LOWERS: "A professional judgement may raise what the score says, and never lowers it.",
    Code.NOT_FOUND: "There is nothing here by this id.",
    Code.RATE_LIMITED: "That was asked too often. Wait, or call the contact point.",
    Code.RATIONALE_REQUIRED: "A basis other than consent needs a rationale.",
    Code.REDACTED: "The message has been redacted.",
    Code.REQUIRED: "This is needed.",
    Code.SIGN_IN_AGAIN: "This needs a recent sign-in: sign in again, and repeat it.",
    Code.RESYNC_REQUIRED: "The stream cannot resume from here. Read the state again and take its cursor.",
    Code.THREAD_CLOSED: "The conversation is closed: its conference has ended.",
    Code.TOOL_RETIRED: "This version of the tool takes no new assessments. Use a newer one.",
    Code.TOO_COSTLY: "The operation may return more than 5,000 objects. Ask for smaller pages.",
    Code.TOO_LONG: "The text is too long.",
    Code.TOO_WIDE: "More than 45 fields of one object are asked for at once.",
    Code.UNAUTHENTICATED: "Sign in, or send a bearer token.",
    Code.UNKNOWN_DOCUMENT: "The page does not ask this: one that is older than the server is loaded again. "
    "Other programs send the text of their operations, with a bearer token.",
    Code.UNKNOWN_INDICATOR: "The tool has no indicator of this key.",
    Code.WRONG_ORIGIN: "A browser's request must come from the server's own page, with its header.",
    Code.WRONG_STATUS: "This is not possible in the present status.",
}


class Problem(Exception):
    """A refusal that its receiver is told plainly: a code, a sentence, and the path of the input field at fault."""

    def __init__(self, code: Code, path: Sequence[str] = (), detail: str | None = None) -> None:
        self.code = code
        self.path = list(path)
        self.detail = detail or CATALOGUE[code]
        # What the payload names all the same.
        self.shown: Mapping[str, UUID] = {}
        super().__init__(self.detail)

    @property
    def extensions(self) -> dict[str, object]:
        """What a GraphQL error made of this carries beside its message."""
        return {"code": self.code.value, "path": self.path}


class NotFound(Problem):
    """What the actor cannot see, or what is not there: the same answer."""

    def __init__(self, path: Sequence[str] = ()) -> None:
        super().__init__(Code.NOT_FOUND, path)


class Forbidden(Problem):
    """Visible, but this act is not the actor's."""

    def __init__(self, code: Code = Code.FORBIDDEN, path: Sequence[str] = ()) -> None:
        super().__init__(code, path)


class Invalid(Problem):
    """The input cannot be taken as it is."""


class Conflict(Problem):
    """The input was fine, but the state of things does not allow it; what stands in the way may be `shown`, by key."""

    def __init__(
        self, code: Code, path: Sequence[str] = (), detail: str | None = None, shown: Mapping[str, UUID] | None = None
    ) -> None:
        super().__init__(code, path, detail)
        self.shown = shown or {}


class Unproven(Exception):
    """Who was presumed to ask does not, or not any more: nothing that was read may leave."""
