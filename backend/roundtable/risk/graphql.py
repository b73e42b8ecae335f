"""Assessment tools and assessments as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Select, Text, and_, select
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Membership
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import CaseStatus, RiskLevel
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import ME, NOW, found, value
from roundtable.core.tables import row_of
from roundtable.reader import sql
from roundtable.reader.arguments import Bound, key_of, moment
from roundtable.reader.shapes import argument, column, connection, many, one, rows_with, shape, shape_of
from roundtable.reader.types import Connection, Node, enum
from roundtable.risk import comparing, policy, rows, words
from roundtable.risk.definition import Language
from roundtable.risk.models import AppliedRiskLevel, RiskAnswer, RiskAssessment, RiskTrend

_OVER = (CaseStatus.CLOSED, CaseStatus.TRANSFERRED, CaseStatus.DUPLICATE)


enum(Language, "A language that the texts of a tool are in.", words.LANGUAGE)
enum(RiskAnswer, "What is answered of an indicator.", words.RISK_ANSWER)
enum(RiskTrend, "How an assessment's level came from the one before it by the same tool.", words.RISK_TREND)
_LANGUAGE = argument(Bound("language", Text(), str), Language, "In which language its texts are.")


def _of_tool(tool: Any, part: Any, _: Any) -> ColumnElement[bool]:
    same = part.c.tool == tool.c.tool, part.c.version == tool.c.version, part.c.language == tool.c.language
    return and_(*same)


def _in_place(part: Any) -> list[ColumnElement[Any]]:
    return [part.c.place]


@shape(rows.INDICATORS, "riskindicator", guard=open_to_all_who_sign_in)
@strawberry.type(description="One thing that a tool asks.")
class RiskIndicator:
    key: str = column(lambda row: row.c.key, "What its answer is given under.")
    text: str = column(lambda row: row.c.text, "What is asked.")
    weight: int = column(lambda row: row.c.weight, "What YES adds to the score.")
    critical: bool = column(lambda row: row.c.critical, "Whether YES alone lifts the band to `RiskTool.criticalLevel`.")
    may_be_unknown: bool = column(lambda row: row.c.may_be_unknown, "Whether it takes NOT_KNOWN for an answer.")


@shape(rows.SECTIONS, "risksection", guard=open_to_all_who_sign_in)
@strawberry.type(description="Indicators of a tool that belong together.")
class RiskSection:
    key: str = column(lambda row: row.c.key, "Its key in the tool.")
    title: str = column(lambda row: row.c.title, "What it is about.")
    indicators: list[RiskIndicator] = many(
        lambda section, row, given: and_(_of_tool(section, row, given), row.c.section == section.c.key),
        _in_place,
        "Its indicators, in their order.",
    )


@shape(rows.BANDS, "riskband", guard=open_to_all_who_sign_in)
@strawberry.type(description="The level of the scores from one on.")
class RiskBand:
    level: RiskLevel = column(lambda row: row.c.level, "The level.")
    from_score: int = column(lambda row: row.c.from_score, "From which score on.")
    reassess_after_days: int = column(lambda row: row.c.reassess_after, "How long an assessment of this level stands.")


@shape(rows.TOOLS, "risktool", guard=open_to_all_who_sign_in)
@strawberry.type(description="One version of an assessment tool. What a version says never changes.")
class RiskTool:
    key: str = column(lambda row: row.c.tool, "Which tool it is.")
    version: int = column(lambda row: row.c.version, "Which version of it.")
    title: str = column(lambda row: row.c.title, "Its name.")
    about: str = column(lambda row: row.c.about, "Where it comes from, and what it may be used for.")
    retired: bool = column(lambda row: row.c.retired, "Whether it takes no new assessments.")
    critical_level: RiskLevel = column(lambda row: row.c.critical_level, "What a critical indicator lifts the band to.")
    judgement_needed_from: int | None = column(
        lambda row: row.c.judgement_needed_from,
        "From how many answers of NOT_KNOWN on a judgement is needed; null where never.",
    )
    bands: list[RiskBand] = many(_of_tool, _in_place, "Its bands, the lowest first.")
    sections: list[RiskSection] = many(_of_tool, _in_place, "Its sections, in their order.")


def _answered(assessment: Any) -> Select[Any]:
    """An assessment's answers, each beside what was asked."""
    asked = row_of(rows.INDICATORS)
    of_it = [asked.c.tool == assessment.c.tool_key, asked.c.version == assessment.c.tool_version]
    # Which language it is does not matter: each has all of them.
    once = asked.c.language == sql.name(Language.EN)
    answer = assessment.c.answers.op("->>", return_type=Text())(asked.c.key).label("answer")
    guarded_by = [assessment.c[name] for name in ("id", "case_id", "audience_id", "created_at")]
    told = [asked.c[name] for name in ("tool", "version", "place", "key")]
    return select(*guarded_by, *told, answer).select_from(assessment.join(asked, and_(*of_it, once)))


