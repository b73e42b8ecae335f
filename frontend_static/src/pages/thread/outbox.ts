// What one has sent to a thread and has no answer for yet: shown at once, kept in this tab, and sent again as the same.
import { signal } from "@preact/signals";
import { type Problem, problemOf, sendPatiently } from "../../act";
import { keepForm, readForm, type Written } from "../../drafts";
import { type PostMessageInput, PostMessageDocument } from "../../generated/graphql";
import type { Message } from "../../messages";
import { keptAs } from "../../saver";
import { draftOwner } from "../../session";

export type Sent = {
  input: PostMessageInput;
  /** As it was written: what is not sent is a draft still. */
  written: Written;
  /** Whom it is for, where that is fewer than the conversation. */
  only: string | null;
  state: "sending" | "failed";
  problems: Problem[];
};
/** `refused`: it was answered, and nothing was posted. */
type Outcome = { message: Message | null; refused: Problem[] };

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(threadId: string, keep: (message: Message) => void) {
  const owner = draftOwner.peek();
  const place = `${keptAs(threadId)} unsent`;
  const sent = signal<readonly Sent[]>(JSON.parse(readForm(owner, place).sent ?? "[]"));
  /** What came back by a stream before it was answered. */
  const echoes = new Map<string, Message>();
  let turn: Promise<unknown> = Promise.resolve();
  let dropped = false;

  const put = (now: readonly Sent[]) => {
    sent.value = now;
    keepForm(owner, place, now.length && !dropped ? { sent: JSON.stringify(now) } : null);
  };
  const find = (id: string) => sent.peek().find(({ input }) => input.clientMutationId === id);
  const change = (id: string, to: Partial<Sent>) =>
    put(sent.peek().map((one) => (one.input.clientMutationId === id ? { ...one, ...to } : one)));
  const leave = (id: string) => put(sent.peek().filter(({ input }) => input.clientMutationId !== id));

  const deliver = async (id: string): Promise<Outcome> => {
    const one = find(id);
    const outcome: Outcome = { message: echoes.get(id) ?? null, refused: [] };
    if (!one) return outcome;
    let problems: Problem[] = [];
    try {
      const { postMessage } = await sendPatiently(PostMessageDocument, { ...one.input }, true);
      outcome.message = postMessage.message;
      outcome.refused = problems = postMessage.problems;
    } catch (cause) {
      // It may have been posted all the same: the next try finds out, or the stream tells.
      outcome.message = echoes.get(id) ?? null;
      problems = [problemOf(cause)];
    }
    if (outcome.message) {
      keep(outcome.message);
      leave(id);
    } else if (find(id)) change(id, { state: "failed", problems });
    return outcome;
  };
  /** One after the other, in the order they were sent in. */
  const inTurn = (id: string): Promise<Outcome> => {
    const delivered = turn.then(() => deliver(id));
    turn = delivered.catch(() => {});
    return delivered;
  };

  return {
    sent,
    /** Shows and keeps it, until it is delivered or given up. */
    take: (one: Omit<Sent, "state" | "problems">) => put([...sent.peek(), { ...one, state: "sending", problems: [] }]),
    /** Adds what is known of it only by now. */
    amend: (id: string, more: Partial<PostMessageInput>) => {
      const one = find(id);
      if (one) change(id, { input: { ...one.input, ...more } });
    },
    deliver: inTurn,
    /** It is tried once more. */
    begin: (id: string) => change(id, { state: "sending", problems: [] }),
    find,
    leave,
    /** A message that came by a stream, or with a state, may be one of those. */
    heard: (message: Message) => {
      const id = message.clientMutationId;
      if (!id || !find(id)) return;
      echoes.set(id, message);
      leave(id);
    },
    drop: () => {
      dropped = true;
      put([]);
    },
  };
}
