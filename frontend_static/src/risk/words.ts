// What the schema says of risk, in the words of the reader: these come with the parts that say them.
import type * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { of } from "../words";

export const trend = of<g.RiskTrend>(() => ({
  FIRST: i18n._("First by this tool"),
  RISEN: i18n._("Has risen"),
  SAME: i18n._("As before"),
  FALLEN: i18n._("Has fallen"),
}));

export const answer = of<g.RiskAnswer>(() => ({
  YES: i18n._("Yes"),
  NO: i18n._("No"),
  NOT_KNOWN: i18n._("Not known"),
}));
