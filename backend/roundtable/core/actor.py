"""Who acts, and what each role may do: the whole role table on one screen."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a post at an agency is for (domain.md, `Role`)."""

    PRACTITIONER = "PRACTITIONER"
    CONTACT_POINT = "CONTACT_POINT"
    CASE_MANAGER = "CASE_MANAGER"
    SUPERVISOR = "SUPERVISOR"
    AGENCY_ADMIN = "AGENCY_ADMIN"
    AUDITOR = "AUDITOR"
    ANALYST = "ANALYST"
    DIRECTORY_EDITOR = "DIRECTORY_EDITOR"
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT"
    PLATFORM_ADMIN = "PLATFORM_ADMIN"


class Permission(StrEnum):
    """A right, as `noun:verb`."""

    AGENCY_INVITE = "agency:invite"
    AGENCY_MANAGE = "agency:manage"
    AUDIENCE_CHANGE = "audience:change"
    CASE_OVERSEE = "case:oversee"
    CASE_READ = "case:read"
    CONFLICT_DECLARE = "conflict:declare"
    CONFLICT_MANAGE = "conflict:manage"
    CONSENT_RECORD = "consent:record"
    DEPUTY_NAME = "deputy:name"
    ENTITLEMENT_GRANT = "entitlement:grant"
    CASE_REFER = "case:refer"
    CONFERENCE_ANSWER = "conference:answer"
    CONFERENCE_ATTEND = "conference:attend"
    CONFERENCE_LEAD = "conference:lead"
    FIGURES_READ = "figures:read"
    GLASS_BREAK = "glass:break"
    GLASS_REVIEW = "glass:review"
    INCIDENT_JOIN = "incident:join"
    INCIDENT_RECORD = "incident:record"
    INVITATION_ANSWER = "invitation:answer"
    INVOLVEMENT_CHECK = "involvement:check"
    LOGIN_MANAGE = "login:manage"
    MEMBER_NAME = "member:name"
    MESSAGE_POST = "message:post"
    MESSAGE_REDACT = "message:redact"
    PLAN_SIGN = "plan:sign"
    PLAN_WRITE = "plan:write"
    POST_MANAGE = "post:manage"
    RECORD_READ = "record:read"
    RECORD_WITNESS = "record:witness"
    RETURN_GIVE = "return:give"
    RISK_ASSESS = "risk:assess"
    TASK_ANSWER = "task:answer"
    TASK_ASSIGN = "task:assign"
    TASK_READ = "task:read"
    THREAD_OPEN = "thread:open"


_P = Permission
_WORKS_ON_CASES = {
    *(_P.CASE_READ, _P.MESSAGE_POST, _P.THREAD_OPEN, _P.TASK_READ, _P.TASK_ASSIGN, _P.TASK_ANSWER),
    *(_P.GLASS_BREAK, _P.CONFLICT_DECLARE, _P.CONSENT_RECORD, _P.AUDIENCE_CHANGE, _P.INVOLVEMENT_CHECK),
    *(_P.RETURN_GIVE, _P.CONFERENCE_ATTEND, _P.RISK_ASSESS, _P.INCIDENT_RECORD, _P.PLAN_WRITE),
}
_SPEAKS_FOR_AGENCY = _WORKS_ON_CASES | {
    *(_P.INVITATION_ANSWER, _P.DEPUTY_NAME, _P.MEMBER_NAME, _P.CONFERENCE_ANSWER, _P.CASE_REFER),
}
_LEADS_CASES = _SPEAKS_FOR_AGENCY | {
    *(_P.MESSAGE_REDACT, _P.CONFERENCE_LEAD, _P.AGENCY_INVITE, _P.GLASS_REVIEW, _P.CONFLICT_MANAGE),
    *(_P.ENTITLEMENT_GRANT, _P.CASE_OVERSEE, _P.PLAN_SIGN, _P.INCIDENT_JOIN),
}
_ADMINISTERS = {_P.ENTITLEMENT_GRANT, _P.POST_MANAGE, _P.LOGIN_MANAGE}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PRACTITIONER: frozenset(_WORKS_ON_CASES),
    Role.CONTACT_POINT: frozenset(_SPEAKS_FOR_AGENCY),
    Role.CASE_MANAGER: frozenset(_LEADS_CASES),
    Role.SUPERVISOR: frozenset(_LEADS_CASES),
    Role.SERVICE_ACCOUNT: frozenset({_P.TASK_READ, _P.RECORD_WITNESS}),
    Role.AGENCY_ADMIN: frozenset(_ADMINISTERS | {_P.DEPUTY_NAME, _P.RECORD_WITNESS}),
    Role.AUDITOR: frozenset({_P.RECORD_READ, _P.RECORD_WITNESS}),
    Role.ANALYST: frozenset({_P.FIGURES_READ}),
    Role.DIRECTORY_EDITOR: frozenset(),
    Role.PLATFORM_ADMIN: frozenset(_ADMINISTERS | {_P.AGENCY_MANAGE}),
}

# A duty role answers for all its agency's cases; the others see the cases they are a member of.
DUTY_ROLES = frozenset({Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR})


def roles_granted(permission: Permission) -> list[Role]:
    """The roles that hold a right, in the order of the table: what SQL compares a post's role with."""
    return [role for role, granted in GRANTS.items() if permission in granted]


@dataclass(frozen=True)
class Actor:
    """A practitioner or service account acting by one membership, in one session or with one token."""

    membership_id: UUID
    agency_id: UUID
    role: Role
    practitioner_id: UUID | None = None
    session_id: UUID | None = None
    # When the credential ends by itself; a live stream ends then too.
    expires_at: float | None = None

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


# Whoever works at the server's own machine: they hold no post, and no row has this key.
OPERATOR = Actor(membership_id=UUID(int=0), agency_id=UUID(int=0), role=Role.PLATFORM_ADMIN)
