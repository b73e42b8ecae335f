"""Tables of agencies, units, practitioners, service accounts and memberships."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from roundtable.core.actor import Role
from roundtable.core.tables import EVIDENCE, choice, instant, key, refers


class AgencyType(StrEnum):
    """What kind of body an agency is (domain.md)."""

    POLICE = "POLICE"
    LOCAL_POLICE = "LOCAL_POLICE"
    PROSECUTION = "PROSECUTION"
    FORENSIC_MEDICINE = "FORENSIC_MEDICINE"
    EMERGENCY_HOSPITAL = "EMERGENCY_HOSPITAL"
    SEXUAL_VIOLENCE_CENTRE = "SEXUAL_VIOLENCE_CENTRE"
    SOCIAL_SERVICES_COUNTY = "SOCIAL_SERVICES_COUNTY"
    SOCIAL_SERVICES_LOCAL = "SOCIAL_SERVICES_LOCAL"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    SHELTER = "SHELTER"
    NGO = "NGO"
    PERPETRATOR_PROGRAMME = "PERPETRATOR_PROGRAMME"
    PROBATION = "PROBATION"
    LEGAL_AID = "LEGAL_AID"
    HELPLINE = "HELPLINE"
    NATIONAL_AUTHORITY = "NATIONAL_AUTHORITY"
    OTHER = "OTHER"


class Agency(SQLModel, table=True):
    """A legal body that answers for what it undertakes."""

    __tablename__ = "agency"

    id: UUID = key()
    name: str = Field(max_length=200)
    type: AgencyType = choice(AgencyType)
    county: str | None = Field(default=None, max_length=80)
    active: bool = True


class AgencyUnit(SQLModel, table=True):
    """A part of an agency: an office, a ward, a station."""

    __tablename__ = "agency_unit"

    id: UUID = key()
    agency_id: UUID = refers("agency.id")
    name: str = Field(max_length=200)


class Practitioner(SQLModel, table=True):
    """A professional who signs in."""

    __tablename__ = "practitioner"

    id: UUID = key()
    full_name: str = Field(max_length=200)
    active: bool = True


class ServiceAccount(SQLModel, table=True):
    """A script of one agency, which gets its tokens by client credentials."""

    __tablename__ = "service_account"

    id: UUID = key()
    name: str = Field(max_length=200)
    active: bool = True


class Membership(SQLModel, table=True):
    """A post at an agency, held by a practitioner or a service account, with dates. One acts by one post at a time."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("(practitioner_id IS NULL) <> (service_account_id IS NULL)", name="one_holder"),
        CheckConstraint("(service_account_id IS NULL) = (role <> 'SERVICE_ACCOUNT')", name="service_role"),
    )

    id: UUID = key()
    practitioner_id: UUID | None = refers("practitioner.id", optional=True)
    service_account_id: UUID | None = refers("service_account.id", optional=True)
    agency_id: UUID = refers("agency.id")
    unit_id: UUID | None = refers("agency_unit.id", optional=True)
    role: Role = choice(Role)
    title: str | None = Field(default=None, max_length=120)
    # Where letters to the post go: of the work, and not for everybody who sees the post.
    email: str | None = Field(default=None, max_length=254)
    starts_at: datetime = instant()
    ends_at: datetime | None = instant(optional=True)


class Deputyship(SQLModel, table=True):
    """One post stands in for another of its agency, for a time: it has the other's seats, not its namings."""

    __tablename__ = "deputyship"
    __table_args__ = (
        CheckConstraint("membership_id <> deputy_id", name="another"),
        Index("ix_deputyship_deputy", "deputy_id", "membership_id"),
        # Of no case, and yet not for all to see: the rule reads it as it reads what is of a case.
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    membership_id: UUID = refers("membership.id")
    deputy_id: UUID = refers("membership.id", index=False)
    named_by: UUID = refers("membership.id", index=False)
    starts_at: datetime = instant()
    ends_at: datetime = instant()
