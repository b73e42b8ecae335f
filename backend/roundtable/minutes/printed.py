"""The words of minutes on paper, in the two languages that they are written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from roundtable.letters import words as letters
from roundtable.letters.words import Language
from roundtable.letters.zones import zone_of
from roundtable.minutes.models import MinutesLanguage


@dataclass(frozen=True)
class Printed:
    """What is printed between what people wrote: headings by name, and what values of enumerations are called."""

    code: str
    dates: Language
    headings: Mapping[str, str]
    values: Mapping[str, str]

    def value(self, name: str) -> str:
        return self.values[name]

    def moment(self, at: datetime | None, time_zone: str, *, hour_only: bool = False) -> str:
        """By the clocks where the conference met; a dash for none."""
        if at is None:
            return "—"
        local = at.astimezone(zone_of(time_zone))
        return f"{local:%H:%M}" if hour_only else f"{self.dates.day(local)}, {local:%H:%M}"


_ENGLISH = Printed(
    code="en",
    dates=letters.ENGLISH,
    headings={
        "minutes": "Minutes",
        "version": "Version",
        "convened": "Convened by",
        "when": "When",
        "until": "until",
        "where": "Where",
        "chair": "Chair",
        "scribe": "Scribe",
        "present": "Who was there",
        "absent": "Who was not there",
        "name": "Name",
        "agency": "Agency",
        "function": "Function",
        "times": "From – to",
        "why": "Why",
        "asked": "Agencies that did not come",
        "stands_in": "for",
        "opening": "Opening",
        "closing": "Closing",
        "case": "Case",
        "referred": "Referred for",
        "aside": "Stepped aside",
        "returns": "What agencies know",
        "known": "Known",
        "involvement": "Involvement",
        "concerns": "Concerns",
        "protectiveFactors": "Protective factors",
        "proposals": "Proposals",
        "documents": "Documents",
        "said": "Discussion",
        "decisions": "Decisions",
        "rationale": "Why",
        "for": "For",
        "against": "Against",
        "withdrawn": "Withdrawn",
        "actions": "Actions",
        "what": "What",
        "due": "Due",
        "obligation": "Obligation",
        "earlier": "Earlier actions",
        "withheld": "Withheld from this edition.",
        "late": "late",
        "approval": "Approval",
        "approved": "Approved by",
        "quorum": "Quorum",
        "agencies": "agencies",
        "stands": "These minutes stand since",
        "digest": "Fingerprint of the whole minutes (SHA-256), the same on every edition",
        "correction": "Corrects the version before",
        "edition": "Edition for",
        "page": "page",
        "of": "of",
        "nothing": "Nothing of this conference's agenda is in this edition.",
        "confidential": "Confidential",
    },
    values={
        **{"DRAFT": "Draft", "CIRCULATED": "Circulated, not approved", "APPROVED": "Approved"},
        "SUPERSEDED": "Superseded by a later version",
        **{"ROUTINE": "Routine", "EMERGENCY": "Emergency", "ASYNCHRONOUS": "In writing", "REVIEW": "Review"},
        **{"REPRESENTATIVE": "Representative", "VICTIM_ADVOCATE": "Victim's advocate", "OBSERVER": "Observer"},
        **{"INVITED": "Did not answer", "CONFIRMED": "Confirmed", "PRESENT": "Present", "ABSENT": "Absent"},
        **{"APOLOGIES": "Apologies", "APOLOGIES_WITH_RETURN": "Apologies, with a return", "DECLINED": "Declined"},
        **{"HIGH_RISK_SCORE": "high risk score", "PROFESSIONAL_JUDGEMENT": "professional judgement"},
        **{"ESCALATION": "escalation", "REPEAT": "repeat"},
        **{"PROPOSED": "Proposed", "ACCEPTED": "Not heard", "HEARD": "Heard", "DEFERRED": "Put off"},
        **{"WITHDRAWN": "Withdrawn", "NOT_MET_THRESHOLD": "Under the threshold"},
        **{"REQUESTED": "No return", "IN_PREPARATION": "No return", "SUBMITTED": "Submitted"},
        **{"NIL_RETURN": "Nil return", "DECLINED_TO_SHARE": "Does not share"},
        **{"LEGAL_BAR": "legal bar", "PROFESSIONAL_SECRECY": "professional secrecy", "UNSAFE": "unsafe"},
        **{"CONSENT_WITHHELD": "consent withheld", "INVESTIGATION": "investigation"},
        "CONFLICT_OF_INTEREST": "conflict of interest",
        **{"DONE": "Done", "STILL_OPEN": "Goes on", "NOT_DONE": "Not done"},
        "CIRCUMSTANCES_CHANGED": "circumstances changed",
        "AGENCY_NOT_UNDERTAKEN": "not undertaken by the agency",
    },
)
_ROMANIAN = Printed(
    code="ro",
    dates=letters.ROMANIAN,
    headings={
        "minutes": "Proces-verbal",
        "version": "Versiunea",
        "convened": "Convocată de",
        "when": "Când",
        "until": "până la",
        "where": "Unde",
        "chair": "Președinte de ședință",
        "scribe": "Secretar",
        "present": "Cine a fost prezent",
        "absent": "Cine nu a fost prezent",
        "name": "Nume",
        "agency": "Instituție",
        "function": "Calitate",
        "times": "De la – până la",
        "why": "De ce",
        "asked": "Instituții care nu au venit",
        "stands_in": "în locul:",
        "opening": "Deschidere",
        "closing": "Încheiere",
        "case": "Cazul",
        "referred": "Motivul referirii",
        "aside": "S-au abținut",
        "returns": "Ce știu instituțiile",
        "known": "Cunoscuți",
        "involvement": "Implicare",
        "concerns": "Îngrijorări",
        "protectiveFactors": "Factori de protecție",
        "proposals": "Propuneri",
        "documents": "Documente",
        "said": "Discuții",
        "decisions": "Hotărâri",
        "rationale": "Motivare",
        "for": "Pentru",
        "against": "Împotrivă",
        "withdrawn": "Retrasă",
        "actions": "Acțiuni",
        "what": "Ce",
        "due": "Termen",
        "obligation": "Obligație",
        "earlier": "Acțiuni anterioare",
        "withheld": "Reținut din acest exemplar.",
        "late": "cu întârziere",
        "approval": "Aprobare",
        "approved": "Aprobat de",
        "quorum": "Cvorum",
        "agencies": "instituții",
        "stands": "Acest proces-verbal este în vigoare din",
        "digest": "Amprenta întregului proces-verbal (SHA-256), aceeași pe fiecare exemplar",
        "correction": "Corectează versiunea anterioară",
        "edition": "Exemplar pentru",
        "page": "pagina",
        "of": "din",
        "nothing": "Acest exemplar nu cuprinde nimic de pe ordinea de zi a conferinței.",
        "confidential": "Confidențial",
    },
    values={
        **{"DRAFT": "Proiect", "CIRCULATED": "Transmis, neaprobat", "APPROVED": "Aprobat"},
        "SUPERSEDED": "Înlocuit de o versiune ulterioară",
        **{"ROUTINE": "Obișnuită", "EMERGENCY": "De urgență", "ASYNCHRONOUS": "În scris", "REVIEW": "De revizuire"},
        **{"REPRESENTATIVE": "Reprezentant", "VICTIM_ADVOCATE": "Avocatul victimei", "OBSERVER": "Observator"},
        **{"INVITED": "Nu a răspuns", "CONFIRMED": "A confirmat", "PRESENT": "Prezent", "ABSENT": "Absent"},
        **{"APOLOGIES": "Scuze", "APOLOGIES_WITH_RETURN": "Scuze, cu răspuns scris", "DECLINED": "A refuzat"},
        **{"HIGH_RISK_SCORE": "scor de risc ridicat", "PROFESSIONAL_JUDGEMENT": "apreciere profesională"},
        **{"ESCALATION": "agravare", "REPEAT": "repetare"},
        **{"PROPOSED": "Propus", "ACCEPTED": "Nediscutat", "HEARD": "Discutat", "DEFERRED": "Amânat"},
        **{"WITHDRAWN": "Retras", "NOT_MET_THRESHOLD": "Sub prag"},
        **{"REQUESTED": "Fără răspuns", "IN_PREPARATION": "Fără răspuns", "SUBMITTED": "Transmis"},
        **{"NIL_RETURN": "Nu se cunoaște nimic", "DECLINED_TO_SHARE": "Nu împărtășește"},
        **{"LEGAL_BAR": "interdicție legală", "PROFESSIONAL_SECRECY": "secret profesional", "UNSAFE": "nesigur"},
        **{"CONSENT_WITHHELD": "fără consimțământ", "INVESTIGATION": "anchetă în curs"},
        "CONFLICT_OF_INTEREST": "conflict de interese",
        **{"DONE": "Îndeplinită", "STILL_OPEN": "Continuă", "NOT_DONE": "Neîndeplinită"},
        "CIRCUMSTANCES_CHANGED": "împrejurările s-au schimbat",
        "AGENCY_NOT_UNDERTAKEN": "instituția nu a îndeplinit-o",
    },
)
LANGUAGES: Mapping[MinutesLanguage, Printed] = {MinutesLanguage.EN: _ENGLISH, MinutesLanguage.RO: _ROMANIAN}
