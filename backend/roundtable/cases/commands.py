"""Acts on the people of a case: record who someone is, and erase who everyone was."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from roundtable.access import rule
from roundtable.access.commands import bits, check_entitled, check_rate
from roundtable.access.models import Category, Compartment
from roundtable.access.queries import agencies_on, who_look_through_glasses
from roundtable.cases import persons, queries
from roundtable.cases.models import CaseKey, CaseParticipant, ParticipantIdentity, ParticipantRole, PersonLook
from roundtable.cases.policy import sees_look
from roundtable.core.errors import Code, Forbidden, Invalid
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.text import clean_optional
from roundtable.core.vault import Place, Vault
from roundtable.core.work import Work

# Every closed field, and how long it may be.
LENGTHS = {"full_name": 200, "date_of_birth": 10, "national_id": 40, "phone": 40, "address": 500}


async def record_identity(
    work: Work,
    vault: Vault,
    looks_an_hour: int,
    participant_id: str,
    full_name: str | None = None,
    date_of_birth: date | None = None,
    national_id: str | None = None,
    phone: str | None = None,
    address: str | None = None,
) -> dict[str, UUID]:
    """Say who a person in a case is. What is left out stays as it was; a blank text takes a field away.

    Who that is in other cases is looked for, by the rule on repeats: so often an hour, as an involvement check is.
    """
    person = await queries.find_participant(work, participant_id)
    if not await work.holds(rule.supports(person.case_id)):
        raise Forbidden
    if address is not None:
        await check_entitled(work, person.case_id, bits([Category.LOCATION]), ["address"])
    if date_of_birth is not None and date_of_birth > work.now.date():
        raise Invalid(Code.INVALID_DATE, ["dateOfBirth"])
    born = date_of_birth.isoformat() if date_of_birth else None
    told = {"full_name": full_name, "national_id": national_id, "phone": phone, "address": address}
    if await _keep(work, vault, person, _cleaned({**told, "date_of_birth": born})):
        await look(work, looks_an_hour)
    await _tell(work, person)
    return {"participant": person.id}


async def look(work: Work, an_hour: int) -> None:
    """Count that the actor lets other cases be looked through. Raises Conflict RATE_LIMITED."""
    await check_rate(work, PersonLook, sees_look, an_hour)
    work.add(PersonLook(membership_id=work.actor.membership_id, at=work.now))


async def erase_identities(work: Work, case_id: UUID) -> None:
    """Destroy a case's key, and with it every name, number and address there; what they were found by goes too."""
    async with work.reaching(Reach.ERASURE, case_id):
        for key in await work.reached(CaseKey):
            await work.take_away(key)
        for identity in await work.reached(ParticipantIdentity):
            identity.national_id_hash = identity.person_hash = None


async def _tell(work: Work, person: CaseParticipant) -> None:
    """Tell those who may read it: the victim's side, and who works with a perpetrator, of that perpetrator.

    Who looks through a broken glass sees as the victim's side does.
    """
    sides = [Compartment.SUPPORT]
    if person.role is ParticipantRole.ALLEGED_PERPETRATOR:
        sides.append(Compartment.PERPETRATOR)
    for agency in await agencies_on(work, person.case_id, *sides):
        work.tell(FactName.IDENTITY_RECORDED, person.case_id, person.id, [person.case_id], agency=agency)
    for post in await who_look_through_glasses(work, person.case_id):
        work.tell(FactName.IDENTITY_RECORDED, person.case_id, person.id, [person.case_id], membership=post)


def _cleaned(told: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was told, by column, each as it is to be kept."""
    given = {name: text for name, text in told.items() if text is not None}
    return {name: clean_optional(text, LENGTHS[name], [_camel(name)]) for name, text in given.items()}


async def _keep(work: Work, vault: Vault, person: CaseParticipant, told: Mapping[str, str | None]) -> bool:
    """Whether they are found by something else than before."""
    wrapped = await queries.wrapped_key(work, person.case_id)
    identity = await queries.identity_of(work, person.id) or work.add(
        ParticipantIdentity(
            case_id=person.case_id,
            participant_id=person.id,
            recorded_by=work.actor.membership_id,
            recorded_at=work.now,
        )
    )
    known = {**_opened(vault, wrapped, identity), **told}
    if wrapped is None:
        wrapped = vault.new_key(person.case_id)
        work.add(CaseKey(case_id=person.case_id, wrapped=wrapped, made_at=work.now))
    for name, text in known.items():
        setattr(identity, name, vault.close(wrapped, _place(identity, name), text) if text else None)
    born, before = known["date_of_birth"], (identity.national_id_hash, identity.person_hash)
    identity.national_id_hash = persons.number_index(vault, known["national_id"])
    identity.person_hash = persons.name_index(vault, known["full_name"], date.fromisoformat(born) if born else None)
    identity.recorded_by, identity.recorded_at = work.actor.membership_id, work.now
    return before != (identity.national_id_hash, identity.person_hash)


def _opened(vault: Vault, wrapped: str | None, identity: ParticipantIdentity) -> dict[str, str | None]:
    """What is known so far, by column; nothing once its key is gone."""
    closed = {name: getattr(identity, name) for name in LENGTHS}
    return {
        name: vault.open(wrapped, _place(identity, name), text) if wrapped and text else None
        for name, text in closed.items()
    }


def _place(identity: ParticipantIdentity, column: str) -> Place:
    return Place(identity.case_id, ParticipantIdentity.__tablename__, identity.id, column)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
