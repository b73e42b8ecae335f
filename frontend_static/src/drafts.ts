// What one was typing: kept in this tab until the server has it, across an expired session; gone at sign-out.
import { signal } from "@preact/signals";

const PREFIX = "roundtable.draft.";
/** Signed out: what comes late is not kept for whoever is at this screen next. */
let isOver = false;
/** Grows when a draft begins to be kept, or is kept no more: the tab's storage does not tell. */
const keepings = signal(0);

/** A text and, in a form of the page's own, for whom it is and whom it names. */
export type Written = { body: string; choices: string };
/**
 * `version` is the server's draft that it goes on from, `sent` the text that was on its way there; `was` what that draft
 * says, where one's own is put together with what others write there.
 */
export type Draft = Written & { version: number; sent: string; was?: Written };

const keyOf = (practitionerId: string, place: string) => `${PREFIX}${practitionerId}.${place}`;

export function readDraft(practitionerId: string, place: string): Draft | null {
  void keepings.value;
  return JSON.parse(sessionStorage.getItem(keyOf(practitionerId, place)) ?? "null") as Draft | null;
}

/** Whether the server would keep both as the same text. */
export const sameText = (one: string, other: string) => kept(one) === kept(other);
const kept = (text: string) => text.normalize("NFC").replace(/\r\n?/g, "\n").trim();

/** `null` is for what the server has. */
export function keepDraft(practitionerId: string, place: string, draft: Draft | null): void {
  if (isOver) return;
  const key = keyOf(practitionerId, place);
  const was = sessionStorage.getItem(key);
  if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
  else sessionStorage.removeItem(key);
  if (!was !== !draft) keepings.value = keepings.peek() + 1;
}

/** What stands beside a text, if it is of our own form: another client may have written it. */
export function choicesIn<T extends object>({ choices }: Written): Partial<T> {
  try {
    return JSON.parse(choices) as Partial<T>;
  } catch {
    return {};
  }
}

/** What one filled into a form that one may have to leave, to sign in again. */
export function readForm(practitionerId: string, form: string): Record<string, string> {
  return JSON.parse(sessionStorage.getItem(keyOf(practitionerId, form)) ?? "{}") as Record<string, string>;
}

/** `null` is for a form that was sent. */
export function keepForm(practitionerId: string, form: string, values: Record<string, string> | null): void {
  if (isOver) return;
  if (values) sessionStorage.setItem(keyOf(practitionerId, form), JSON.stringify(values));
  else sessionStorage.removeItem(keyOf(practitionerId, form));
}

/** Whether anything that was typed waits for whoever signs in again. */
export const holdsDrafts = (): boolean => Object.keys(sessionStorage).some((key) => key.startsWith(PREFIX));

/** Forgets all drafts, and those to come; or all but one practitioner's, who is here now. */
export function dropDrafts(exceptOf?: string): void {
  isOver = exceptOf === undefined;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !(exceptOf && key.startsWith(`${PREFIX}${exceptOf}.`)))
      sessionStorage.removeItem(key);
  }
}
