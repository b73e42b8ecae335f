// The values of the schema in the words of the reader.
import type * as g from "./generated/graphql";
import { i18n } from "./i18n";

type Words<T extends string> = (value: T) => string;
/** A value newer than this page is shown as it came rather than as nothing. */
export const of =
  <T extends string>(table: () => Record<T, string>): Words<T> =>
  (value) =>
    table()[value] ?? value;

export const caseStatus = of<g.CaseStatus>(() => ({
  NEW: i18n._("New"),
  TRIAGE: i18n._("Triage"),
  ACTIVE: i18n._("Active"),
  MONITORING: i18n._("Monitoring"),
  CLOSED: i18n._("Closed"),
  TRANSFERRED: i18n._("Transferred"),
  DUPLICATE: i18n._("Duplicate"),
}));

export const riskLevel = of<g.RiskLevel>(() => ({
  NOT_ASSESSED: i18n._("Risk not assessed"),
  STANDARD: i18n._("Standard risk"),
  MEDIUM: i18n._("Medium risk"),
  HIGH: i18n._("High risk"),
}));

export const participantRole = of<g.ParticipantRole>(() => ({
  VICTIM: i18n._("Victim"),
  ALLEGED_PERPETRATOR: i18n._("Alleged perpetrator"),
  CHILD: i18n._("Child"),
  OTHER: i18n._("Other person"),
}));

export const caseAgencyState = of<g.CaseAgencyState>(() => ({
  INVITED: i18n._("Invited"),
  ACTIVE: i18n._("At the table"),
  LEFT: i18n._("Has left"),
  DECLINED: i18n._("Has declined"),
  EXCLUDED: i18n._("Excluded"),
  TASKED: i18n._("Has a task only"),
}));

export const compartment = of<g.Compartment>(() => ({
  SUPPORT: i18n._("On the victim's side"),
  PERPETRATOR: i18n._("On the perpetrator's side"),
}));

export const memberFunction = of<g.MemberFunction>(() => ({
  CASE_MANAGER: i18n._("Case manager"),
  PRACTITIONER: i18n._("Practitioner"),
  OBSERVER: i18n._("Observer"),
}));

export const sensitivity = of<g.Sensitivity>(() => ({
  CASE_AGENCIES: i18n._("All agencies of this case"),
  NAMED_AGENCIES: i18n._("Named agencies only"),
  NAMED_PERSONS: i18n._("Named persons only"),
}));

export const lawfulBasis = of<g.LawfulBasis>(() => ({
  CONSENT: i18n._("consent"),
  LEGAL_OBLIGATION: i18n._("legal obligation"),
  VITAL_INTERESTS: i18n._("vital interests"),
  PUBLIC_TASK: i18n._("public task"),
}));

export const purpose = of<g.Purpose>(() => ({
  SAFETY: i18n._("Safety"),
  SUPPORT: i18n._("Support"),
  HEALTH_CARE: i18n._("Health care"),
  CHILD_PROTECTION: i18n._("Protection of a child"),
  INVESTIGATION: i18n._("Investigation"),
  LEGAL_PROCEEDINGS: i18n._("Legal proceedings"),
  PERPETRATOR_WORK: i18n._("Work with the perpetrator"),
}));

export const category = of<g.Category>(() => ({
  LOCATION: i18n._("Where someone is"),
  FORENSIC_EVIDENCE: i18n._("Forensic evidence"),
  HEALTH: i18n._("Health"),
  CHILD: i18n._("About a child"),
  PERPETRATOR: i18n._("Perpetrator programme"),
}));

export const glassReason = of<g.GlassReason>(() => ({
  THREAT_TO_LIFE: i18n._("Somebody's life is in danger"),
  CHILD_AT_RISK: i18n._("A child is in danger"),
  MEDICAL_EMERGENCY: i18n._("A medical emergency"),
  PERPETRATOR_NEAR: i18n._("The alleged perpetrator is near, or on the way"),
  NOBODY_REACHED: i18n._("It cannot wait, and nobody at the table can be reached"),
}));

export const glassVerdict = of<g.GlassVerdict>(() => ({
  JUSTIFIED: i18n._("Justified"),
  NOT_JUSTIFIED: i18n._("Not justified"),
  FOLLOW_UP: i18n._("More has to be found out or done"),
}));

export const entryKind = of<g.RecordEntryKind>(() => ({
  READ: i18n._("Read"),
  ANSWER: i18n._("Was shown what an act changed"),
  DELIVERY: i18n._("Received live"),
  EXPORT: i18n._("Took out as a file"),
  WRITE: i18n._("Changed something"),
}));

