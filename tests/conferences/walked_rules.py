"""What holds after every step of a walk, whatever was sent by whomever: each rule answers where it is broken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.conferences import flow
from roundtable.conferences.models import Conference
from roundtable.core import ids
from roundtable.core.errors import Code
from roundtable.core.flow import Step
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.minutes import flow as written
from roundtable.minutes.digest import digest_of
from roundtable.minutes.models import Minutes
from tests.conferences.walking import POSTS, Row, Walk, World

# The column of each machine, its table, and which states something may begin in.
MACHINES: dict[str, tuple[str, Mapping[str, Step[Any]], set[str]]] = {
    "conference": ("status", flow.CONFERENCE, {"PLANNED"}),
    "agenda_item": ("status", flow.AGENDA_ITEM, {"PROPOSED"}),
    "agency_return": ("state", flow.RETURN, {"REQUESTED"}),
    "attendance": ("status", flow.ATTENDANCE, {"INVITED", "CONFIRMED"}),
    "conference_agency": ("state", flow.INVITATION, {"INVITED"}),
    "attendee_request": ("state", flow.REQUEST, {"ASKED"}),
    "minutes": ("state", written.MINUTES, {"DRAFT"}),
    "minutes_comment": ("state", written.COMMENT, {"OPEN"}),
    "minutes_remark": ("state", written.COMMENT, {"OPEN"}),
}
KNOWN = {code.value for code in Code} - {Code.INTERNAL, Code.INVALID_OPERATION, Code.UNKNOWN_DOCUMENT}
# Of a version that stands, what may still happen to it: that another one takes its place.
_MAY_CHANGE = ("state", "superseded_at")
_STANDS = ("APPROVED", "SUPERSEDED")
_OVER = ("CLOSED", "CANCELLED")


async def broken(walk: Walk, before: World, digests: dict[UUID, str]) -> list[str]:
    """Every rule that the last step broke, in words; the digests of minutes that stand are kept from step to step."""
    now = walk.world
    found = [*_answered(walk, before, now), *_moved(before, now), *_held(now)]
    found += [*_actions(before, now), *_stood(before, now)]
    return [*found, *await _hears_nothing(walk), *await _digests(walk, digests)]


def _answered(walk: Walk, before: World, now: World) -> list[str]:
    codes = walk.steps[-1].codes
    unknown = [f"unknown refusal {code}" for code in codes if code not in KNOWN]
    if not codes:
        return unknown
    changed = [name for name, rows in now.told.items() if rows != before.told[name]]
    counted = [name for name, count in now.counts.items() if count != before.counts[name]]
    return [*unknown, *(f"refused, and {name} is changed" for name in {*changed, *counted})]


def _moved(before: World, now: World) -> list[str]:
    """Each state is one that an act of its table leads to; nothing that has a state vanishes."""
    wrong = []
    for table, (column, machine, first) in MACHINES.items():
        was, is_ = before.told[table], now.told[table]
        wrong += [f"{table} {key} vanished" for key in was.keys() - is_.keys()]
        for key, row in is_.items():
            old, new = was[key][column] if key in was else None, row[column]
            led = old == new or (new in first if old is None else _leads(machine, old, new))
            wrong += [] if led else [f"{table} {key} went from {old} to {new}"]
    return wrong


def _leads(machine: Mapping[str, Step[Any]], old: Any, new: Any) -> bool:
    return any(old in step.start and flow.after(machine, act, old) == new for act, step in machine.items())


def _held(now: World) -> list[str]:
    """What is so of each meeting at any time."""
    wrong = []
    for key, conference in now.told["conference"].items():
        in_session = conference["status"] == "IN_SESSION"
        items = [row for row in now.of("agenda_item", conference_id=key) if row["current_since"]]
        word = [row for row in now.of("attendance", conference_id=key) if row["word_given_at"]]
        there = [row for row in now.of("attendance_span", conference_id=key) if not row["left_at"]]
        hands = [row for row in now.of("attendance", conference_id=key) if row["hand_raised_at"]]
        wrong += [f"{key}: {len(items)} items are heard"] if len(items) > 1 else []
        wrong += [f"{key}: {len(word)} have the word"] if len(word) > 1 else []
        wrong += [f"{key}: an item is heard, not in session"] if items and not in_session else []
        wrong += [f"{key}: an item is heard that is not accepted"] if any(_not_on(row) for row in items) else []
        wrong += [f"{key}: somebody is there, not in session"] if (there or word or hands) and not in_session else []
        wrong += [f"{key}: nobody chairs"] if conference["chair_id"] is None else []
        sat = {row["attendance_id"] for row in there}
        wrong += [f"{key}: who is not there has the word"] if any(row["id"] not in sat for row in word + hands) else []
    return wrong


def _not_on(item: Row) -> bool:
    return bool(item["status"] != "ACCEPTED")


def _actions(before: World, now: World) -> list[str]:
    """What was undertaken stays, and stays its agency's."""
    wrong = []
    for key, row in before.told["undertaking"].items():
        task = now.told["task"].get(row["task_id"])
        wrong += [f"undertaking {key} is another"] if now.told["undertaking"].get(key) != row else []
        owner = task and task["owner_agency_id"]
        wrong += [f"the task of undertaking {key} is {owner}'s"] if owner != row["agency_id"] else []
    wrong += [f"task {key} vanished" for key in before.told["task"].keys() - now.told["task"].keys()]
    return wrong


