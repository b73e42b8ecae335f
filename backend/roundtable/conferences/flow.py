"""The states of a conference, of who attends it and of the cases on its agenda: which act leads from where to where.

Each table is the whole of its machine (domain.md): an act that is not in it is no act, and one that is refused from a
state is refused with WRONG_STATUS.
"""

from collections.abc import Mapping

from roundtable.conferences.models import (
    AgencyReturnState,
    AgendaItemStatus,
    AttendanceStatus,
    ConferenceAgencyState,
    ConferenceStatus,
    ConferenceType,
)
from roundtable.conferences.request_models import AttendeeRequestState
from roundtable.core.flow import Step, after
from roundtable.core.flow import leads as _from

__all__ = ["Step", "after"]

_C = ConferenceStatus
# Before it meets.
AHEAD = frozenset({_C.PLANNED, _C.RETURNS_OPEN, _C.READY})
OVER = frozenset({_C.CLOSED, _C.CANCELLED})
CONFERENCE: Mapping[str, Step[ConferenceStatus]] = {
    "change": _from(*AHEAD),
    "invite": _from(*AHEAD, _C.IN_SESSION),
    "answer": _from(*AHEAD, _C.IN_SESSION),
    "name attendee": _from(*AHEAD, _C.IN_SESSION),
    "refer": _from(*AHEAD, _C.IN_SESSION),
    "set agenda": _from(*AHEAD, _C.IN_SESSION),
    "open returns": _from(_C.PLANNED, to=_C.RETURNS_OPEN),
    "return": _from(*AHEAD, _C.IN_SESSION),
    "make ready": _from(_C.PLANNED, _C.RETURNS_OPEN, to=_C.READY),
    # An emergency does not wait for returns.
    "begin": _from(*AHEAD, to=_C.IN_SESSION),
    "recuse": _from(*AHEAD, _C.IN_SESSION),
    "hold": _from(_C.IN_SESSION),
    # Of one without a meeting; before it has begun, that is a change like others.
    "move deadline": _from(_C.IN_SESSION),
    "end": _from(_C.IN_SESSION, to=_C.MINUTES_DRAFT),
    "write minutes": _from(_C.MINUTES_DRAFT),
    "approve minutes": _from(_C.MINUTES_DRAFT, to=_C.MINUTES_APPROVED),
    "close": _from(_C.MINUTES_APPROVED, to=_C.CLOSED),
    "cancel": _from(*AHEAD, to=_C.CANCELLED),
}

# Those of which all items are open at once, in their conversations; the others hear one after the other.
WITHOUT_MEETING = frozenset({ConferenceType.ASYNCHRONOUS})

_A = ConferenceAgencyState
INVITATION: Mapping[str, Step[ConferenceAgencyState]] = {
    "invite again": _from(_A.DECLINED, to=_A.INVITED),
    "accept": _from(_A.INVITED, _A.DECLINED, to=_A.ACCEPTED),
    "decline": _from(_A.INVITED, _A.ACCEPTED, to=_A.DECLINED),
}

_Q = AttendeeRequestState
REQUEST: Mapping[str, Step[AttendeeRequestState]] = {
    "name": _from(_Q.ASKED, to=_Q.NAMED),
    "decline": _from(_Q.ASKED, to=_Q.DECLINED),
    "withdraw": _from(_Q.ASKED, to=_Q.WITHDRAWN),
}

_T = AttendanceStatus
_NOT_COME = (_T.INVITED, _T.CONFIRMED, _T.APOLOGIES, _T.APOLOGIES_WITH_RETURN)
ATTENDANCE: Mapping[str, Step[AttendanceStatus]] = {
    "confirm": _from(_T.INVITED, _T.APOLOGIES, _T.APOLOGIES_WITH_RETURN, to=_T.CONFIRMED),
    "send apologies": _from(_T.INVITED, _T.CONFIRMED, to=_T.APOLOGIES),
    "send apologies with return": _from(_T.INVITED, _T.CONFIRMED, _T.APOLOGIES, to=_T.APOLOGIES_WITH_RETURN),
    # Who said that they would not come may come.
    "arrive": _from(*_NOT_COME, _T.PRESENT, to=_T.PRESENT),
    "leave": _from(_T.PRESENT),
    "miss": _from(_T.INVITED, _T.CONFIRMED, to=_T.ABSENT),
}

_I = AgendaItemStatus
AGENDA_ITEM: Mapping[str, Step[AgendaItemStatus]] = {
    "propose again": _from(_I.WITHDRAWN, _I.NOT_MET_THRESHOLD, to=_I.PROPOSED),
    "accept": _from(_I.PROPOSED, to=_I.ACCEPTED),
    "order": _from(_I.PROPOSED, _I.ACCEPTED),
    "begin": _from(_I.ACCEPTED),
    "hear": _from(_I.ACCEPTED, to=_I.HEARD),
    "defer": _from(_I.PROPOSED, _I.ACCEPTED, to=_I.DEFERRED),
    "withdraw": _from(_I.PROPOSED, _I.ACCEPTED, to=_I.WITHDRAWN),
    "find under the threshold": _from(_I.PROPOSED, _I.ACCEPTED, to=_I.NOT_MET_THRESHOLD),
}

_R = AgencyReturnState
_UNANSWERED = (_R.REQUESTED, _R.IN_PREPARATION)
RETURN: Mapping[str, Step[AgencyReturnState]] = {
    "prepare": _from(*_UNANSWERED, to=_R.IN_PREPARATION),
    "submit": _from(*_UNANSWERED, _R.NIL_RETURN, _R.DECLINED_TO_SHARE, _R.SUBMITTED, to=_R.SUBMITTED),
    "return nothing": _from(*_UNANSWERED, to=_R.NIL_RETURN),
    "decline to share": _from(*_UNANSWERED, to=_R.DECLINED_TO_SHARE),
}
