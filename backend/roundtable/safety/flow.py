"""The states of a version of a safety plan: which act leads from where to where."""

from collections.abc import Mapping

from roundtable.core.flow import Step, leads
from roundtable.safety.models import SafetyPlanState

_S = SafetyPlanState
VERSION: Mapping[str, Step[SafetyPlanState]] = {
    "save": leads(_S.DRAFT),
    "discard": leads(_S.DRAFT, to=_S.DISCARDED),
    "sign off": leads(_S.DRAFT, to=_S.IN_FORCE),
    "supersede": leads(_S.IN_FORCE, to=_S.SUPERSEDED),
    "end": leads(_S.IN_FORCE, to=_S.ENDED),
}
