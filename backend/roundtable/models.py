"""Every table there is, in one place, for migrations and for checks that none is forgotten."""

from sqlalchemy import Table
from sqlalchemy.schema import sort_tables
from sqlmodel import SQLModel

from roundtable.access import models as access
from roundtable.agencies import models as agencies
from roundtable.agenda import models as agenda
from roundtable.cases import models as cases
from roundtable.conferences import models as conferences
from roundtable.conferences import request_models as attendee_requests
from roundtable.core import facts, performed, restoration
from roundtable.core.audit import entries as record
from roundtable.core.guards import guards_of
from roundtable.decisions import models as decisions
from roundtable.identity import models as identity
from roundtable.incidents import models as incidents
from roundtable.involvement import models as involvement
from roundtable.letters import models as letters
from roundtable.messaging import models as messaging
from roundtable.minutes import models as minutes
from roundtable.repeats import models as repeats
from roundtable.risk import models as risk
from roundtable.safety import models as safety
from roundtable.tasks import models as tasks

ALL = (
    access,
    agencies,
    agenda,
    attendee_requests,
    cases,
    conferences,
    decisions,
    facts,
    identity,
    incidents,
    involvement,
    letters,
    messaging,
    minutes,
    performed,
    record,
    repeats,
    restoration,
    risk,
    safety,
    tasks,
)

# Every other table is guarded: who may see which of its rows is declared where its types or its policy stand.
OUTSIDE = {
    "agency": "the network's directory, open to all who sign in",
    "agency_unit": "the network's directory, open to all who sign in",
    "membership": "the network's directory, open to all who sign in; sign-in reads it before anybody acts",
    "practitioner": "the network's directory, open to all who sign in",
    "service_account": "whose tokens stand for which post, read before anybody acts",
    "login": "sign-in, read before anybody acts; no case content",
    "service_binding": "sign-in, read before anybody acts; no case content",
    "session": "sign-in, read before anybody acts; no case content",
    "performed": "keys of what a retry finds again, which is then read under the rule",
    "restoration": "when a backup was put in the database's place; no case content",
    "record_head": "how far the record has come, signed, for all agencies to keep; no entry, no case, no count",
    "record_salt": "what commitments are salted with; of whose entry, and nothing that was in it",
    "stream": "how far a stream has come; its facts are guarded",
    "stream_entry": "at which place of a stream a fact stands; the fact is guarded",
}


def unaccounted() -> list[str]:
    """The tables that are neither guarded nor on the list, or both; it is right only once all types are there."""
    return [table.name for table in tables() if bool(guards_of(table.name)) is (table.name in OUTSIDE)]


def tables() -> list[Table]:
    """Every mapped table, in the order in which rows can be added."""
    return sort_tables({kind.__table__ for module in ALL for kind in vars(module).values() if _is_mapped(kind)})


def _is_mapped(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, SQLModel) and hasattr(kind, "__table__")
