// What the schema says of conferences, in the words of the reader: these come with the pages that say them.
import type * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { of } from "../words";

export const invitationState = of<g.ConferenceAgencyState>(() => ({
  INVITED: i18n._("Has not answered"),
  ACCEPTED: i18n._("Comes"),
  DECLINED: i18n._("Does not come"),
}));

export const attendanceStatus = of<g.AttendanceStatus>(() => ({
  INVITED: i18n._("Asked to come"),
  CONFIRMED: i18n._("Will come"),
  PRESENT: i18n._("Came"),
  APOLOGIES: i18n._("Sends apologies"),
  APOLOGIES_WITH_RETURN: i18n._("Sends apologies, and a return"),
  ABSENT: i18n._("Did not come"),
}));

export const conferenceFunction = of<g.ConferenceFunction>(() => ({
  REPRESENTATIVE: i18n._("Speaks for the agency"),
  VICTIM_ADVOCATE: i18n._("Speaks for the victim"),
  OBSERVER: i18n._("Observes"),
}));

export const requestState = of<g.AttendeeRequestState>(() => ({
  ASKED: i18n._("Has not answered"),
  NAMED: i18n._("Somebody is named"),
  DECLINED: i18n._("Names nobody"),
  WITHDRAWN: i18n._("Not asked any more"),
}));

export const rhythm = of<g.Rhythm>(() => ({
  WEEKLY: i18n._("Every week"),
  FORTNIGHTLY: i18n._("Every other week"),
  MONTHLY: i18n._("Every month, on the same weekday"),
}));

export const criterion = of<g.ReferralCriterion>(() => ({
  HIGH_RISK_SCORE: i18n._("High result of a risk assessment"),
  PROFESSIONAL_JUDGEMENT: i18n._("Professional judgement"),
  ESCALATION: i18n._("Getting worse"),
  REPEAT: i18n._("Happened again within twelve months"),
}));

const returnStates = of<g.AgencyReturnState>(() => ({
  REQUESTED: i18n._("Asked"),
  IN_PREPARATION: i18n._("Being written"),
  SUBMITTED: i18n._("Submitted"),
  NIL_RETURN: i18n._("Nothing known"),
  DECLINED_TO_SHARE: i18n._("Does not share"),
}));

/** Until returns are asked for, an agency that hears a case may say what it knows, and is not asked yet. */
export const returnState = ({ state, askedAt }: { state: g.AgencyReturnState; askedAt: string | null }) =>
  state === "REQUESTED" && !askedAt ? i18n._("Not asked yet") : returnStates(state);

export const returnDecline = of<g.ReturnDeclineReason>(() => ({
  LEGAL_BAR: i18n._("A law forbids it"),
  PROFESSIONAL_SECRECY: i18n._("Professional secrecy"),
  CONSENT_WITHHELD: i18n._("The person concerned does not agree"),
  INVESTIGATION: i18n._("It would harm an investigation"),
  CONFLICT_OF_INTEREST: i18n._("Conflict of interest"),
  UNSAFE: i18n._("It would be unsafe"),
}));
