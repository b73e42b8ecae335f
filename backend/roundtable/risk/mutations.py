"""The acts on risk as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import AudienceInput
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import RiskLevel
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.risk import commands
from roundtable.risk.graphql import RiskAssessmentType
from roundtable.risk.models import RiskAnswer


@strawberry.input(description="What is answered of one indicator.")
class RiskAnswerInput:
    indicator: str = strawberry.field(description="The indicator's key.")
    answer: RiskAnswer = strawberry.field(description="The answer.")


@strawberry.input(description="An assessment of a case's risk by a tool.")
class RecordRiskAssessmentInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    tool_key: str = strawberry.field(description="`RiskTool.key`.")
    tool_version: int = strawberry.field(description="`RiskTool.version`; not a retired one.")
    answers: list[RiskAnswerInput] = strawberry.field(description="Of every indicator of the tool, in any order.")
    audience: AudienceInput = strawberry.field(description="Who may see it.")
    applies_to_case: bool = strawberry.field(
        description="Whether the case's table is told the level, and nothing else of it: see `applyRiskLevel`."
    )
    professional_judgement: RiskLevel | None = strawberry.field(
        default=None, description="The level as one judges it: the tool's band or higher."
    )
    rationale: str | None = strawberry.field(
        default=None, description="Why, up to 2,000 characters; needed with a judgement, and only then."
    )
    note: str | None = strawberry.field(default=None, description="What else to say, up to 5,000 characters.")
    assessed_at: datetime | None = strawberry.field(
        default=None, description="As of when: since the case was opened, and not to come; now if left out."
    )
    reassess_due_at: datetime | None = strawberry.field(
        default=None, description="When to assess again, sooner than the tool says for the level."
    )
    supersedes_id: ID | None = strawberry.field(
        default=None, description="An assessment of one's agency, of the same case, that this one corrects."
    )


@strawberry.input(description="An assessment whose level the case's table is to know.")
class ApplyRiskLevelInput:
    client_mutation_id: UUID = mutation_id()
    risk_assessment_id: ID = strawberry.field(description="The assessment; of one's own agency.")


@strawberry.type(description="What recording an assessment answers.")
class RecordRiskAssessmentPayload(Payload):
    risk_assessment: RiskAssessmentType | None = strawberry.field(description="The assessment.")
    case: CaseNode | None = strawberry.field(description="The case, with its level.")


@strawberry.type(description="What applying a level answers.")
class ApplyRiskLevelPayload(Payload):
    risk_assessment: RiskAssessmentType | None = strawberry.field(description="The assessment.")
    case: CaseNode | None = strawberry.field(description="The case, with its level.")


@strawberry.type
class RiskMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Assess a case's risk by a tool; the server scores it.")
    async def record_risk_assessment(
        self, info: Asked, input: Input[RecordRiskAssessmentInput]
    ) -> RecordRiskAssessmentPayload:
        answers = [(each.indicator, each.answer) for each in input.answers]
        choice = input.audience.choice()
        return await info.context.perform(
            info, commands.record_risk_assessment, input, answers=answers, audience=choice
        )

    @strawberry.mutation(
        description="Tell all at a case's table the level of an assessment of one's agency, and nothing else of it. It"
        " takes the place of what the agency told before and, where it leads the case, of all that is older. The case"
        " has the highest level that stands then."
    )
    async def apply_risk_level(self, info: Asked, input: Input[ApplyRiskLevelInput]) -> ApplyRiskLevelPayload:
        return await info.context.perform(info, commands.apply_risk_level, input)