@shape(rows_with(RiskAssessment, _answered), "riskanswer", guard=rule.sees_item, case="case_id")
@strawberry.type(description="What an assessment answers of an indicator.")
class AnsweredIndicator:
    key: str = column(lambda row: row.c.key, "The indicator's key.")
    answer: RiskAnswer = column(lambda row: row.c.answer, "The answer.")
    indicator: RiskIndicator | None = one(
        lambda answered, row, given: and_(
            *(row.c[name] == answered.c[name] for name in ("tool", "version", "key")),
            row.c.language == given["language"],
        ),
        "The indicator.",
        [_LANGUAGE],
    )


def _among_seen(compared: Any) -> Any:
    """What an assessment is beside those that one sees."""
    return lambda assessment: compared(shape_of(RiskAssessmentType), assessment)


def _is_one(which: Any) -> Any:
    return lambda assessment, other, _: other.c.id == which(shape_of(RiskAssessmentType), assessment)


@shape(RiskAssessment, "riskassessment", guard=rule.sees_item, case="case_id")
@strawberry.type(
    name="RiskAssessment",
    description="What a tool and a professional made of a case's risk at a moment. Never edited, only superseded.",
)
class RiskAssessmentType(Node):
    case: CaseNode = one(RiskAssessment.case_id, "The case.")
    audience: AudienceType = one(RiskAssessment.audience_id, "Who may see it.")
    tool_key: str = column(RiskAssessment.tool_key, "By which tool.")
    tool_version: int = column(RiskAssessment.tool_version, "By which version of it.")
    tool: RiskTool | None = one(
        lambda assessment, tool, given: and_(
            tool.c.tool == assessment.c.tool_key,
            tool.c.version == assessment.c.tool_version,
            tool.c.language == given["language"],
        ),
        "The tool, as that version has it.",
        [_LANGUAGE],
    )
    answers: list[AnsweredIndicator] = many(
        lambda assessment, answered, _: answered.c.id == assessment.c.id,
        _in_place,
        "What was answered, in the tool's order.",
    )
    score: int = column(RiskAssessment.score, "The weights of what is so, added up.")
    band: RiskLevel = column(RiskAssessment.band, "The level that the tool says.")
    professional_judgement: RiskLevel | None = column(
        RiskAssessment.professional_judgement, "The level that was judged; never lower than the band."
    )
    rationale: str | None = column(RiskAssessment.rationale, "Why it was judged so.")
    level: RiskLevel = column(RiskAssessment.level, "The effective level: the higher of band and judgement.")
    note: str | None = column(RiskAssessment.note, "What was said with it; plain text.")
    assessed_by: MembershipType = one(RiskAssessment.assessed_by, "Who assessed.")
    agency: AgencyNode = one(RiskAssessment.agency_id, "For which agency.")
    assessed_at: datetime = column(RiskAssessment.assessed_at, "As of when.")
    created_at: datetime = column(RiskAssessment.created_at, "When it was recorded.")
    reassess_due_at: datetime = column(RiskAssessment.reassess_due_at, "When one should assess again.")
    reassessment_overdue: bool = column(
        _among_seen(comparing.is_overdue),
        "Whether it has passed, and none that one sees followed, by the tool or of the agency; derived, never stored.",
    )
    supersedes: "RiskAssessmentType | None" = one(
        RiskAssessment.supersedes_id, "What it corrects, where one sees that."
    )
    superseded_by: "RiskAssessmentType | None" = one(
        _is_one(comparing.correction),
        "What corrects it: the latest that one sees.",
    )
    previous: "RiskAssessmentType | None" = one(
        _is_one(comparing.previous),
        "The one before it by the same tool that one sees, and that is not superseded.",
    )
    trend: RiskTrend = column(_among_seen(comparing.trend), "How its level came from that of `previous`.")
    applied: "AppliedRiskLevelType | None" = one(
        lambda assessment, applied, _: applied.c.assessment_id == assessment.c.id,
        "What the table was told of it; null while it was not, and on the perpetrator's side.",
    )


