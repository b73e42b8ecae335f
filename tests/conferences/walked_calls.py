"""The acts of a walk on conferences, who comes to them and their agendas: who would send each, and saying what."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from roundtable.core import ids
from tests.acts.stage import Given, agency, post_of
from tests.conferences.walking import EVERYBODY, POSTS, Walk, speaker
from tests.messaging.room import BASIS

Sent = tuple[str, Given]
Act = Callable[[Walk], Sent]
FUNCTIONS = ("REPRESENTATIVE", "VICTIM_ADVOCATE", "OBSERVER")


def _in_days(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def plan(walk: Walk) -> Sent:
    kind = walk.any_of("ROUTINE", "ROUTINE", "EMERGENCY", "REVIEW", "ASYNCHRONOUS")
    without = kind == "ASYNCHRONOUS" if not walk.by_chance(0.1) else walk.by_chance(0.5)
    given = {"title": walk.text(), "type": kind, "startsAt": f"{_in_days(7):%Y-%m-%dT10:00}"}
    zone = "Europe/Bucharest" if not walk.by_chance(0.05) else "Europe/Nowhere"
    more = {"deadlineAt": _in_days(walk.any_of(10, 12, 1)).isoformat()} if without else {}
    return "corina", {**given, **more, "timeZone": zone, "agencyIds": walk.agencies(3)}


def on_conference(*who: str, **texts: str) -> Act:
    """About the conference, by one of these or by who chairs it, with a text where one is asked for."""

    def act(walk: Walk) -> Sent:
        given = {"conferenceId": walk.this()} | {name: walk.text() for name in texts.values()}
        return walk.any_of(*who) if who else walk.chair, given

    return act


def answer(*states: str, reason: bool = False) -> Act:
    def act(walk: Walk) -> Sent:
        asked = walk.here("conference_agency", state=walk.any_of(*states))
        return speaker(asked["agency_id"]), {"conferenceId": walk.this()} | ({"reason": walk.text()} if reason else {})

    return act


def name(walk: Walk) -> Sent:
    function = walk.any_of(*FUNCTIONS)
    who = walk.any_of(*EVERYBODY)
    condition = {"condition": walk.text()} if (function == "OBSERVER") != walk.by_chance(0.1) else {}
    return "corina", {"conferenceId": walk.this(), "membershipId": post_of(who), "function": function, **condition}


def on_attendance(operation: str) -> Act:
    """About how somebody attends, by them or by Corina."""

    def act(walk: Walk) -> Sent:
        coming = operation == "arrive" and walk.by_chance(0.7)
        there = walk.here("attendance", **({"status": walk.any_of("CONFIRMED", "INVITED")} if coming else {}))
        who = POSTS.get(there["membership_id"], "corina")
        given: Given = {"attendanceId": walk.id_of("attendance", there)}
        if operation == "confirm":
            given["signs"] = walk.by_chance(0.8)
        if operation == "apologise":
            given["reason"] = walk.text()
        if operation == "deputy":
            given["deputyMembershipId"] = walk.post()
        if operation == "arrive":
            given["confidential"] = not walk.by_chance(0.05)
        note = operation in ("arrive", "leave", "word") and walk.by_chance(0.6)
        return "corina" if note or operation == "word" else who, given

    return act


def refer(walk: Walk) -> Sent:
    given = {"criterion": walk.any_of("ESCALATION", "PROFESSIONAL_JUDGEMENT", "REPEAT"), "reason": walk.text()}
    without = walk.agencies(1) if walk.by_chance(0.1) else []
    about = {"conferenceId": walk.this(), "caseId": walk.any_of(*walk.cases), "withoutAgencyIds": without}
    return walk.any_of("corina", "corina", "ana"), {**about, **given, "grounds": BASIS}


def on_item(*states: str, reason: bool = False, current: bool | None = None, **more: str) -> Act:
    """About an item in one of these states, with a reason and other texts; by who chairs, where it is heard or not."""

    def act(walk: Walk) -> Sent:
        item = walk.item(*states, current=current)
        said = {"reason": walk.text()} if reason else {}
        return "corina" if current is None else walk.chair, {
            "agendaItemId": walk.id_of("agenda_item", item),
            **said,
        } | {name: walk.text() for name in more.values()}

    return act


def order(walk: Walk) -> Sent:
    items = walk.world.of("agenda_item", conference_id=walk.about)
    chosen = walk.random.sample(items, walk.random.randrange(len(items) + 1))
    return "corina", {
        "conferenceId": walk.this(),
        "agendaItemIds": [walk.id_of("agenda_item", each) for each in chosen],
    }


def extend(walk: Walk) -> Sent:
    who, given = on_item("ACCEPTED", reason=True, current=True)(walk)
    return who, {**given, "minutes": walk.number(5)}


def recuse(walk: Walk) -> Sent:
    item, there = walk.item("ACCEPTED"), walk.here("attendance")
    who, post = POSTS.get(there["membership_id"], "corina"), ids.encode("membership", there["membership_id"])
    given = {"membershipId": post, "reason": walk.text(), "lasting": walk.by_chance(0.1)}
    return walk.any_of("corina", who), {"agendaItemId": walk.id_of("agenda_item", item), **given}


def hand_over(walk: Walk) -> Sent:
    there = walk.here("attendance", status="PRESENT")
    return walk.chair, {"conferenceId": walk.this(), "membershipId": ids.encode("membership", there["membership_id"])}


def on_return(operation: str) -> Act:
    def act(walk: Walk) -> Sent:
        item = walk.here("agenda_item")
        asked = walk.some("agency_return", agenda_item_id=item["id"])
        given: Given = {"agencyReturnId": walk.id_of("agency_return", asked)}
        written = walk.world.of("return_content", agency_return_id=asked["id"])
        if operation in ("save", "submit"):
            given |= {"version": walk.number(written[0]["version"] if written else 0), "concerns": walk.text()}
        if operation == "submit":
            given |= {"grounds": BASIS, "kept": walk.by_chance(0.3)}
        if operation == "decline":
            given["reason"] = walk.any_of("LEGAL_BAR", "UNSAFE")
        return speaker(asked["agency_id"]), given

    return act


def request(walk: Walk) -> Sent:
    function = walk.any_of("VICTIM_ADVOCATE", "OBSERVER")
    condition = {"condition": walk.text()} if function == "OBSERVER" else {}
    chosen = (walk.agencies(1) or [agency("hospital")])[0]
    return "corina", {"conferenceId": walk.this(), "agencyId": chosen, "function": function, **condition}


def on_request(operation: str) -> Act:
    def act(walk: Walk) -> Sent:
        asked = walk.here("attendee_request", state="ASKED")
        given: Given = {"attendeeRequestId": walk.id_of("attendee_request", asked)}
        if operation == "answer":
            given["membershipId"] = walk.post()
        if operation == "decline":
            given["reason"] = walk.text()
        return "corina" if operation == "withdraw" else speaker(asked["agency_id"]), given

    return act


def move_deadline(walk: Walk) -> Sent:
    days = walk.any_of(8, 11, 14, 1)
    return "corina", {"conferenceId": walk.this(), "deadlineAt": _in_days(days).isoformat()}


def invite(walk: Walk) -> Sent:
    return "corina", {"conferenceId": walk.this(), "agencyIds": walk.agencies(2)}


def change(walk: Walk) -> Sent:
    return "corina", {"conferenceId": walk.this(), "minutes": walk.number(90), "title": walk.text()}
