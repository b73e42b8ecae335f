"""The one act of an involvement check: ask, and be on the record for it."""

from uuid import UUID

from roundtable.access.commands import check_rate
from roundtable.cases.persons import Person
from roundtable.core.standing import Reach
from roundtable.core.terms import Terms
from roundtable.core.text import clean
from roundtable.core.vault import Vault
from roundtable.core.work import Work
from roundtable.involvement import policy, queries
from roundtable.involvement.models import InvolvementCheck, InvolvementContact

PURPOSE_LENGTH = 500


async def check_involvement(work: Work, vault: Vault, terms: Terms, person: Person, purpose: str) -> dict[str, UUID]:
    """Ask whether another agency knows a person. Rights and purpose come before the looking: it is the looking."""
    policy.check_ask(work.actor)
    purpose = clean(purpose, PURPOSE_LENGTH, ["purpose"])
    index = person.index(vault, "person")
    await check_rate(work, InvolvementCheck, policy.sees_check, terms.checks_an_hour)
    # One may have waited there for another check of one's own: what is elsewhere is so from the places of now.
    await work.stand_again()
    async with work.reaching(Reach.INVOLVEMENT_CHECK):
        cases = await queries.cases_elsewhere(work, index)
        contacts = await queries.contact_points(work, cases)
    check = work.add(
        InvolvementCheck(
            membership_id=work.actor.membership_id, at=work.now, purpose=purpose, asked_hash=index, hit=bool(cases)
        )
    )
    # The check's row must stand before contacts point at it.
    await work.flush()
    for post in sorted(contacts):
        work.add(InvolvementContact(check_id=check.id, membership_id=post))
    return {"involvement": check.id}