@shape(AppliedRiskLevel, "risklevel", guard=policy.sees_applied, case="case_id")
@strawberry.type(
    name="AppliedRiskLevel",
    description="A level that an agency told a case's table. Shown on the victim's side of the table only; the case's"
    " own level, the highest that stands, is shown to all who see it.",
)
class AppliedRiskLevelType(Node):
    case: CaseNode = one(AppliedRiskLevel.case_id, "The case.")
    level: RiskLevel = column(AppliedRiskLevel.level, "The level.")
    case_level: RiskLevel = column(AppliedRiskLevel.case_level, "What the case's level was then.")
    agency: AgencyNode = one(AppliedRiskLevel.agency_id, "Which agency told it.")
    applied_by: MembershipType = one(AppliedRiskLevel.applied_by, "Who told it.")
    applied_at: datetime = column(AppliedRiskLevel.applied_at, "When.")
    assessed_at: datetime = column(AppliedRiskLevel.assessed_at, "As of when it was assessed.")
    standing: bool = column(
        lambda applied: applied.c.set_aside_at.is_(None), "Whether it still counts: nothing was told in its place."
    )
    assessment: RiskAssessmentType | None = one(
        AppliedRiskLevel.assessment_id, "What it rests on; null for who does not see that."
    )


def _of_case(_: Any, assessment: Any, given: Any) -> ColumnElement[bool]:
    of_case = assessment.c.case_id == given["caseId"]
    return and_(of_case, assessment.c.tool_key == given["toolKey"]) if given["toolKey"] is not None else of_case


def _due(_: Any, assessment: Any, given: Any) -> ColumnElement[bool]:
    """The acting agency's: it comes from the actor, never from an argument."""
    me, cases = row_of(Membership), shape_of(CaseNode)
    current = cases.row()
    goes_on = found(current, current.c.id == assessment.c.case_id, current.c.status.not_in(_OVER), cases.holds(current))
    own = assessment.c.agency_id == value(me.c.agency_id, me.c.id == ME)
    by_then = assessment.c.reassess_due_at <= (NOW if given["before"] is None else given["before"])
    return and_(own, by_then, comparing.awaits(shape_of(RiskAssessmentType), assessment), goes_on)


@strawberry.type
class RiskQueries:
    """Root fields of this domain."""

    risk_tools: Connection[RiskTool] = connection(
        lambda _, tool, given: tool.c.language == given["language"],
        lambda tool: [tool.c.tool, tool.c.version],
        "The assessment tools there are, by key and version, those that are retired among them.",
        [_LANGUAGE],
    )
    risk_assessment: RiskAssessmentType | None = one(
        lambda _, assessment, given: assessment.c.id == given["id"],
        "An assessment by its id.",
        [argument(key_of("riskassessment", "id"), ID, "The assessment's id.")],
    )
    risk_assessments: Connection[RiskAssessmentType] = connection(
        _of_case,
        lambda assessment: [assessment.c.assessed_at, assessment.c.id],
        "A case's assessments by when they are of, newest first; those superseded among them.",
        [
            argument(key_of("case", "caseId"), ID, "The case's id."),
            argument(Bound("toolKey", Text(), str), str | None, "Only those by this tool.", None),
        ],
        descending=True,
    )
    applied_risk_levels: Connection[AppliedRiskLevelType] = connection(
        lambda _, applied, given: applied.c.case_id == given["caseId"],
        lambda applied: [applied.c.applied_at, applied.c.id],
        "What agencies told a case's table of its risk, newest first; nothing on the perpetrator's side.",
        [argument(key_of("case", "caseId"), ID, "The case's id.")],
        descending=True,
    )
    risk_reassessments_due: Connection[RiskAssessmentType] = connection(
        _due,
        lambda assessment: [assessment.c.reassess_due_at, assessment.c.id],
        "The acting agency's assessments, of cases that go on, that are to be done again: the longest due first.",
        [argument(moment("before"), datetime | None, "Those due by this moment; by now if left out.", None)],
    )
