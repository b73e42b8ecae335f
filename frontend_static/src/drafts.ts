// What one was typing: kept in this tab across an expired session, per practitioner and thread, gone at sign-out.
import type { AudienceInput } from "./generated/graphql";

const PREFIX = "roundtable.draft.";

export type Draft = {
  text: string;
  /** Of the audience it was begun for. */
  version: string;
  /** A narrower audience, for this message alone: it comes back with the text or not at all. */
  only: AudienceInput | null;
  /** The posts it names. */
  mentions: string[];
};

export const NOTHING: Draft = { text: "", version: "", only: null, mentions: [] };

const keyOf = (practitionerId: string, threadId: string) => `${PREFIX}${practitionerId}.${threadId}`;

export function readDraft(practitionerId: string, threadId: string): Draft {
  const kept = sessionStorage.getItem(keyOf(practitionerId, threadId));
  return kept ? (JSON.parse(kept) as Draft) : NOTHING;
}

export function keepDraft(practitionerId: string, threadId: string, draft: Draft): void {
  if (draft.text) sessionStorage.setItem(keyOf(practitionerId, threadId), JSON.stringify(draft));
  else sessionStorage.removeItem(keyOf(practitionerId, threadId));
}

/** What one filled into a form that one may have to leave, to sign in again. */
export function readForm(practitionerId: string, form: string): Record<string, string> {
  return JSON.parse(sessionStorage.getItem(keyOf(practitionerId, form)) ?? "{}") as Record<string, string>;
}

/** `null` is for a form that was sent. */
export function keepForm(practitionerId: string, form: string, values: Record<string, string> | null): void {
  if (values) sessionStorage.setItem(keyOf(practitionerId, form), JSON.stringify(values));
  else sessionStorage.removeItem(keyOf(practitionerId, form));
}

/** Whether anything that was typed waits for whoever signs in again. */
export const holdsDrafts = (): boolean => Object.keys(sessionStorage).some((key) => key.startsWith(PREFIX));

/** Forgets all drafts, or all but one practitioner's. */
export function dropDrafts(exceptOf?: string): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !(exceptOf && key.startsWith(`${PREFIX}${exceptOf}.`)))
      sessionStorage.removeItem(key);
  }
}
