// How far one has read: told to the server as messages come into view, and where the new ones began.
import { type ReadonlySignal, effect, signal } from "@preact/signals";
import { createAct } from "../../act";
import { MarkReadDocument, type ThreadPageQuery } from "../../generated/graphql";
import type { Message } from "../../messages";
import { me } from "../../session";

type TheThread = ThreadPageQuery["thread"];

export function createReadPosition(thread: ReadonlySignal<TheThread>, ordered: ReadonlySignal<Message[]>) {
  const firstUnread = signal<string | null>(null);
  const visible = signal(document.visibilityState === "visible");
  const act = createAct(MarkReadDocument, ({ markRead: { problems, thread: read } }) => ({ problems, made: read }));
  let opened = false;
  let marked = "";

  const onVisibility = () => (visible.value = document.visibilityState === "visible");
  document.addEventListener("visibilitychange", onVisibility);

  const stopMarking = effect(() => {
    const one = thread.value;
    const messages = ordered.value;
    const newest = messages.at(-1);
    if (!one || !newest || !visible.value) return;
    if (!opened) {
      opened = true;
      // As it was when the page was opened: reading does not move the line under one's eyes.
      if (one.unreadCount) firstUnread.value = firstAfter(messages, one.lastRead)?.id ?? null;
      marked = one.lastRead?.id ?? "";
    }
    if (newest.id === marked || newest.author.id === me.peek()?.id) return;
    marked = newest.id;
    // It does not matter if it fails: the next message tells the same.
    queueMicrotask(() => void act.run({ messageId: newest.id }));
  });
  const stop = () => {
    stopMarking();
    document.removeEventListener("visibilitychange", onVisibility);
  };
  return { firstUnread, stop };
}

function firstAfter(messages: Message[], last: { id: string; createdAt: string } | null): Message | undefined {
  const isNew = (message: Message) =>
    !last || message.createdAt > last.createdAt || (message.createdAt === last.createdAt && message.id > last.id);
  return messages.find((message) => isNew(message) && message.author.id !== me.peek()?.id);
}
