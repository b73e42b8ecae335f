"""The states of minutes and of comments on them: which act leads from where to where, as `conferences.flow` has it."""

from collections.abc import Mapping

from roundtable.conferences.flow import Step, after
from roundtable.minutes.models import CommentState, MinutesState

_M = MinutesState
MINUTES: Mapping[str, Step[MinutesState]] = {
    "write": Step(frozenset({_M.DRAFT}), None),
    "circulate": Step(frozenset({_M.DRAFT}), _M.CIRCULATED),
    "recall": Step(frozenset({_M.CIRCULATED}), _M.DRAFT),
    "comment": Step(frozenset({_M.CIRCULATED}), None),
    # Also while what was taken up is being written.
    "answer": Step(frozenset({_M.DRAFT, _M.CIRCULATED}), None),
    # By an agency; it is adopted once enough have.
    "approve": Step(frozenset({_M.CIRCULATED}), None),
    "adopt": Step(frozenset({_M.CIRCULATED}), _M.APPROVED),
    "correct": Step(frozenset({_M.APPROVED}), None),
    # By the version that corrects it, once that is adopted.
    "supersede": Step(frozenset({_M.APPROVED}), _M.SUPERSEDED),
}

_C = CommentState
COMMENT: Mapping[str, Step[CommentState]] = {
    "take up": Step(frozenset({_C.OPEN}), _C.TAKEN_UP),
    "not take up": Step(frozenset({_C.OPEN}), _C.NOT_TAKEN_UP),
    "withdraw": Step(frozenset({_C.OPEN}), _C.WITHDRAWN),
}

__all__ = ["COMMENT", "MINUTES", "after"]
