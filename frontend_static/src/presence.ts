// Who else has the case open that one is at, and where they type: as long as the socket is open, and kept nowhere.
import { computed, effect, signal } from "@preact/signals";
import { CasePresenceDocument, type CasePresenceSubscription, SayTypingDocument } from "./generated/graphql";
import { listen, send, socketOpen } from "./network";
import { draftOwner, me } from "./session";

/** One goes from page to page of a case without leaving it. */
const LINGER = 2_000;
/** Said as often while one types, which holds for twice as long. */
const SAID_EACH = 3_000;

export const others = signal<CasePresenceSubscription["casePresence"]>([]);
const at = signal("");
/** The post one is there by: another that one changes to has not opened it. */
let by: string | undefined;
const post = computed(() => me.value?.id);
/** Who has just posted, and so types no more, whatever they said before. */
const posted = signal<ReadonlySet<string>>(new Set());
let visits = 0;
let said = 0;

effect(() => {
  others.value = [];
  if (!at.value || !socketOpen.value || post.value !== by) return;
  return listen(
    CasePresenceDocument,
    { caseId: at.value },
    {
      data: ({ casePresence }) => {
        // One's own other windows, and other posts, are oneself.
        others.value = casePresence.filter(
          ({ membership: { id, practitioner } }) => (practitioner?.id ?? id) !== draftOwner.peek(),
        );
      },
      // Where it was the right that ended, the events say so too.
      ended: () => {
        others.value = [];
      },
    },
  );
});

/** One has a case open until the returned function is called, and a moment longer. */
export function beAt(caseId: string): () => void {
  const visit = ++visits;
  by = post.peek();
  at.value = caseId;
  return () =>
    void window.setTimeout(() => {
      if (visit === visits) at.value = "";
    }, LINGER);
}

export const typists = (threadId: string) =>
  others.value
    .filter(({ membership, typingIn }) => !posted.value.has(membership.id) && typingIn.some(({ id }) => id === threadId))
    .map(({ membership }) => membership);

export function hasPosted(membershipId: string): void {
  posted.value = new Set(posted.peek()).add(membershipId);
  window.setTimeout(() => {
    posted.value = new Set([...posted.peek()].filter((id) => id !== membershipId));
  }, 2 * SAID_EACH);
}

/** Where nobody else is there is nobody to tell. */
export function sayTyping(threadId: string): void {
  const now = Date.now();
  if (!others.peek().length || now - said < SAID_EACH) return;
  said = now;
  void send(SayTypingDocument, { input: { clientMutationId: crypto.randomUUID(), threadId } }).catch(() => {});
}
