"""Worlds made at random, in which most things hold: worlds in which nobody sees anything tell little.

All chance comes from one `Random`: hypothesis's, which shrinks what fails, or a seed's.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Category,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    Sensitivity,
)
from roundtable.agencies.models import Deputyship, Membership
from roundtable.cases.models import RiskLevel
from roundtable.conferences.models import AgendaItem, Conference, ConferenceAgencyState
from roundtable.conferences.request_models import AttendeeRequestState
from roundtable.core.actor import Role
from roundtable.decisions.models import Undertaking
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Thread
from roundtable.risk.models import RiskAssessment
from roundtable.safety.models import SafetyPlan
from roundtable.tasks.models import Task
from tests.access.minuted import minuted
from tests.access.world import LONG_AGO, POSTS, SCRIPT, TODAY, VOLUNTEER, World, day

Row = TypeVar("Row", bound=SQLModel)
_AGENCIES = ["police", "forensic", "social", "ngo", "legal", "programme"]
# Who may come to work at one of these agencies, so that there are colleagues.
_MOVING = ["emil", "gelu", "horia", VOLUNTEER]
_PEOPLE = [post for post in POSTS if post != SCRIPT]
# As many as a look asks for.
_MOST_ASSESSMENTS = _MOST_INCIDENTS = 10
# Two events that several agencies may have recorded; the same two in every world.
_EVENTS = (UUID(int=0xE1), UUID(int=0xE2))
_MOST_PLANS = 5
_KNOWN = ["ana", "bogdan", "corina", "dalia", "felicia", VOLUNTEER, SCRIPT]
_STATES = [*[CaseAgencyState.ACTIVE] * 12, *[CaseAgencyState.TASKED] * 3, *CaseAgencyState, None]
_ANSWERS = list(AttendeeRequestState)
_ROLES = [
    *[Role.PRACTITIONER] * 3,
    *[Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR],
    *[Role.AUDITOR, Role.ANALYST, Role.AGENCY_ADMIN],
]
_CATEGORIES = [Category.LOCATION, Category.HEALTH, Category.CHILD]
_DECISIONS = [*[ConsentDecision.GIVEN] * 4, *[ConsentDecision.GIVEN_WITH_LIMITS] * 2, *ConsentDecision]


def world(random: Random, rich: int = 1) -> World:
    """One case, and some things to see on it: the richer, the more."""
    made = World()
    for post in _MOVING:
        if random.random() < 0.7:
            made.move(post, random.choice(_AGENCIES))
    for post in random.sample(_PEOPLE, random.randrange(3)):
        _change_post(random, made, post)
    _some(random, 3 * rich, lambda: add_deputy(random, made))
    _some(random, 1, lambda: made.make_inactive(**random.choice(_INACTIVE)))
    _some(random, 3, lambda: _entitle(random, made, here=False))
    return fill(random, made, rich)


def fill(random: Random, made: World, rich: int = 1) -> World:
    """Seat the agencies at a case, and give it things to see."""
    for agency in _AGENCIES:
        if (state := random.choice(_STATES)) is not None:
            made.seat(agency, state, random.choice([*[day(-9)] * 3, day(-5), day(-3)]), _side(random, agency))
    for post in _PEOPLE:
        if random.random() < 0.6:
            made.member(post, _start(random), _end(random))
    _some(random, 1, lambda: add_conflict(random, made))
    _some(random, 2, lambda: add_consent(random, made))
    _some(random, 5, lambda: add_entitlement(random, made))
    _some(random, 2 * rich, lambda: add_glass(random, made))
    for _ in range(rich * random.choice([2, 2, 3, 4])):
        _share(random, made)
    _some(random, 4, lambda: add_assessment(random, made))
    _some(random, 3, lambda: add_incident(random, made))
    for part in made.all(CaseAgency):
        part.lead = random.random() < 0.3
    _some(random, 2, lambda: made.repeat(random.choice([None, *made.all(AgendaItem)])))
    _some(random, 2, lambda: add_plan(random, made))
    return made


def change(random: Random, made: World) -> str:
    """Something is granted, revoked, or ends, as of now; answers what."""
    step = random.choice(_CHANGES)
    step(random, made)
    return step.__name__.removeprefix("_")


def _some(random: Random, most: int, step: Callable[[], Any]) -> None:
    for _ in range(random.randint(0, most)):
        step()


def _start(random: Random) -> datetime:
    return random.choice([*[day(-9)] * 7, day(-1), day(1)])


def _end(random: Random) -> datetime | None:
    return random.choice([*[None] * 6, day(1), day(-1), day(-2)])


def _side(random: Random, agency: str) -> Compartment:
    usual = Compartment.PERPETRATOR if agency == "programme" else Compartment.SUPPORT
    side: Compartment = random.choice([*[usual] * 6, *Compartment])
    return side


_INACTIVE: list[dict[str, Any]] = [{"agency": "ngo"}, {"person": "corina"}, {"script": True}, {"agency": "hospital"}]


def _change_post(random: Random, made: World, post: str) -> None:
    dates: dict[str, datetime | None] = random.choice(
        [{}, {}, {}, {"ends_at": day(-1)}, {"ends_at": day(1)}, {"starts_at": day(1)}]
    )
    role = {} if post == SCRIPT else {"role": random.choice(_ROLES)}
    made.change_post(post, **{"starts_at": LONG_AGO, **dates, **role})


def _colleagues(made: World, post: str) -> list[str]:
    at = {row.id: row.agency_id for row in made.all(Membership)}
    return [other for other in _PEOPLE if other != post and at[POSTS[other]] == at[POSTS[post]]]


def add_deputy(random: Random, made: World) -> None:
    """Mostly of a colleague: of somebody else it means nothing."""
    post = random.choice([post for post in _PEOPLE if _colleagues(made, post)] or _PEOPLE)
    among = _colleagues(made, post) if random.random() < 0.9 else []
    other = random.choice(among or [other for other in _PEOPLE if other != post])
    made.deputy(post, other, _start(random), random.choice([*[day(9)] * 5, day(1), day(-1)]))


def add_conflict(random: Random, made: World) -> None:
    party = random.choice([{"agency": random.choice(_AGENCIES)}, *[{"person": key} for key in ("ana", "corina")]])
    made.conflict(**party, declared=_start(random), lifted=_end(random))


def add_consent(random: Random, made: World) -> None:
    made.consent(random.choice(_DECISIONS), recorded=_start(random), withdrawn=_end(random), expires=_end(random))


def add_entitlement(random: Random, made: World) -> None:
    _entitle(random, made, here=True)


def _entitle(random: Random, made: World, *, here: bool) -> None:
    holder = random.choice([{"agency": random.choice(_AGENCIES)}, {"post": random.choice(_KNOWN)}])
    made.entitle(random.choice(_CATEGORIES), **holder, here=here, starts=_start(random), ends=_end(random))


def add_glass(random: Random, made: World) -> None:
    post, opened = random.choice(_PEOPLE), random.choice([*[day(-1)] * 5, day(1)])
    made.glass(post, opened, random.choice([*[day(2)] * 5, day(0)]), _end(random))
    if random.random() < 0.1:
        made.change_post(post, role=random.choice([Role.AUDITOR, Role.ANALYST]))


def add_assessment(random: Random, made: World) -> None:
    """For an audience that is no task's; perhaps it corrects another, perhaps the table was told its level."""
    audiences = [audience for audience in made.all(Audience) if not audience.for_task]
    if not audiences or len(made.all(RiskAssessment)) == _MOST_ASSESSMENTS:
        return
    assessed = made.assess(
        random.choice(audiences),
        random.choice([post for post in _KNOWN if post != SCRIPT]),
        level=random.choice(list(RiskLevel)[1:]),
        tool=random.choice(["roundtable-example", "ro-police-form"]),
        at=day(-random.randint(0, 5)),
        due=random.choice([day(9), day(1), TODAY, day(-1)]),
        supersedes=random.choice([None, None, *made.all(RiskAssessment)]),
    )
    if random.random() < 0.4:
        made.apply(assessed)


