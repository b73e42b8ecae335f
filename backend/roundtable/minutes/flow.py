"""The states of minutes and of comments on them: which act leads from where to where, as `core.flow` reads it."""

from collections.abc import Mapping

from roundtable.core.flow import Step, leads
from roundtable.minutes.models import CommentState, MinutesState

_M = MinutesState
MINUTES: Mapping[str, Step[MinutesState]] = {
    "write": leads(_M.DRAFT),
    "circulate": leads(_M.DRAFT, to=_M.CIRCULATED),
    "recall": leads(_M.CIRCULATED, to=_M.DRAFT),
    "comment": leads(_M.CIRCULATED),
    # Also while what was taken up is being written.
    "answer": leads(_M.DRAFT, _M.CIRCULATED),
    # By an agency; it is adopted once enough have.
    "approve": leads(_M.CIRCULATED),
    "adopt": leads(_M.CIRCULATED, to=_M.APPROVED),
    "correct": leads(_M.APPROVED),
    # By the version that corrects it, once that is adopted.
    "supersede": leads(_M.APPROVED, to=_M.SUPERSEDED),
}

_C = CommentState
COMMENT: Mapping[str, Step[CommentState]] = {
    "take up": leads(_C.OPEN, to=_C.TAKEN_UP),
    "not take up": leads(_C.OPEN, to=_C.NOT_TAKEN_UP),
    "withdraw": leads(_C.OPEN, to=_C.WITHDRAWN),
}
