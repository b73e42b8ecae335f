"""Acts on agencies: take one into the directory, change what it is called, let it rest and take it up again."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Select, select

from roundtable.administration import policy, queries
from roundtable.agencies.models import Agency, AgencyType
from roundtable.core.tables import table_of
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work

NAME_LENGTH, COUNTY_LENGTH = 200, 80

Refs = dict[str, UUID]
_agency = table_of(Agency)
# Two that are given the same name at once are looked at one after the other.
_TURN = uuid5(UUID(int=0), "names of agencies")


async def add_agency(work: Work, name: str, type: AgencyType, county: str | None = None) -> Refs:
    """Take an agency into the directory. Raises Conflict ALREADY_THERE for the same name in the same county."""
    policy.check_agencies(work.actor)
    name, county = _named(name, county)
    await work.hold_turn(_TURN)
    await queries.check_new(work, _same(name, county), "agency", ["name"])
    agency = work.add(Agency(name=name, type=type, county=county))
    work.about.add(agency.id)
    return {"agency": agency.id}


async def change_agency(work: Work, agency_id: str, name: str, county: str | None = None) -> Refs:
    """Give it this name and this county, or the whole country. Raises Conflict ALREADY_THERE as `add_agency`."""
    agency = await queries.find_agency(work, agency_id)
    policy.check_agencies(work.actor)
    name, county = _named(name, county)
    await work.hold_turn(_TURN)
    await queries.check_new(work, _same(name, county).where(_agency.c.id != agency.id), "agency", ["name"])
    agency.name, agency.county = name, county
    work.about.add(agency.id)
    return {"agency": agency.id}


async def rest_agency(work: Work, agency_id: str) -> Refs:
    """Let it take no part: none of its people and scripts enters, from now on. What it has of cases stays."""
    agency = await queries.find_agency(work, agency_id)
    policy.check_agencies(work.actor)
    await work.hold(agency)
    policy.check_resting(agency, rests=True)
    admins = await queries.platform_admins(work)
    policy.check_remaining(admins, [post for post in admins if post.agency_id == agency.id], ["agencyId"])
    agency.active = False
    work.about.add(agency.id)
    return {"agency": agency.id}


async def resume_agency(work: Work, agency_id: str) -> Refs:
    """Let it take part again, with the posts and the parts in cases that it has."""
    agency = await queries.find_agency(work, agency_id)
    policy.check_agencies(work.actor)
    await work.hold(agency)
    policy.check_resting(agency, rests=False)
    agency.active = True
    work.about.add(agency.id)
    return {"agency": agency.id}


def _named(name: str, county: str | None) -> tuple[str, str | None]:
    return clean(name, NAME_LENGTH, ["name"]), clean_optional(county, COUNTY_LENGTH, ["county"])


def _same(name: str, county: str | None) -> Select[Any]:
    return select(_agency.c.id).where(_agency.c.name == name, _agency.c.county.is_not_distinct_from(county))