def add_incident(random: Random, made: World) -> None:
    """For an audience that is no task's; perhaps it corrects another, and perhaps it is of the same event as some."""
    audiences = [audience for audience in made.all(Audience) if not audience.for_task]
    if audiences and len(made.all(Incident)) < _MOST_INCIDENTS:
        recorded_by = random.choice([post for post in _KNOWN if post != SCRIPT])
        corrected = random.choice([None, None, *made.all(Incident)])
        made.incident(
            random.choice(audiences),
            recorded_by,
            at=day(-random.randint(1, 9)),
            supersedes=corrected,
            withdrawn=random.random() < 0.3,
            event=random.choice([None, None, *_EVENTS]),
        )


def add_plan(random: Random, made: World) -> None:
    """For two audiences that are no task's: of what is in force, and of what is being written."""
    audiences = [audience for audience in made.all(Audience) if not audience.for_task]
    if audiences and len(made.all(SafetyPlan)) < _MOST_PLANS:
        made.plan(random.choice(audiences), random.choice(audiences), random.choice(_AGENCIES))


def _share(random: Random, made: World) -> None:
    """An audience, and a thread or a task with messages for it or for a narrower one within it."""
    for_task = random.random() < 0.4
    audience = _audience(random, made, None, for_task=for_task)
    thread = made.thread_of(made.task(audience, random.choice(_AGENCIES))) if for_task else made.thread(audience)
    narrow = _audience(random, made, audience, for_task=for_task) if random.random() < 0.5 else None
    if not for_task and random.random() < 0.3:
        _confer(random, made, made.agenda_item(audience, random.choice([None, thread])))
    for number in range(random.randrange(4)):
        to = random.choice([None, narrow])
        said = made.message(thread, to, day(-random.randint(1, 9)), random.choice(_KNOWN))
        if number == 0 and random.random() < 0.6:
            made.read(random.choice(_KNOWN), said)


