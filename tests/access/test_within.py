"""Who stands within one case is shown of that case what they are shown otherwise, and of others nothing more."""

from collections import defaultdict
from random import Random
from typing import Any
from uuid import UUID

import pytest
from graphql import get_named_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, cast, literal_column, null, select, text

from roundtable.api.schema import build_schema
from roundtable.core import facts, ids
from roundtable.core.facts import FactName
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.models import OUTSIDE, tables
from roundtable.reader.bind import bind
from roundtable.reader.shapes import Many, One, Paged
from tests.access import generated
from tests.access.looking import Onlookers
from tests.access.world import POSTS
from tests.messaging.room import agencies, posted, refusals
from tests.streams.wire import open_wire
from tests.support.cases import cases
from tests.support.table import Table

# What a row of a case leads to that has a case as well: all of it is of the same case, by the composite keys. What
# leads to another case would be left out where one stands within one; whoever adds such a relation adds it here and
# sees to `Context._shown` and `Listener._answered`, or says here that it stays.
STAY = [
    "AccessChanged.case",
    "ActionReview.agendaItem",
    "ActionReview.undertaking",
    "ActionReviewed.actionReview",
    "ActionVolunteered.undertaking",
    "AgencyChanged.caseAgency",
    "AgencyInvited.invitation",
    "AgencyReturn.content",
    "AgencyReturnChanged.agencyReturn",
    "AgendaItem.audience",
    "AgendaItem.case",
    "AgendaItem.recusals",
    "AgendaItem.restsOn",
    "AgendaItem.returns",
    "AgendaItem.thread",
    "AgendaItemBegun.agendaItem",
    "AgendaItemChanged.agendaItem",
    "AgendaItemLeft.agendaItem",
    "AppliedRiskLevel.assessment",
    "AppliedRiskLevel.case",
    "Audience.disclosures",
    "BreakGlass.case",
    "Case.agencies",
    "Case.members",
    "Case.participants",
    "CaseFlagged.case",
    "CaseParticipant.identity",
    "ConferenceClosed.agendaItem",
    "ConflictDeclaration.case",
    "Consent.case",
    "Consent.participant",
    "Decision.agendaItem",
    "Decision.voices",
    "DecisionChanged.decision",
    "DecisionRecorded.decision",
    "Entitlement.case",
    "GlassBroken.glass",
    "GlassClosed.glass",
    "GlassReviewed.glass",
    "IdentityRecorded.participant",
    "Incident.audience",
    "Incident.case",
    "Incident.likelySame",
    "Incident.perpetrator",
    "Incident.sameEvent",
    "Incident.supersededBy",
    "Incident.supersedes",
    "Incident.victim",
    "IncidentRecorded.incident",
    "IncidentWithdrawn.incident",
    "IncidentsJoined.incident",
    "IncidentsParted.incident",
    "Invitation.wouldSee",
    "Message.audience",
    "Message.inReplyTo",
    "Message.thread",
    "Message.versions",
    "MessageEdited.message",
    "MessagePosted.message",
    "MessageRedacted.message",
    "MinutesPassage.words",
    "MinutesSection.agendaItem",
    "MinutesSection.comments",
    "MinutesSection.decisions",
    "MinutesSection.passages",
    "MinutesSection.reviews",
    "MinutesSection.undertakings",
    "MinutesSectionChanged.section",
    "PractitionerMentioned.message",
    "Presence.typingIn",
    "RepeatDropped.case",
    "RepeatFinding.agendaItem",
    "RepeatFinding.case",
    "RepeatFound.finding",
    "ReturnContent.audience",
    "ReturnContent.known",
    "RiskAssessed.riskAssessment",
    "RiskAssessment.answers",
    "RiskAssessment.applied",
    "RiskAssessment.audience",
    "RiskAssessment.case",
    "RiskAssessment.previous",
    "RiskAssessment.supersededBy",
    "RiskAssessment.supersedes",
    "RiskLevelChanged.applied",
    "RiskLevelChanged.case",
    "SafetyPlan.audience",
    "SafetyPlan.case",
    "SafetyPlan.inForce",
    "SafetyPlan.participant",
    "SafetyPlan.versions",
    "SafetyPlanChanged.safetyPlan",
    "SafetyPlanSignedOff.safetyPlan",
    "SafetyPlanVersion.sections",
    "Task.assignedFrom",
    "Task.audience",
    "Task.case",
    "Task.thread",
    "Task.transitions",
    "TaskAssigned.task",
    "TaskChanged.task",
    "Thread.audience",
    "Thread.case",
    "Thread.draft",
    "Thread.lastRead",
    "Thread.messages",
    "ThreadClosed.thread",
    "ThreadOpened.thread",
    "ThreadRead.thread",
    "Undertaking.agendaItem",
    "Undertaking.decision",
    "Undertaking.reviews",
    "Undertaking.task",
]
CASE_EVENTS = """
subscription ($id: ID!) {
  caseEvents(caseId: $id) { __typename ... on AccessChanged { case { id } } ... on MessagePosted { message { id } } }
}
"""
UNDER = [table for table in tables() if table.name not in OUTSIDE]
Rows = dict[UUID | None, set[tuple[str, str]]]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("onlookers", ["as it runs"], indirect=True, scope="module")
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
async def test_everyone_is_shown_the_same_of_a_case_within_it(onlookers: Onlookers, random: Random) -> None:
    worlds = [world := generated.world(random, rich=2), generated.fill(random, world.beside(), rich=2)]

    async with onlookers.standing(*worlds):
        shown = 0
        for post in POSTS.values():
            whole = await _rows(onlookers.table, post)
            for each in worlds:
                within = await _rows(onlookers.table, post, each.case.id)
                assert within[each.case.id] == whole[each.case.id]
                assert all(found <= whole[case] for case, found in within.items())
                shown += len(within[each.case.id])
        assert shown


