// Problems in the words of the reader: by code, else as the server put it; and which belong to which field.
import { signal } from "@preact/signals";
import type { Problem } from "./act";
import { i18n, withWords } from "./i18n";

type Words = Record<string, string>;

/** What is often met; the rest comes when one of it is first met. */
const words = (): Words => ({
  AGENCY_NOT_AVAILABLE: i18n._("This agency is not available for this."),
  ALREADY_THERE: i18n._("There is one like this already."),
  AUDIENCE_CHANGED: i18n._("Who can see this has changed. Look again before you send it."),
  CATEGORY_NOT_HELD: i18n._("You may only mark or share a category you are entitled to yourself."),
  CONSENT_REQUIRED: i18n._("No consent in force covers this purpose, these recipients and these categories."),
  CONTROL_CHARACTERS: i18n._("The text has hidden control characters. Remove them, or type it again."),
  EDIT_WINDOW_OVER: i18n._("The time to edit this message is over. Post a correction instead."),
  FORBIDDEN: i18n._("The post you act by does not allow this."),
  IDEMPOTENCY_CONFLICT: i18n._("This was already sent with other content. Try once more."),
  INTERNAL: i18n._("Something went wrong on the server. Nothing is lost; try again."),
  INVALID_AUDIENCE: i18n._("Choose who may see this, among those at the table."),
  INVALID_DATE: i18n._("This date is not possible here."),
  INVALID_ID: i18n._("This is not here, or not for you to see."),
  INVALID_LENGTH: i18n._("So many minutes cannot be meant."),
  INVALID_ROLE: i18n._("This role does not fit whoever would hold the post."),
  NOT_CONFIDENTIAL: i18n._("First it has to be declared that what is said stays confidential."),
  NOT_FOUND: i18n._("This is not here, or not for you to see."),
  NOT_PRESENT: i18n._("This needs somebody who is not there: first they have to come in."),
  OPEN_ITEMS: i18n._("There is still something on the agenda: hear it, or defer it."),
  RATE_LIMITED: i18n._("This was asked too often. Wait a while, or call the contact point."),
  RATIONALE_REQUIRED: i18n._("A basis other than consent needs a reason."),
  REDACTED: i18n._("The message has been redacted."),
  REQUIRED: i18n._("Fill this in."),
  NOTHING_TO_OPEN: i18n._("You see this case already, or a review has barred you from opening it so."),
  SIGN_IN_AGAIN: i18n._("This needs a recent sign-in. What you typed is kept."),
  THREAD_CLOSED: i18n._("This conversation is closed."),
  TOO_LONG: i18n._("This is too long. Shorten it."),
  UNREACHABLE: i18n._("The server cannot be reached. What you typed is kept; try again."),
  UNAUTHENTICATED: i18n._("Your session has ended. Sign in again."),
  UNKNOWN_DOCUMENT: i18n._("This page is older than the server."),
  WRONG_STATUS: i18n._("This has changed meanwhile and is no longer possible."),
});

const further = signal<Words | null>(null);
const readFurther = () =>
  withWords(import("./rare"), () => import("../locales/ro.rare.ts")).then(
    (rare) => (further.value = rare.words()),
    // The server's own words do.
    () => {},
  );

export function problemWords({ code, detail }: Pick<Problem, "code" | "detail">): string {
  const known = words()[code] ?? further.value?.[code];
  if (!known && !further.value) void readFurther();
  return known ?? (detail || words().INTERNAL!);
}

const fieldOf = (problem: Problem) => problem.path.findLast((step) => !/^\d+$/.test(step));

export const forField = (problems: Problem[], name: string) => problems.filter((problem) => fieldOf(problem) === name);

/** Those no field of the form shows. */
export const forForm = (problems: Problem[], fields: string[]) =>
  problems.filter((problem) => !fields.includes(fieldOf(problem) ?? ""));