def _confer(random: Random, made: World, item: AgendaItem) -> None:
    """Who is asked to the item's conference and who comes, what agencies say they know, and who stepped aside."""
    (conference,) = [each for each in made.all(Conference) if each.id == item.conference_id]
    for agency in random.sample(_AGENCIES, random.choice([0, 1, 2])):
        made.ask(conference, agency, random.choice(list(ConferenceAgencyState)))
    for post in random.sample(_PEOPLE, random.choice([0, 0, 1, 2])):
        made.attend(conference, post)
    for agency in random.sample(_AGENCIES, random.choice([0, 0, 1, 2])):
        made.request(conference, agency, random.choice(_ANSWERS))
    for agency in random.sample(_AGENCIES, random.choice([0, 1, 2])):
        asked = made.asked(item, agency)
        if random.random() < 0.7:
            made.said(asked, _audience(random, made, None, for_task=False))
    if random.random() < 0.5:
        made.decided(item)
    # One that nobody has yet: a task is undertaken once.
    undertaken = {row.task_id for row in made.all(Undertaking)}
    if task := _one(random, [task for task in made.all(Task) if task.id not in undertaken]):
        made.undertaken(item, task)
    if random.random() < 0.5:
        narrow = _audience(random, made, _of(made, item), for_task=False) if random.random() < 0.7 else _of(made, item)
        minuted(made, item, conference, narrow, marked=random.random() < 0.5)
    if (conflict := _one(random, made.all(ConflictDeclaration))) and random.random() < 0.3:
        made.recusal(item, random.choice(_PEOPLE), conflict)


def _of(made: World, item: AgendaItem) -> Audience:
    (audience,) = [each for each in made.all(Audience) if each.id == item.audience_id]
    return audience