async def _rows(table: Table, post: UUID, within: UUID | None = None) -> Rows:
    """All that the policies show of the guarded tables, by its case."""
    found: Rows = defaultdict(set)
    database = table.services.database
    async with database.writing() as session:
        connection = await session.connection()
        given = {"me": post, "now": table.services.clock.now(), "within": within}
        await connection.execute(text("SELECT rule.stand(:me, :now, :within)"), given)
        for each in UNDER:
            case = each.c.get("case_id", each.c.id if each.name == "case" else null())
            row = select(case, cast(literal_column(f'"{each.name}"'), Text)).select_from(each)
            for of, written in await connection.execute(row):
                found[of].add((each.name, written))
    return found


def test_what_a_row_of_a_case_leads_to_is_of_that_case() -> None:
    schema = build_schema()._schema
    registry = bind(schema)
    leads = set()
    for kind, (shape, readings) in registry.items():
        for name, reading in readings.items():
            if not shape or not shape.case or not isinstance(reading, One | Many | Paged):
                continue
            target: Any = get_named_type(schema.type_map[kind].fields[name].type)  # type: ignore[attr-defined]
            if isinstance(reading, Paged):
                target = get_named_type(target.fields["nodes"].type)
            other, _ = registry[target.name]
            if other and other.case:
                leads.add(f"{kind}.{name}")

    assert leads == {*STAY}


async def test_what_is_answered_or_was_being_written_in_another_case_is_not_there(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    (other,) = await cases(table.database.writer.url.render_as_string(hide_password=False), 1)
    there = (
        await ana.act("OpenThread", caseId=ids.encode("case", other), subject="Another", audience=agencies(table))
    )["thread"]["id"]
    message = await posted(ana, there, "There")
    draft = (await ana.act("SaveDraft", threadId=there, body="There", version=0))["draft"]
    before = await table.rows()

    answered = await ana.act("PostMessage", threadId=thread, body="Here", inReplyTo=message["id"])
    drafted = await ana.act("PostMessage", threadId=thread, body="Here", draftId=draft["id"], draftVersion=1)

    assert refusals(answered) == [("NOT_FOUND", ["inReplyTo"])]
    assert refusals(drafted) == [("NOT_FOUND", ["draftId"])]
    assert await table.rows() == before


async def test_a_case_whose_stream_tells_of_another_tells_it_to_who_listens(table: Table) -> None:
    (other,) = await cases(table.database.writer.url.render_as_string(hide_password=False), 1)
    ana, thread = await table.by("ana"), await table.thread_id()
    async with open_wire(table) as wire, wire.listening(ana, CASE_EVENTS, id=table.case_id) as stream:
        await posted(ana, thread, "Here")
        assert (await stream.event())["__typename"] == "MessagePosted"
        services = table.services
        async with services.database.writing() as session:
            work = await Work.begin(session, story.actor("ana"), services.clock.now())
            work.tell(FactName.ACCESS_CHANGED, other, other, [story.CASE])
            heads = await facts.write(session, work.facts)
        await services.bell.ring(heads)
        assert (await stream.event()) == {"__typename": "AccessChanged", "case": {"id": ids.encode("case", other)}}