export const consentDecision = of<g.ConsentDecision>(() => ({
  NOT_SOUGHT: i18n._("Nobody has asked yet"),
  GIVEN: i18n._("Given"),
  GIVEN_WITH_LIMITS: i18n._("Given with limits"),
  REFUSED: i18n._("Refused"),
  WITHDRAWN: i18n._("Withdrawn"),
  UNSAFE_TO_ASK: i18n._("Unsafe to ask"),
  LACKS_CAPACITY: i18n._("Cannot decide now"),
}));

export const conferenceStatus = of<g.ConferenceStatus>(() => ({
  PLANNED: i18n._("Planned"),
  RETURNS_OPEN: i18n._("Returns open"),
  READY: i18n._("Ready"),
  IN_SESSION: i18n._("In session"),
  MINUTES_DRAFT: i18n._("Minutes drafted"),
  MINUTES_APPROVED: i18n._("Minutes approved"),
  CLOSED: i18n._("Concluded"),
  CANCELLED: i18n._("Cancelled"),
}));

export const conferenceType = of<g.ConferenceType>(() => ({
  ROUTINE: i18n._("Routine conference"),
  EMERGENCY: i18n._("Emergency conference"),
  ASYNCHRONOUS: i18n._("Conference without a meeting"),
  REVIEW: i18n._("Review conference"),
}));

export const agendaItemStatus = of<g.AgendaItemStatus>(() => ({
  PROPOSED: i18n._("Proposed"),
  ACCEPTED: i18n._("On the agenda"),
  HEARD: i18n._("Heard"),
  DEFERRED: i18n._("Deferred"),
  WITHDRAWN: i18n._("Withdrawn"),
  NOT_MET_THRESHOLD: i18n._("Threshold not met"),
}));

export const taskStatus = of<g.TaskStatus>(() => ({
  REQUESTED: i18n._("Requested"),
  RECEIVED: i18n._("Received"),
  ACCEPTED: i18n._("Accepted"),
  IN_PROGRESS: i18n._("In progress"),
  ON_HOLD: i18n._("On hold"),
  COMPLETED: i18n._("Completed"),
  DECLINED: i18n._("Declined"),
  CANCELLED: i18n._("Cancelled"),
  NOT_COMPLETED: i18n._("Not completed"),
}));

export const declineReason = of<g.DeclineReason>(() => ({
  NOT_OUR_REMIT: i18n._("Not our remit"),
  NO_CAPACITY: i18n._("No capacity"),
  INSUFFICIENT_INFORMATION: i18n._("Not enough information"),
  LEGAL_BAR: i18n._("A legal bar"),
  CONFLICT_OF_INTEREST: i18n._("Conflict of interest"),
  ALREADY_DONE: i18n._("Already done"),
  VICTIM_OBJECTS: i18n._("The victim objects"),
  UNSAFE: i18n._("It would be unsafe"),
}));

export const nonCompletion = of<g.NonCompletionClass>(() => ({
  CIRCUMSTANCES_CHANGED: i18n._("Circumstances changed"),
  AGENCY_NOT_UNDERTAKEN: i18n._("The agency did not do it"),
}));

export const priority = of<g.Priority>(() => ({
  ROUTINE: i18n._("Routine"),
  URGENT: i18n._("Urgent"),
  EMERGENCY: i18n._("Emergency"),
}));

export const agencyType = of<g.AgencyType>(() => ({
  POLICE: i18n._("Police"),
  LOCAL_POLICE: i18n._("Local police"),
  PROSECUTION: i18n._("Prosecution"),
  FORENSIC_MEDICINE: i18n._("Forensic medicine"),
  EMERGENCY_HOSPITAL: i18n._("Emergency hospital"),
  SEXUAL_VIOLENCE_CENTRE: i18n._("Sexual violence centre"),
  SOCIAL_SERVICES_COUNTY: i18n._("Social services, county"),
  SOCIAL_SERVICES_LOCAL: i18n._("Social services, local"),
  CHILD_PROTECTION: i18n._("Child protection"),
  SHELTER: i18n._("Shelter"),
  NGO: i18n._("NGO"),
  PERPETRATOR_PROGRAMME: i18n._("Perpetrator programme"),
  PROBATION: i18n._("Probation"),
  LEGAL_AID: i18n._("Legal aid"),
  HELPLINE: i18n._("Helpline"),
  NATIONAL_AUTHORITY: i18n._("National authority"),
  OTHER: i18n._("Other"),
}));

export const role = of<g.Role>(() => ({
  PRACTITIONER: i18n._("Practitioner"),
  CONTACT_POINT: i18n._("Contact point"),
  CASE_MANAGER: i18n._("Case manager"),
  SUPERVISOR: i18n._("Supervisor"),
  AGENCY_ADMIN: i18n._("Agency administrator"),
  AUDITOR: i18n._("Auditor"),
  ANALYST: i18n._("Analyst"),
  DIRECTORY_EDITOR: i18n._("Directory editor"),
  SERVICE_ACCOUNT: i18n._("Service account"),
  PLATFORM_ADMIN: i18n._("Platform administrator"),
}));
