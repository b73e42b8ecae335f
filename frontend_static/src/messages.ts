// Messages as a page keeps them: each once, in the one order everybody sees.
import type { MessagePartsFragment } from "./generated/graphql";

export type Message = MessagePartsFragment;

export const newestLast = (messages: readonly Message[]): Message[] =>
  messages.toSorted((one, other) => compare(one.createdAt, other.createdAt) || compare(one.id, other.id));

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** An answer may be older than what was heard of meanwhile: what was redacted or edited since is not shown again. */
const isOlder = (one: Message, known?: Message) =>
  known && !one.redactedAt && (known.redactedAt || (known.editedAt ?? "") > (one.editedAt ?? ""));

/** The messages with some of them replaced or added. */
export function withMessages(known: ReadonlyMap<string, Message>, news: readonly Message[]): Map<string, Message> {
  const all = new Map(known);
  for (const message of news) if (!isOlder(message, all.get(message.id))) all.set(message.id, message);
  return all;
}
