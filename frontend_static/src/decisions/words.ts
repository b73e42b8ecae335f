// What the schema says of actions that are reviewed, in the words of the reader.
import type * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { of } from "../words";

export const reviewOutcome = of<g.ReviewOutcome>(() => ({
  DONE: i18n._("Done"),
  STILL_OPEN: i18n._("Goes on"),
  NOT_DONE: i18n._("Not done"),
}));

/** Long texts are told from each other by how they begin. */
export const briefly = (text: string) => (text.length > 70 ? `${text.slice(0, 69).trimEnd()}…` : text);
