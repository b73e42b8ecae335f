"""The record of access as the schema shows it: to auditors, and to whoever oversees a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import strawberry
from sqlalchemy import ColumnElement, String, Uuid, and_, case, literal, not_, true
from strawberry import ID

from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.cases.models import Case
from roundtable.core.actor import OPERATOR
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.scope import found, value
from roundtable.core.tables import evidence_of, row_of
from roundtable.reader.arguments import Bound, key_of, moment
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.sql import public_id
from roundtable.reader.types import Connection, enum
from roundtable.record import policy

OPERATOR_KEY = literal(OPERATOR.membership_id, Uuid())

enum(
    EntryKind,
    "What an entry of the record is of.",
    {
        "READ": "A query was answered.",
        "ANSWER": "What an act changed was shown to who did it.",
        "DELIVERY": "A live event was delivered.",
        "EXPORT": "Something was taken out as a file.",
        "WRITE": "An act took effect.",
    },
    "RecordEntryKind",
)


def _reference(about: Any) -> ColumnElement[Any]:
    # Not by the case's own guard: it comes with the entry.
    row = evidence_of(Case)
    return value(row.c.reference, row.c.id == about.c.case_id)


def _own_items(about: Any) -> ColumnElement[Any]:
    return case((policy.is_own(about), about.c.item_ids), else_="[]")


def _own_operation(entry: Any) -> ColumnElement[Any]:
    return case((policy.is_told(entry), entry.c.operation), else_=None)


def _glass(row: Any) -> ColumnElement[Any]:
    return case((row.c.glass_id.is_not(None), public_id("glass", row.c.glass_id)), else_=None)


def _items(text: str, _: Any) -> Any:
    return orjson.loads(text)


@shape(policy.ABOUT, "about", guard=policy.sees_about, case="case_id")
@strawberry.type(description="A case that an entry is about.")
class AccessedCase:
    case_id: ID = column(lambda about: public_id("case", about.c.case_id), "The case's id.")
    reference: str | None = column(_reference, "The case's reference; null once the case is erased.")
    item_ids: list[ID] = column(
        _own_items,
        "What was asked for singly, delivered, exported or written, where the auditor's own agency did it.",
        then=_items,
    )


@shape(policy.ABOUT, "about", guard=policy.sees_about, case="case_id")
@strawberry.type(description="An agency that an entry is about: its posts and logins, or figures of it.")
class AccessedAgency:
    agency: AgencyNode | None = one(RecordCase.case_id, "The agency.")
    item_ids: list[ID] = column(RecordCase.item_ids, "What was added or changed of it.", then=_items)


def _about(*, agencies: bool) -> Any:
    def of_entry(entry: Any, about: Any, _: Any) -> ColumnElement[bool]:
        kind = policy.is_agency(about) if agencies else not_(policy.is_agency(about))
        return and_(about.c.id == entry.c.id, kind)

    return of_entry


@shape(RecordEntry, "entry", guard=policy.sees_entry)
@strawberry.type(description="Who did what, when: an entry of the record, without content.")
class AccessEntry:
    id: ID = column(lambda entry: public_id("entry", entry.c.id), "Opaque.")
    at: datetime = column(RecordEntry.at, "When.")
    kind: EntryKind = column(RecordEntry.kind, "What it is of.")
    by: MembershipType | None = one(RecordEntry.membership_id, "The post that did it; null for the operator.")
    by_operator: bool = column(
        lambda entry: entry.c.membership_id == OPERATOR_KEY, "Whether it was done at the server's own machine."
    )
    agency: AgencyNode | None = one(RecordEntry.agency_id, "Where the post was then; null for the operator.")
    operation: str | None = column(
        _own_operation, "By which operation; null where another agency's people did it, and not about this one."
    )
    purpose: str | None = column(RecordEntry.purpose, "What was said that it was for.")
    glass_id: ID | None = column(_glass, "The break-glass it was done under; null where it was done by right.")
    cases: list[AccessedCase] = many(
        _about(agencies=False),
        lambda about: [about.c.case_id],
        "The cases it is about, as far as the auditor may know of them.",
    )
    agencies: list[AccessedAgency] = many(
        _about(agencies=True),
        lambda about: [about.c.case_id],
        "The agencies it is about, where it is about no case: acts on the directory, logins looked at, figures.",
    )


@shape(policy.ABOUT, "opening", guard=policy.oversees, case="case_id")
@strawberry.type(description="Somebody opened a case.")
class CaseOpening:
    id: ID = column(lambda about: public_id("opening", about.c.id), "Opaque; one among the openings of a case.")
    at: datetime = column(lambda about: about.c.at, "When.")
    by: MembershipType | None = one(lambda about, post, _: post.c.id == about.c.membership_id, "Who.")
    agency: AgencyNode | None = one(lambda about, agency, _: agency.c.id == about.c.agency_id, "Where the post was.")
    by_glass: bool = column(lambda about: about.c.glass_id.is_not(None), "Whether it was by break-glass.")
    glass_id: ID | None = column(_glass, "The break-glass it was by; null where it was by right.")


def _asked_for(_: Any, entry: Any, given: Mapping[str, Any]) -> ColumnElement[bool]:
    """Each filter looks only at what the auditor sees of an entry: else it would tell what is hidden."""
    wanted: list[ColumnElement[bool]] = [true()]
    if given["membershipId"] is not None:
        wanted.append(entry.c.membership_id == given["membershipId"])
    if given["from"] is not None:
        wanted.append(entry.c.at >= given["from"])
    if given["to"] is not None:
        wanted.append(entry.c.at < given["to"])
    about = row_of(policy.ABOUT)
    of_entry = and_(about.c.id == entry.c.id, policy.sees_about(about))
    if given["caseId"] is not None:
        wanted.append(found(about, of_entry, about.c.case_id == given["caseId"]))
    if given["agencyId"] is not None:
        wanted.append(found(about, of_entry, about.c.case_id == given["agencyId"]))
    if given["caseReference"] is not None:
        wanted.append(found(about, of_entry, _reference(about) == given["caseReference"]))
    return and_(*wanted)


@strawberry.type
class RecordQueries:
    """Root fields of this domain."""

    access_record: Connection[AccessEntry] = connection(
        _asked_for,
        lambda entry: [entry.c.at, entry.c.id],
        "The record of access, newest first, for auditors: what their own agency's people did, what administrators "
        "did about it, and that others opened cases it is active on.",
        [
            argument(key_of("case", "caseId"), ID | None, "Only entries about this case.", None),
            argument(
                Bound("caseReference", String(), str),
                str | None,
                "Only entries about this case, by its reference.",
                None,
            ),
            argument(key_of("agency", "agencyId"), ID | None, "Only entries about this agency, and no case.", None),
            argument(key_of("membership", "membershipId"), ID | None, "Only what this post did.", None),
            argument(moment("from"), datetime | None, "Only from this moment on.", None),
            argument(moment("to"), datetime | None, "Only before this moment.", None),
        ],
        descending=True,
    )
    case_openings: Connection[CaseOpening] = connection(
        lambda _, about, given: about.c.case_id == given["caseId"],
        lambda about: [about.c.at, about.c.id],
        "Who opened a case, newest first, for whoever oversees it.",
        [argument(key_of("case", "caseId"), ID, "The case's id.")],
        descending=True,
    )
