"""The acts of who administers the directory, and the choice of a post, as they are played."""

from roundtable.core import ids
from roundtable.demo.cast import PEOPLE
from tests.acts.stage import Given, Stage, agency, practitioner

Sent = tuple[str, Given]
PLATFORM, POLICE = "ilie, of the platform", "jana, of the police"


async def add_agency(stage: Stage) -> Sent:
    return PLATFORM, {"name": stage.new("Shelter"), "type": "SHELTER"}


async def change_agency(stage: Stage) -> Sent:
    return PLATFORM, {"agencyId": agency(stage.one_of("legal", "ngo")), "name": stage.new("The house")}


async def rest_agency(stage: Stage) -> Sent:
    return PLATFORM, {"agencyId": agency(stage.one_of("legal", "prosecution"))}


async def resume_agency(stage: Stage) -> Sent:
    who, given = await rest_agency(stage)
    await stage.done(who, "RestAgency", "agency", **given)
    return who, given


async def add_practitioner(stage: Stage) -> Sent:
    role = stage.one_of("PRACTITIONER", "CONTACT_POINT")
    return POLICE, {"fullName": stage.new("Kira"), "agencyId": agency("police"), "role": role}


async def add_post(stage: Stage) -> Sent:
    who, given = await add_practitioner(stage)
    made = await stage.done(who, "AddPractitioner", "membership", **given)
    return who, {"practitionerId": made["practitioner"]["id"], "agencyId": agency("police"), "role": "ANALYST"}


async def change_post_address(stage: Stage) -> Sent:
    who, given = await end_post(stage)
    return who, {**given, "email": "kira@police.example.org"}


async def end_post(stage: Stage) -> Sent:
    who, given = await add_practitioner(stage)
    made = await stage.done(who, "AddPractitioner", "membership", **given)
    return who, {"membershipId": made["id"]}


async def add_service_account(stage: Stage) -> Sent:
    return POLICE, {"name": stage.new("List"), "agencyId": agency("police"), "clientId": stage.new("client")}


async def invite_login(stage: Stage) -> Sent:
    return POLICE, {"practitionerId": practitioner("ana"), "subject": stage.new("ana")}


async def withdraw_login(stage: Stage) -> Sent:
    who, given = await invite_login(stage)
    return who, {"loginId": (await stage.done(who, "InviteLogin", "login", **given))["id"]}


async def switch_membership(stage: Stage) -> Sent:
    """In a window of its own."""
    await stage.by("corina")
    stage.pages["corina, elsewhere"] = await stage.page("corina")
    return "corina, elsewhere", {"membershipId": ids.encode("membership", PEOPLE["corina"].posts[1].id)}


PLAYS = {
    "addAgency": add_agency,
    "changeAgency": change_agency,
    "restAgency": rest_agency,
    "resumeAgency": resume_agency,
    "addPractitioner": add_practitioner,
    "addPost": add_post,
    "changePostAddress": change_post_address,
    "endPost": end_post,
    "addServiceAccount": add_service_account,
    "inviteLogin": invite_login,
    "withdrawLogin": withdraw_login,
    "switchMembership": switch_membership,
}
