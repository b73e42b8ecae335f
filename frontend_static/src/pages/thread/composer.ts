// What is being written in a thread: kept as a draft, sent as a message.
import { signal } from "@preact/signals";
import { createAct } from "../../act";
import { keepDraft, readDraft } from "../../drafts";
import { PostMessageDocument } from "../../generated/graphql";
import type { Message } from "../../messages";
import { draftOwner } from "../../session";

export function createComposer(threadId: string, keep: (message: Message) => void) {
  const owner = draftOwner.peek();
  const text = signal(readDraft(owner, threadId));
  const mentioned = signal<ReadonlySet<string>>(new Set());
  const act = createAct(PostMessageDocument, ({ postMessage: { problems, message } }) => ({ problems, made: message }));

  const write = (words: string) => {
    text.value = words;
    keepDraft(owner, threadId, words);
    act.clear();
  };
  const mention = (membershipId: string, on: boolean) => {
    const next = new Set(mentioned.value);
    if (on) next.add(membershipId);
    else next.delete(membershipId);
    mentioned.value = next;
  };
  const send = async (): Promise<boolean> => {
    const body = text.value;
    if (!body.trim()) return false;
    const message = await act.run({ threadId, body, mentions: [...mentioned.value] });
    if (!message) return false;
    keep(message);
    // What was typed on while it was under way stays.
    if (text.value === body) write("");
    mentioned.value = new Set();
    return true;
  };
  return { text, mentioned, write, mention, send, pending: act.pending, problems: act.problems };
}

export type Composer = ReturnType<typeof createComposer>;
