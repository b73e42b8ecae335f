"""A conference from planning to its end, as its people play it through the public interface."""

from tests.messaging.room import BASIS
from tests.support.table import Table


async def test_first(table: Table) -> None:
    corina, emil = await table.by("corina"), await table.by("emil")
    made = await corina.act(
        "PlanConference",
        title="Monthly conference",
        type="ROUTINE",
        startsAt="2027-01-14T10:00",
        timeZone="Europe/Bucharest",
        agencyIds=[table.agency_id("hospital"), table.agency_id("police")],
    )
    assert made["problems"] == []
    conference = made["conference"]["id"]
    listed = (await emil.ask("Conferences")).data["conferences"]["nodes"]
    assert [each["id"] for each in listed] == [conference]
    referred = await corina.act(
        "ReferCase",
        conferenceId=conference,
        caseId=table.case_id,
        criterion="ESCALATION",
        reason="Worse each week.",
        grounds=BASIS,
    )
    assert referred["problems"] == []
    item = referred["agendaItem"]["id"]
    taken = await corina.act("AcceptAgendaItem", agendaItemId=item, minutes=12)
    assert taken["problems"] == []
    assert (await emil.ask("ConferencePage", conferenceId=conference)).data["agenda"]["nodes"] == []
    accepted = await emil.act("AcceptConference", conferenceId=conference)
    assert accepted["problems"] == []
    page = (await emil.ask("ConferencePage", conferenceId=conference)).data
    assert [each["id"] for each in page["agenda"]["nodes"]] == [item]
    assert page["agenda"]["nodes"][0]["case"]["reference"] == "CJ-7K4M-2QX8"
    assert (await corina.act("OpenReturns", conferenceId=conference))["problems"] == []
    page = (await emil.ask("ConferencePage", conferenceId=conference)).data
    (own,) = [
        each for each in page["agenda"]["nodes"][0]["returns"] if each["agency"]["id"] == table.agency_id("hospital")
    ]
    saved = await emil.act("SaveReturn", agencyReturnId=own["id"], version=0, involvement="Treated in May.")
    assert saved["problems"] == [], saved
    said = await emil.act(
        "SubmitReturn", agencyReturnId=own["id"], version=1, involvement="Treated in May and June.", grounds=BASIS
    )
    assert said["problems"] == []
    shown = (await corina.ask("AgendaItemPage", agendaItemId=item)).data["agendaItem"]["returns"]
    (theirs,) = [each for each in shown if each["agency"]["id"] == table.agency_id("hospital")]
    assert theirs["content"]["involvement"] == "Treated in May and June."
    assert (await corina.act("BeginConference", conferenceId=conference))["problems"] == []
    for client in (corina, emil):
        there = (await client.ask("ConferencePage", conferenceId=conference)).data["conference"]["attendance"]
        (mine,) = [each for each in there if each["membership"]["id"] == table.membership_id(client.key)]
        assert (await client.act("RecordArrival", attendanceId=mine["id"], confidential=True))["problems"] == []
    begun = await corina.act("BeginAgendaItem", agendaItemId=item)
    assert begun["problems"] == []
    recused = await corina.act(
        "Recuse", agendaItemId=item, membershipId=table.membership_id("emil"), reason="A cousin."
    )
    assert recused["problems"] == []
    assert (await emil.ask("ConferencePage", conferenceId=conference)).data["agenda"]["nodes"] == []
    assert (await corina.act("ExtendAgendaItem", agendaItemId=item, minutes=5, reason="The children."))[
        "problems"
    ] == []
    assert (await corina.act("ConcludeAgendaItem", agendaItemId=item, note="A plan was made."))["problems"] == []
    assert len((await emil.ask("ConferencePage", conferenceId=conference)).data["agenda"]["nodes"]) == 1
    assert (await corina.act("EndConference", conferenceId=conference))["problems"] == []
    assert (await corina.act("CloseConference", conferenceId=conference))["problems"] == []
    shown = (await corina.ask("AgendaItemPage", agendaItemId=item)).data["agendaItem"]["returns"]
    (theirs,) = [each for each in shown if each["agency"]["id"] == table.agency_id("hospital")]
    assert theirs["content"] is None
