// What the schema says of incidents, in the words of the reader.
import type * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { of } from "../words";

export const KINDS: g.ViolenceType[] = [
  ...(["VERBAL", "PSYCHOLOGICAL", "PHYSICAL", "SEXUAL", "ECONOMIC", "SOCIAL", "SPIRITUAL", "CYBER"] as const),
];

export const kind = of<g.ViolenceType>(() => ({
  VERBAL: i18n._("Verbal"),
  PSYCHOLOGICAL: i18n._("Psychological"),
  PHYSICAL: i18n._("Physical"),
  SEXUAL: i18n._("Sexual"),
  ECONOMIC: i18n._("Economic"),
  SOCIAL: i18n._("Social"),
  SPIRITUAL: i18n._("Spiritual"),
  CYBER: i18n._("Cyber"),
}));