def _audience(random: Random, made: World, within: Audience | None, *, for_task: bool) -> Audience:
    audience = made.audience(
        random.choice(list(Sensitivity)),
        within=within,
        for_task=for_task,
        made=day(-random.randint(1, 9)),
        categories=sum({category.bit for category in random.sample(_CATEGORIES, random.choice([0, 0, 0, 1, 2]))}),
        side=random.choice([*[Compartment.SUPPORT] * 3, Compartment.PERPETRATOR]),
        shared=False,
    )
    for_all = audience.sensitivity is Sensitivity.CASE_AGENCIES
    if for_all or random.random() < 0.1:
        _disclose(random, made, audience, {})
    for _ in range(random.randint(0 if for_all else 1, 3)):
        _name(random, made, audience)
    return audience


def _name(random: Random, made: World, audience: Audience) -> None:
    recipient = random.choice([{"agency": random.choice(_AGENCIES)}, {"post": random.choice([*_KNOWN, *_PEOPLE])}])
    _disclose(random, made, audience, recipient)


def _disclose(random: Random, made: World, audience: Audience, recipient: dict[str, str]) -> None:
    consent = random.choice([None, None, *made.all(Consent)])
    ends = {random.choice(["expires", "revoked"]): _end(random)}
    made.disclose(audience, **recipient, starts=_start(random), consent=consent, **ends)  # type: ignore[arg-type]


def _one(random: Random, rows: list[Row]) -> Row | None:
    return random.choice(rows) if rows else None


def _ends(model: type[SQLModel], column: str) -> Callable[[Random, World], None]:
    """A step that lets something of the world end as of now, or stand again."""

    def step(random: Random, made: World) -> None:
        if row := _one(random, made.all(model)):
            made.amend(row, **{column: random.choice([TODAY, TODAY, TODAY, None])})

    step.__name__ = f"{column} of {model.__name__}"
    return step


def _a_naming(random: Random, made: World) -> None:
    if audience := _one(random, made.all(Audience)):
        _name(random, made, audience)


def _a_naming_of_all(random: Random, made: World) -> None:
    if audience := _one(random, made.all(Audience)):
        _disclose(random, made, audience, {})


def _a_part(random: Random, made: World) -> None:
    if part := _one(random, made.all(CaseAgency)):
        made.amend(part, state=random.choice([state for state in _STATES if state]))


def _a_history(random: Random, made: World) -> None:
    if part := _one(random, made.all(CaseAgency)):
        made.amend(part, history_from=day(-random.randint(0, 9)))


def _a_member(random: Random, made: World) -> None:
    made.member(random.choice(_PEOPLE), TODAY)


def _a_post(random: Random, made: World) -> None:
    _change_post(random, made, random.choice(_PEOPLE))


def _an_agency(random: Random, made: World) -> None:
    made.make_inactive(agency=random.choice(_AGENCIES), active=random.random() < 0.5)


def _a_deputyship_s_end(random: Random, made: World) -> None:
    if deputyship := _one(random, made.all(Deputyship)):
        made.amend(deputyship, ends_at=TODAY)


def _a_message(random: Random, made: World) -> None:
    if thread := _one(random, made.all(Thread)):
        made.message(thread, None, TODAY, random.choice(_KNOWN))


_CHANGES: list[Callable[[Random, World], None]] = [
    *[_ends(Disclosure, "revoked_at"), _ends(Disclosure, "expires_at")] * 2,
    *[_a_naming, _a_naming_of_all] * 2,
    *[_ends(Consent, "withdrawn_at"), _ends(Consent, "expires_at")],
    *[_ends(CaseMember, "renounced_at"), _ends(ConflictDeclaration, "lifted_at"), _ends(Entitlement, "ends_at")],
    *[_ends(BreakGlass, "closed_at"), _a_deputyship_s_end],
    *[add_conflict, add_consent, add_entitlement, add_glass, add_deputy],
    *[_a_part, _a_history, _a_member, _a_post, _an_agency, _a_message, add_assessment, add_incident, add_plan],
]
