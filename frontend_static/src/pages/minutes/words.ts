// What the schema says of minutes, in the words of the reader.
import type * as g from "../../generated/graphql";
import { i18n } from "../../i18n";
import { of } from "../../words";

export const minutesState = of<g.MinutesState>(() => ({
  DRAFT: i18n._("Being written"),
  CIRCULATED: i18n._("Before the agencies"),
  APPROVED: i18n._("Approved"),
  SUPERSEDED: i18n._("Superseded"),
}));

export const language = of<g.MinutesLanguage>(() => ({ EN: "English", RO: "Română" }));

export const commentState = of<g.CommentState>(() => ({
  OPEN: i18n._("Not answered yet"),
  TAKEN_UP: i18n._("Taken up"),
  NOT_TAKEN_UP: i18n._("Not taken up"),
  WITHDRAWN: i18n._("Taken back"),
}));
