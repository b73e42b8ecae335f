"""Who may see what of the record: never content, and nothing of a case that a conflict of interest hides."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.agencies.models import Agency, Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import Permission, roles_granted
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of as row_of
from roundtable.core.tables import table_of

# That others opened a case is for those to know who answer for it; what they did there stays under the items' rule.
OPENED = (EntryKind.READ, EntryKind.EXPORT)

_entry, _case = table_of(RecordEntry), table_of(RecordCase)
# An entry with one of the cases it is about.
ABOUT = (
    select(
        _entry.c.id,
        _case.c.case_id,
        _entry.c.at,
        _entry.c.kind,
        _entry.c.membership_id,
        _entry.c.agency_id,
        _entry.c.glass_id,
        _case.c.item_ids,
    )
    .join(_case, _case.c.entry_id == _entry.c.id)
    .subquery("about")
)


_e, _c = row_of(RecordEntry), row_of(RecordCase)
# The same, as far as it is weighed.
_WEIGHED = (
    select(_e.c.id, _c.c.case_id, _e.c.at, _e.c.kind, _e.c.agency_id)
    .select_from(_e.join(_c, _c.c.entry_id == _e.c.id))
    .subquery()
)


def sees_entry(entry: Any) -> ColumnElement[bool]:
    """An auditor: what people of the own agency did, what was done about it, and that others opened a case it is on."""
    about, any_case = _WEIGHED.alias(), row_of(RecordCase)
    seen = found(about, about.c.id == entry.c.id, sees_about(about))
    bare = and_(is_own(entry), ~found(any_case, any_case.c.entry_id == entry.c.id))
    return or_(seen, bare)


def sees_about(about: Any) -> ColumnElement[bool]:
    """Of one case an auditor sees it: a conflict of the auditor or the agency hides the case, whatever else holds."""
    post = row_of(Membership)
    return found(
        post,
        _audits(post),
        ~rule.in_conflict(about.c.case_id, post.c.agency_id, post.c.practitioner_id),
        or_(about.c.agency_id == post.c.agency_id, about.c.case_id == post.c.agency_id, _opened_there(about, post)),
    )


def is_agency(about: Any) -> ColumnElement[bool]:
    """What the entry is about is no case."""
    agency = row_of(Agency)
    return found(agency, agency.c.id == about.c.case_id)


def is_told(entry: Any) -> ColumnElement[bool]:
    """By which operation: somebody of the auditor's own agency did it, or it was done about that agency."""
    about, post = _WEIGHED.alias(), row_of(Membership)
    concerned = found(post, _audits(post), post.c.agency_id == about.c.case_id)
    return or_(is_own(entry), found(about, about.c.id == entry.c.id, concerned))


def is_own(entry: Any) -> ColumnElement[bool]:
    """Somebody of the auditor's own agency did it."""
    post = row_of(Membership)
    return found(post, _audits(post), post.c.agency_id == entry.c.agency_id)


def oversees(about: Any) -> ColumnElement[bool]:
    """Whoever oversees a case sees who opened it, since the own agency is there."""
    post = row_of(Membership)
    return and_(
        rule.sees_case(about.c.case_id),
        found(
            post,
            post.c.id == ME,
            post.c.role.in_(roles_granted(Permission.CASE_OVERSEE)),
            _opened_there(about, post),
        ),
    )


def oversees_entry(entry: Any) -> ColumnElement[bool]:
    """An entry about some case that one oversees."""
    about = _WEIGHED.alias()
    return found(about, about.c.id == entry.c.id, oversees(about))


def sees_tie(tie: Any) -> ColumnElement[bool]:
    """That an entry is about a case, as an auditor or as who oversees the case."""
    about = _WEIGHED.alias()
    this = and_(about.c.id == tie.c.entry_id, about.c.case_id == tie.c.case_id)
    return found(about, this, or_(sees_about(about), oversees(about)))


guarded(RecordEntry, oversees_entry)
guarded(RecordCase, sees_tie)


def _audits(post: Any) -> ColumnElement[bool]:
    return and_(post.c.id == ME, post.c.role.in_(roles_granted(Permission.RECORD_READ)), live(post))


def _opened_there(about: Any, post: Any) -> ColumnElement[bool]:
    """Somebody opened a case that the post's agency is active on, since it is."""
    part = row_of(CaseAgency)
    there = found(
        part,
        part.c.case_id == about.c.case_id,
        part.c.agency_id == post.c.agency_id,
        part.c.state == CaseAgencyState.ACTIVE,
        part.c.history_from <= about.c.at,
    )
    return and_(about.c.kind.in_(OPENED), there)
