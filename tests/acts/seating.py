"""The acts of seats, members, deputies and entitlements, as they are played."""

from typing import Any

from tests.acts.stage import ANSWERS, CASE, Given, NotNow, Stage, agency, first, post_of, tomorrow

Sent = tuple[str, Given]
COLLEAGUE, DOCTOR = "gelu, of the police", "felicia, a doctor"


async def invite_agency(stage: Stage) -> Sent:
    asked = agency(stage.one_of("hospital", "programme", "elsewhere"))
    return "corina", {"caseId": CASE, "agencyId": asked, "invitation": "We would like you at the table."}


async def accept_invitation(stage: Stage) -> Sent:
    asked = stage.one_of("programme", "hospital", "elsewhere")
    return ANSWERS[asked], {"invitationId": await stage.invited(asked)}


async def decline_invitation(stage: Stage) -> Sent:
    who, given = await accept_invitation(stage)
    return who, {**given, "reason": "We are full."}


async def leave_case(stage: Stage) -> Sent:
    who, given = await accept_invitation(stage)
    await stage.done(who, "AcceptInvitation", "caseAgency", **given)
    return who, {"caseId": CASE, "reason": "It is no longer ours."}


async def exclude_agency(stage: Stage) -> Sent:
    gone = stage.one_of("elsewhere", "hospital", "forensic")
    if gone != "forensic":
        invitation = await stage.invited(gone)
        await stage.done(ANSWERS[gone], "AcceptInvitation", "caseAgency", invitationId=invitation)
    return "corina", {"caseId": CASE, "agencyId": agency(gone), "reason": "Too near."}


async def name_member(_: Stage) -> Sent:
    return "ana", {"caseId": CASE, "membershipId": post_of(COLLEAGUE), "function": "PRACTITIONER"}


async def renounce_member(stage: Stage) -> Sent:
    """A colleague's, or one's own."""
    if stage.one_of(True, False):
        who, given = await name_member(stage)
        return who, {"caseMemberId": (await stage.done(who, "NameMember", "caseMember", **given))["id"]}
    case = (await (await stage.by("bogdan")).ask("CasePage", caseId=CASE)).data["case"]
    if case is None:
        raise NotNow("CasePage")
    own = [m for m in case["members"] if m["membership"]["id"] == post_of("bogdan") and m["renouncedAt"] is None]
    return "bogdan", {"caseMemberId": first(own)["id"]}


async def name_deputy(stage: Stage) -> Sent:
    post, deputy, who = stage.one_of(("bogdan", DOCTOR, "bogdan"), ("ana", COLLEAGUE, "ana"))
    given = {"membershipId": post_of(post), "deputyMembershipId": post_of(deputy), "endsAt": tomorrow()}
    return who, given


async def end_deputyship(stage: Stage) -> Sent:
    who, given = await name_deputy(stage)
    made = await stage.done(who, "NameDeputy", "deputyship", **given)
    return who, {"deputyshipId": made["id"]}


async def grant_entitlement(stage: Stage) -> Sent:
    in_case = {"category": "CHILD", "agencyId": agency("ngo"), "caseId": CASE}
    everywhere = {"category": "HEALTH", "agencyId": agency("police")}
    to_post = {"category": "FORENSIC_EVIDENCE", "membershipId": post_of(COLLEAGUE)}
    choices: list[tuple[str, dict[str, Any]]] = [
        ("corina", in_case),
        ("ilie, of the platform", everywhere),
        ("jana, of the police", to_post),
    ]
    return stage.one_of(*choices)


async def end_entitlement(stage: Stage) -> Sent:
    who, given = await grant_entitlement(stage)
    made = await stage.done(who, "GrantEntitlement", "entitlement", **given)
    return who, {"entitlementId": made["id"]}


PLAYS = {
    "inviteAgency": invite_agency,
    "acceptInvitation": accept_invitation,
    "declineInvitation": decline_invitation,
    "leaveCase": leave_case,
    "excludeAgency": exclude_agency,
    "nameMember": name_member,
    "renounceMember": renounce_member,
    "nameDeputy": name_deputy,
    "endDeputyship": end_deputyship,
    "grantEntitlement": grant_entitlement,
    "endEntitlement": end_entitlement,
}
