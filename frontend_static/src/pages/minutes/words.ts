// What the schema says of minutes, in the words of the reader.
import type * as g from "../../generated/graphql";
import { i18n } from "../../i18n";
import { of } from "../../words";
import type { TheMinutes } from "./store";

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

/** Why what needs minutes that are before the agencies is not possible any more: `revision` is what one had before one. */
export function whyOver({ state, revision: now }: Pick<TheMinutes, "state" | "revision">, revision = now): string | undefined {
  if (state === "DRAFT") return i18n._("The minutes were recalled meanwhile, to be written on.");
  if (state !== "CIRCULATED") return i18n._("The minutes stand meanwhile.");
  if (revision !== now)
    return i18n._("The minutes were recalled meanwhile, and are before the agencies anew. Read them before you approve them.");
  return undefined;
}

const kept = () => i18n._("What you wrote is kept in this window, for when that is possible again.");

/** The same, where one has written something. */
export function whyUnsaid(minutes: Pick<TheMinutes, "state" | "revision">): string | undefined {
  const why = whyOver(minutes);
  return why && `${why} ${kept()}`;
}

/** Why nothing more is written in them. */
export const whyUnwritten = () =>
  `${i18n._("The minutes were put before the agencies meanwhile.")} ${kept()}`;
export const unsaved = () => i18n._("The minutes were put before the agencies before what you wrote here was saved:");