def _standing(world: World) -> dict[str, dict[UUID, Row]]:
    """All that is written in minutes that stand."""
    versions = {key: row for key, row in world.told["minutes"].items() if row["state"] in _STANDS}
    sections = {key: row for key, row in world.told["minutes_section"].items() if row["minutes_id"] in versions}
    passages = {key: row for key, row in world.told["minutes_passage"].items() if row["section_id"] in sections}
    return {
        "minutes": {
            key: {name: value for name, value in row.items() if name not in _MAY_CHANGE}
            for key, row in versions.items()
        },
        "minutes_section": sections,
        "minutes_passage": passages,
        "minutes_words": _of(world, "minutes_words", "passage_id", passages),
        "minutes_comment": _of(world, "minutes_comment", "section_id", sections),
        "minutes_remark": _of(world, "minutes_remark", "minutes_id", versions),
        "minutes_approval": _of(world, "minutes_approval", "minutes_id", versions),
    }


def _of(world: World, table: str, column: str, keys: dict[UUID, Row]) -> dict[UUID, Row]:
    return {key: row for key, row in world.told[table].items() if row[column] in keys}


def _stood(before: World, now: World) -> list[str]:
    """What stood stands, and nothing came to it; another version is another row."""
    stood, stands = _standing(before), _standing(now)
    came = stands["minutes"].keys() - stood["minutes"].keys()
    wrong = []
    for table, rows in stood.items():
        wrong += [
            f"{table} {key} was approved, and is another" for key, row in rows.items() if stands[table].get(key) != row
        ]
        if table != "minutes" and not came:
            wrong += [f"{table} {key} came to what was approved" for key in stands[table].keys() - rows.keys()]
    per = [row["conference_id"] for row in now.told["minutes"].values() if row["state"] == "APPROVED"]
    return wrong + (["two versions stand"] if len(per) > len({*per}) else [])


async def _hears_nothing(walk: Walk) -> list[str]:
    """Who stepped aside from the item that is heard is not shown it."""
    wrong = []
    for item in walk.world.told["agenda_item"].values():
        if not item["current_since"]:
            continue
        for recusal in walk.world.of("recusal", agenda_item_id=item["id"], ended_at=None):
            who = POSTS[recusal["membership_id"]]
            key = ids.encode("agendaitem", item["id"])
            shown = (await (await walk.stage.by(who)).ask("AgendaItemPage", agendaItemId=key)).data["agendaItem"]
            wrong += [f"{who} stepped aside, and hears {key}"] if shown is not None else []
            chairs = walk.world.told["conference"][item["conference_id"]]["chair_id"] == recusal["membership_id"]
            wrong += [f"{who} stepped aside, and chairs {key}"] if chairs else []
    return wrong


async def _digests(walk: Walk, kept: dict[UUID, str]) -> list[str]:
    """The digest of minutes that stand is there, stays, and is still that of what they say."""
    if not any(row["digest"] for row in walk.world.told["minutes"].values()) or walk.steps[-1].codes:
        return []
    wrong = []
    rows = table_of(Minutes)
    async with walk.table.database.writing() as session:
        work = await Work.begin(session, story.actor("corina"), walk.table.services.clock.now())
        async with work.reaching(Reach.MINUTES):
            for minutes in await work.values(select(Minutes).where(rows.c.state.in_(_STANDS))):
                conference = await session.get_one(Conference, minutes.conference_id)
                first = kept.setdefault(minutes.id, minutes.digest or "")
                same = first == minutes.digest == await digest_of(work, conference, minutes)
                wrong += [] if same else [f"the digest of minutes {minutes.id} is another"]
    return wrong


def outliving(world: World, now: datetime) -> list[str]:
    """What was disclosed for a conference alone, and stands though that is over, or though whom it names declined."""
    wrong = []
    for key, naming in world.told["disclosure"].items():
        until = naming["until_conference_id"]
        if until is None or naming["revoked_at"] or (naming["expires_at"] and naming["expires_at"] <= now):
            continue
        status = world.told["conference"][until]["status"]
        wrong += [f"disclosure {key} outlives its conference, which is {status}"] if status in _OVER else []
        if world.of("conference_agency", conference_id=until, agency_id=naming["agency_id"], state="DECLINED"):
            wrong.append(f"disclosure {key} is to an agency that declined")
    return wrong
