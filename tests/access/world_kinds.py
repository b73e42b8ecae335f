"""What kinds of rows a world has: what hangs on what, and by which prefix each is loaded."""

from typing import Any

from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseMember,
    Disclosure,
)
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import Case, CaseParticipant
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    Attendance,
    AttendanceSpan,
    Conference,
    ConferenceAgency,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message, Thread
from roundtable.minutes.models import (
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesExport,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesWords,
)
from roundtable.repeats.models import RepeatFinding
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment
from roundtable.safety.models import (
    SafetyPlan,
    SafetyPlanSection,
    SafetyPlanVersion,
)
from roundtable.tasks.models import Task

# What hangs on agenda items, in the order in which it can be taken away.
OF_ITEMS = (
    *("minutes_comment", "minutes_words", "minutes_passage", "minutes_section"),
    *("repeat_finding", "action_review", "undertaking", "decision_voice", "decision"),
    *("return_content", "agency_return", "recusal", "agenda_item"),
)
# What hangs on conferences, in that order.
OF_CONFERENCE: tuple[Any, ...] = (
    *(MinutesRemark, MinutesExport, MinutesApproval, Minutes),
    *(AttendeeRequest, AttendanceSpan, Attendance, ConferenceAgency),
)
# What there is of conferences beside what is of the case at large, by the prefix of its ids.
OF_CONFERENCES: dict[Any, str] = {
    ConferenceAgency: "conferenceagency",
    AttendeeRequest: "attendeerequest",
    Attendance: "attendance",
    AttendanceSpan: "attendancespan",
    AgencyReturn: "agencyreturn",
    ReturnContent: "returncontent",
    Recusal: "recusal",
    Decision: "decision",
    DecisionVoice: "decisionvoice",
    Undertaking: "undertaking",
    ActionReview: "actionreview",
    Minutes: "minutes",
    MinutesApproval: "minutesapproval",
    MinutesExport: "minutesexport",
    MinutesRemark: "minutesremark",
    MinutesSection: "minutessection",
    MinutesPassage: "minutespassage",
    MinutesWords: "minuteswords",
    MinutesComment: "minutescomment",
}
# What there is of safety plans, by the same.
OF_PLANS: dict[Any, str] = {
    SafetyPlan: "safetyplan",
    SafetyPlanVersion: "safetyplanversion",
    SafetyPlanSection: "safetyplansection",
}
# All that can be loaded by its id.
PREFIXES: dict[Any, str] = {
    **{Case: "case", Thread: "thread", Message: "message", Task: "task", CaseMember: "casemember"},
    **{Audience: "audience", Disclosure: "disclosure", CaseAgency: "caseagency"},
    **{AgendaItem: "agendaitem", Conference: "conference", CaseParticipant: "participant"},
    **OF_CONFERENCES,
    **{RiskAssessment: "riskassessment", AppliedRiskLevel: "risklevel", Incident: "incident"},
    **{RepeatFinding: "repeatfinding"},
    **OF_PLANS,
}
