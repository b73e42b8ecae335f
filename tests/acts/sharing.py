"""The acts of sharing, consents, conflicts, identities, emergencies and checks, as they are played."""

from tests.acts.stage import CASE, REFERENCE, Given, NotNow, Payload, Stage, agency, first, post_of
from tests.messaging.room import BASIS

Sent = tuple[str, Given]
GROUNDS = {"purpose": "The hearing", "lawfulBasis": "PUBLIC_TASK", "rationale": "They act at the hearing."}
_WHY = {"reason": "THREAT_TO_LIFE", "explanation": "She called from the street; nobody at the table answers."}
_CONFLICTS = "CaseConflicts"


async def person_of(stage: Stage, role: str) -> str:
    """Who has this part in the case."""
    case = (await (await stage.by("corina")).ask("CasePage", caseId=CASE)).data["case"]
    if case is None:
        raise NotNow("CasePage")
    found: str = next(person["id"] for person in case["participants"] if person["role"] == role)
    return found


async def _victim(stage: Stage) -> str:
    return await person_of(stage, "VICTIM")


async def _consent(stage: Stage) -> Payload:
    who, given = await record_consent(stage)
    return await stage.done(who, "RecordConsent", "consent", **given)


async def record_consent(stage: Stage) -> Sent:
    return "corina", {"caseId": CASE, "participantId": await _victim(stage), "decision": "GIVEN"}


async def withdraw_consent(stage: Stage) -> Sent:
    """What rests on it closes for the police."""
    consent = await _consent(stage)
    shared = {"agencyIds": [agency("police")], "purpose": "She asked for it", "lawfulBasis": "CONSENT"}
    await stage.done("corina", "OpenThread", caseId=CASE, subject=stage.new("With her consent"), audience=shared)
    return "corina", {"consentId": consent["id"]}


async def declare_conflict(stage: Stage) -> Sent:
    who = stage.one_of("bogdan", "gelu", "ana", "dalia")
    return "corina", {"caseId": CASE, "reason": "They are related.", "membershipId": post_of(who)}


async def lift_conflict(stage: Stage) -> Sent:
    standing = [each for each in await stage.nodes("corina", _CONFLICTS, "conflicts", caseId=CASE) if each["stands"]]
    if not standing:
        who, given = await declare_conflict(stage)
        standing = [await stage.done(who, "DeclareConflict", "conflict", **given)]
    return "corina", {"conflictId": standing[0]["id"], "reason": "They are not."}


async def widen_audience(stage: Stage) -> Sent:
    thread = await stage.opened("corina", "ngo")
    choices: list[Given] = [
        {"agencyIds": [agency("police")]},
        {"everyone": True},
        {"membershipIds": [post_of("bogdan")]},
    ]
    to = stage.one_of(*choices)
    return "corina", {"audienceId": thread["audience"]["id"], "grounds": GROUNDS, **to}


async def narrow_audience(stage: Stage) -> Sent:
    thread = await stage.opened("corina", "ngo", "police", "forensic")
    given = {"audienceId": thread["audience"]["id"], "reason": "Too many."}
    return "corina", {**given, "agencyIds": [agency(stage.one_of("police", "forensic"))]}


async def revoke_disclosure(stage: Stage) -> Sent:
    thread = await stage.opened("corina", stage.one_of("ngo", "police", "forensic"))
    named = [each for each in thread["audience"]["disclosures"] if each["agency"]["id"] != agency("social")]
    return "corina", {"disclosureId": first(named)["id"], "reason": "A mistake."}


async def review_disclosure(stage: Stage) -> Sent:
    """What stands on another basis than the consent that ended is to be looked at again."""
    consent, thread = await _consent(stage), await stage.opened("corina", "ngo", **BASIS)
    await stage.done("corina", "WithdrawConsent", "consent", consentId=consent["id"])
    return "corina", {"disclosureId": thread["audience"]["disclosures"][0]["id"]}


async def record_identity(stage: Stage) -> Sent:
    return "corina", {"participantId": await _victim(stage), "fullName": stage.new("Maria")}


async def break_glass(stage: Stage) -> Sent:
    return stage.one_of("horia", "felicia"), {"reference": REFERENCE, **_WHY}


async def _broken(stage: Stage, who: str) -> str:
    """An open glass of theirs, which may be there already."""
    looking = (await (await stage.by(who)).ask("OpenGlasses")).data["openGlasses"]
    if not looking:
        looking = [await stage.done(who, "BreakGlass", "glass", reference=REFERENCE, **_WHY)]
    key: str = looking[0]["id"]
    return key


async def close_glass(stage: Stage) -> Sent:
    return (who := stage.one_of("horia", "felicia")), {"glassId": await _broken(stage, who)}


async def review_glass(stage: Stage) -> Sent:
    who, verdict = stage.one_of("corina", "ilie"), stage.one_of("JUSTIFIED", "NOT_JUSTIFIED")
    glass = await _broken(stage, "felicia")
    return who, {"glassId": glass, "verdict": verdict, "findings": "It was looked into."}


async def check_involvement(_: Stage) -> Sent:
    return "horia", {"person": {"nationalId": "2900501 123456"}, "purpose": "She came to our station tonight."}


PLAYS = {
    "recordConsent": record_consent,
    "withdrawConsent": withdraw_consent,
    "declareConflict": declare_conflict,
    "liftConflict": lift_conflict,
    "widenAudience": widen_audience,
    "narrowAudience": narrow_audience,
    "revokeDisclosure": revoke_disclosure,
    "reviewDisclosure": review_disclosure,
    "recordIdentity": record_identity,
    "breakGlass": break_glass,
    "closeGlass": close_glass,
    "reviewGlass": review_glass,
    "checkInvolvement": check_involvement,
}
