// What the schema says of safety plans, in the words of the reader.
import type * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { of } from "../words";

/** In the order that a plan has them. */
export const SECTIONS: g.SafetySection[] = [
  ...(["SAFE_CONTACT", "AT_HOME", "LEAVING", "CHILDREN", "AT_WORK_OR_SCHOOL"] as const),
  ...(["ONLINE_AND_DEVICES", "LEGAL_ORDERS", "EMERGENCY_CONTACTS", "AGENCY_COMMITMENTS"] as const),
];

export const section = of<g.SafetySection>(() => ({
  SAFE_CONTACT: i18n._("Contact without danger"),
  AT_HOME: i18n._("At home"),
  LEAVING: i18n._("Getting away"),
  CHILDREN: i18n._("The children"),
  AT_WORK_OR_SCHOOL: i18n._("At work, at school"),
  ONLINE_AND_DEVICES: i18n._("Telephones and accounts"),
  LEGAL_ORDERS: i18n._("Protection orders"),
  EMERGENCY_CONTACTS: i18n._("Whom to call"),
  AGENCY_COMMITMENTS: i18n._("What agencies do"),
}));

export const about = of<g.SafetySection>(() => ({
  SAFE_CONTACT: i18n._("How to reach them without danger."),
  AT_HOME: i18n._("What helps while they are at home."),
  LEAVING: i18n._("When, how, where to, and what comes along."),
  CHILDREN: i18n._("What keeps the children safe."),
  AT_WORK_OR_SCHOOL: i18n._("What helps there and on the way."),
  ONLINE_AND_DEVICES: i18n._("Who can see where they are, and what to do about it."),
  LEGAL_ORDERS: i18n._("Which orders protect them, and what to do when one is broken."),
  EMERGENCY_CONTACTS: i18n._("In which order, and what to say."),
  AGENCY_COMMITMENTS: i18n._("Which agency does what, and by when."),
}));

export const state = of<g.SafetyPlanState>(() => ({
  DRAFT: i18n._("Draft"),
  IN_FORCE: i18n._("In force"),
  SUPERSEDED: i18n._("Replaced by a later one"),
  DISCARDED: i18n._("Discarded"),
  ENDED: i18n._("Ended"),
}));

export const AGREEMENTS: g.VictimAgreement[] = ["AGREED", "AGREED_IN_PART", "NOT_REACHED", "REFUSED"];

export const agreement = of<g.VictimAgreement>(() => ({
  AGREED: i18n._("Agreed to it"),
  AGREED_IN_PART: i18n._("Agreed to some of it"),
  NOT_REACHED: i18n._("Could not be asked"),
  REFUSED: i18n._("Did not agree to it"),
}));
