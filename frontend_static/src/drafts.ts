// What one was typing: kept in this tab across an expired session, per practitioner and thread, gone at sign-out.
const PREFIX = "roundtable.draft.";

const keyOf = (practitionerId: string, threadId: string) => `${PREFIX}${practitionerId}.${threadId}`;

export function readDraft(practitionerId: string, threadId: string): string {
  return sessionStorage.getItem(keyOf(practitionerId, threadId)) ?? "";
}

export function keepDraft(practitionerId: string, threadId: string, text: string): void {
  if (text) sessionStorage.setItem(keyOf(practitionerId, threadId), text);
  else sessionStorage.removeItem(keyOf(practitionerId, threadId));
}

/** Forgets all drafts, or all but one practitioner's. */
export function dropDrafts(exceptOf?: string): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !(exceptOf && key.startsWith(`${PREFIX}${exceptOf}.`)))
      sessionStorage.removeItem(key);
  }
}
