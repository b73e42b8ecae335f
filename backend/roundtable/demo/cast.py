"""The cast: who they are, where they work, what each may see. Ids are fixed: scripts and tests name them."""

from dataclasses import dataclass
from uuid import UUID

from roundtable.access.models import Category
from roundtable.agencies.models import AgencyType
from roundtable.core.actor import Role


def fixed(number: int) -> UUID:
    """A key that stays the same in every demo."""
    return UUID(int=(0x0190 << 112) | (0x7 << 76) | (0x8 << 60) | number)


@dataclass(frozen=True)
class CastAgency:
    key: str
    id: UUID
    name: str
    type: AgencyType
    county: str


@dataclass(frozen=True)
class CastPost:
    """One post of a person of the cast."""

    id: UUID
    agency: str
    role: Role
    title: str


@dataclass(frozen=True)
class Person:
    """One of the cast: the subject at the demo provider is `key`."""

    key: str
    id: UUID
    name: str
    posts: tuple[CastPost, ...]
    sees: str


@dataclass(frozen=True)
class Script:
    """A service account: its client id at the demo provider, and the post its token acts by."""

    client_id: str
    client_secret: str
    id: UUID
    name: str
    post: CastPost


AGENCIES = {
    agency.key: agency
    for agency in (
        CastAgency("police", fixed(0x101), "Cluj County Police", AgencyType.POLICE, "Cluj"),
        CastAgency(
            "forensic", fixed(0x102), "Cluj Institute of Forensic Medicine", AgencyType.FORENSIC_MEDICINE, "Cluj"
        ),
        CastAgency("social", fixed(0x103), "Cluj Social Services", AgencyType.SOCIAL_SERVICES_COUNTY, "Cluj"),
        CastAgency("ngo", fixed(0x104), "Casa Speranței", AgencyType.NGO, "Cluj"),
        CastAgency("hospital", fixed(0x105), "Cluj Sexual Violence Centre", AgencyType.SEXUAL_VIOLENCE_CENTRE, "Cluj"),
        CastAgency("programme", fixed(0x106), "Cluj Perpetrator Programme", AgencyType.PERPETRATOR_PROGRAMME, "Cluj"),
        CastAgency("prosecution", fixed(0x107), "Cluj Prosecutor's Office", AgencyType.PROSECUTION, "Cluj"),
        CastAgency("elsewhere", fixed(0x108), "Iași County Police", AgencyType.POLICE, "Iași"),
        CastAgency("legal", fixed(0x109), "Cluj Legal Aid", AgencyType.LEGAL_AID, "Cluj"),
    )
}

# What each agency may see in whatever case it has a seat at; the rest is between those who hold it.
ENTITLED = {
    "police": (Category.FORENSIC_EVIDENCE,),
    "prosecution": (Category.FORENSIC_EVIDENCE,),
    "forensic": (Category.FORENSIC_EVIDENCE, Category.HEALTH),
    "hospital": (Category.HEALTH,),
    "social": (Category.CHILD, Category.LOCATION),
    "ngo": (Category.LOCATION,),
    "programme": (Category.PERPETRATOR,),
}

PEOPLE = {
    person.key: person
    for person in (
        Person(
            "ana",
            fixed(0x201),
            "Ana",
            (CastPost(fixed(0x301), "police", Role.CONTACT_POINT, "Police officer"),),
            "the case, as a police officer at its table",
        ),
        Person(
            "bogdan",
            fixed(0x202),
            "Bogdan",
            (CastPost(fixed(0x302), "forensic", Role.PRACTITIONER, "Forensic doctor"),),
            "the case, as a forensic doctor at its table",
        ),
        Person(
            "corina",
            fixed(0x203),
            "Corina",
            (
                CastPost(fixed(0x303), "social", Role.CASE_MANAGER, "Social worker, case manager"),
                CastPost(fixed(0x30A), "legal", Role.PRACTITIONER, "Volunteer adviser"),
            ),
            "the case, which she coordinates; as a volunteer of Legal Aid, only the task it has",
        ),
        Person(
            "dalia",
            fixed(0x204),
            "Dalia",
            (CastPost(fixed(0x304), "ngo", Role.CONTACT_POINT, "Counsellor"),),
            "the case, as its NGO's counsellor, and the NGO's tasks",
        ),
        Person(
            "emil",
            fixed(0x205),
            "Emil",
            (CastPost(fixed(0x305), "hospital", Role.CONTACT_POINT, "Doctor on duty"),),
            "only the task his centre was given, and nothing else of the case",
        ),
        Person(
            "felicia",
            fixed(0x206),
            "Felicia",
            (CastPost(fixed(0x306), "programme", Role.PRACTITIONER, "Programme counsellor"),),
            "nothing yet: her programme is not at the table",
        ),
        Person(
            "gelu",
            fixed(0x207),
            "Gelu",
            (CastPost(fixed(0x307), "prosecution", Role.PRACTITIONER, "Prosecutor"),),
            "nothing: his office is at the table, but he is not on the case",
        ),
        Person(
            "horia",
            fixed(0x208),
            "Horia",
            (CastPost(fixed(0x308), "elsewhere", Role.CONTACT_POINT, "Police officer"),),
            "nothing: he belongs to another county's police",
        ),
        Person(
            "ilie",
            fixed(0x20A),
            "Ilie",
            (CastPost(fixed(0x30B), "programme", Role.SUPERVISOR, "Programme supervisor"),),
            "no case yet: he answers his programme's invitations, and reviews what Felicia opens in an emergency",
        ),
        Person(
            "jana",
            fixed(0x20B),
            "Jana",
            (CastPost(fixed(0x30C), "social", Role.AUDITOR, "Auditor"),),
            "no case: the record of who opened what, when and why",
        ),
    )
}

NGO_SCRIPT = Script(
    "casa-sperantei-tasks",
    "demo-secret-for-loopback-only",
    fixed(0x209),
    "Casa Speranței task export",
    CastPost(fixed(0x309), "ngo", Role.SERVICE_ACCOUNT, "Task export"),
)
