// What one has sent to a thread and has no answer for yet: shown at once, kept in this tab, and sent again as the same.
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Problem, problemOf, sendPatiently } from "../../act";
import { keepForm, readForm, type Written } from "../../drafts";
import { type PostMessageInput, PostMessageDocument } from "../../generated/graphql";
import type { Message } from "../../messages";
import { UNAUTHENTICATED } from "../../network";
import { keptAs } from "../../saver";
import { draftOwner, me } from "../../session";

export type Sent = {
  input: PostMessageInput;
  /** As it was written: what is not sent is a draft still. */
  written: Written;
  /** Whom it is for, where that is fewer than the conversation. */
  only: string | null;
  state: "sending" | "failed";
  /** Whether it failed before. */
  tried: boolean;
  problems: Problem[];
};
/** `refused`: it was answered, and nothing was posted. */
export type Outcome = { message: Message | null; refused: Problem[] };

export type Outbox = ReturnType<typeof createOutbox>;

const outboxes = new Map<string, Outbox>();

/** One for each post and thread, whichever page of it is open: what is under way goes on when one leaves it. */
export function outboxAt(threadId: string): Outbox {
  const place = `${keptAs(threadId)} unsent`;
  const found = outboxes.get(place) ?? createOutbox(place);
  outboxes.set(place, found);
  return found;
}

function createOutbox(place: string) {
  const owner = draftOwner.peek();
  const post = me.peek()?.id;
  const isOwn = () => me.peek()?.id === post;
  const sent = signal<readonly Sent[]>(JSON.parse(readForm(owner, place).sent ?? "[]"));
  /** What came back by a stream before it was answered. */
  const echoes = new Map<string, Message>();
  const underWay = new Map<string, Promise<Outcome>>();
  let turn: Promise<unknown> = Promise.resolve();

  const put = (now: readonly Sent[]) => {
    sent.value = now;
    keepForm(owner, place, now.length ? { sent: JSON.stringify(now) } : null);
  };
  const find = (id: string) => sent.peek().find(({ input }) => input.clientMutationId === id);
  const change = (id: string, to: Partial<Sent>) =>
    put(sent.peek().map((one) => (one.input.clientMutationId === id ? { ...one, ...to } : one)));
  const leave = (id: string) => put(sent.peek().filter(({ input }) => input.clientMutationId !== id));

  const postOne = async (id: string): Promise<Outcome> => {
    const one = find(id);
    // By another post it would be another's message: it waits for the one that wrote it.
    if (!one || !isOwn()) return { message: echoes.get(id) ?? null, refused: [] };
    try {
      const { postMessage } = await sendPatiently(PostMessageDocument, { ...one.input }, true, isOwn);
      if (postMessage.message) leave(id);
      else fail(id, postMessage.problems);
      return { message: postMessage.message, refused: postMessage.problems };
    } catch (cause) {
      // It may have been posted all the same: the next try finds out, or the stream tells.
      const problem = problemOf(cause);
      // Whoever signs in again goes on where they were.
      if (isOwn() && problem.code !== UNAUTHENTICATED) fail(id, [problem]);
      return { message: echoes.get(id) ?? null, refused: [] };
    }
  };
  const fail = (id: string, problems: Problem[]) => change(id, { state: "failed", tried: true, problems });
  /** One after the other, in the order they were sent in; each once at a time. */
  const deliver = (id: string): Promise<Outcome> => {
    const before = underWay.get(id);
    if (before) return before;
    const delivered = turn.then(() => postOne(id)).finally(() => underWay.delete(id));
    underWay.set(id, delivered);
    turn = delivered.catch(() => {});
    return delivered;
  };

  return {
    sent: sent as ReadonlySignal<readonly Sent[]>,
    find,
    /** Shows and keeps it, until it is delivered or given up. */
    take: (one: Pick<Sent, "input" | "written" | "only">) =>
      put([...sent.peek(), { ...one, state: "sending", tried: false, problems: [] }]),
    /** Adds what is known of it only by now. */
    amend: (id: string, more: Partial<PostMessageInput>) => {
      const one = find(id);
      if (one) change(id, { input: { ...one.input, ...more } });
    },
    deliver,
    /** It is tried once more. */
    begin: (id: string) => change(id, { state: "sending", problems: [] }),
    leave,
    /** A message that came by a stream, or with a state, may be one of those. */
    heard: (message: Message) => {
      const id = message.clientMutationId;
      if (!id || !find(id)) return;
      echoes.set(id, message);
      leave(id);
    },
    drop: () => put([]),
  };
}
