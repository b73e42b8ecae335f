// How far one has read: told to the server once what is unread was in view for a second, in a window one is at.
import { signal } from "@preact/signals";
import { createAct } from "../../act";
import { MarkReadDocument, MarkUnreadDocument, type ThreadPageQuery } from "../../generated/graphql";
import type { Message } from "../../messages";
import { me, onMyEvent } from "../../session";

type TheThread = NonNullable<ThreadPageQuery["thread"]>;
type Place = { id: string; createdAt: string };

const DWELL = 1_000;

const isAfter = (one: Place, other: Place | null) =>
  !other || one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id);
const isOthers = (message: Message) => message.author.id !== me.peek()?.id;
/** Whoever looks elsewhere reads nothing here. */
const attends = () => document.visibilityState === "visible" && document.hasFocus();

/** Where the composer lies over the messages, what it hides is not in view. */
function hidden(): number {
  const composer = document.querySelector<HTMLElement>(".composer");
  return composer && getComputedStyle(composer).position === "sticky" ? composer.offsetHeight : 0;
}

export function createReadPosition(threadId: string, ordered: () => Message[]) {
  /** Where the line stands: reading does not move it under one's eyes. */
  const firstUnread = signal<string | null>(null);
  const read = createAct(MarkReadDocument, ({ markRead: { problems, thread } }) => ({ problems, made: thread }));
  const unread = createAct(MarkUnreadDocument, ({ markUnread: { problems, thread } }) => ({ problems, made: thread }));
  const inView = new Map<string, number>();
  const seen = new Set<string>();
  const ids = new WeakMap<Element, string>();
  let last: Place | null = null;
  // As far as one has read here, where one has not heard of it yet.
  let mine: Place[] = [];
  /** Whether one reads here in one's own right: once it is known where one was. */
  const reads = signal(false);
  let whole = false;
  // What was marked unread is not read again by standing on the screen.
  let held = false;
  let observer: IntersectionObserver | null = null;

  const unreadOf = (from: Place | null) => ordered().filter((one) => isOthers(one) && isAfter(one, from));
  /** Reads up to where all was seen: what was passed over stays unread, and all after it. */
  const advance = async (): Promise<void> => {
    if (!whole || held || read.pending.peek()) return;
    const waiting = unreadOf(last);
    const gap = waiting.findIndex(({ id }) => !seen.has(id));
    const upTo = waiting.at(gap < 0 ? -1 : gap - 1);
    if (!upTo || gap === 0) return;
    mine.push(upTo);
    if (!(await read.run({ messageId: upTo.id }))) return;
    if (!held && isAfter(upTo, last)) last = upTo;
    return advance();
  };
  const dwell = (id: string) => {
    window.clearTimeout(inView.get(id));
    const passed = () => {
      seen.add(id);
      void advance();
    };
    inView.set(id, attends() ? window.setTimeout(passed, DWELL) : 0);
  };
  const attend = () => [...inView.keys()].forEach(dwell);
  const observed = (entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const id = ids.get(target)!;
      // Half of it, or as much as fills half the window.
      const isSeen = intersectionRatio >= 0.5 || intersectionRect.height * 2 >= (rootBounds?.height ?? Infinity);
      if (isIntersecting && isSeen) inView.has(id) || dwell(id);
      else {
        window.clearTimeout(inView.get(id));
        inView.delete(id);
      }
    }
  };
  /** Called when a message is drawn; what it answers, when it goes. */
  const watch = (element: Element, id: string) => {
    observer ??= new IntersectionObserver(observed, {
      rootMargin: `0px 0px -${hidden()}px 0px`,
      threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1],
    });
    ids.set(element, id);
    observer.observe(element);
    return () => observer?.unobserve(element);
  };
  const draw = () => (firstUnread.value = unreadOf(last)[0]?.id ?? null);
  const markUnread = async (message: Message) => {
    held = true;
    const thread = await unread.run({ messageId: message.id });
    if (!thread) return;
    last = thread.lastRead;
    draw();
  };
  const unhear = onMyEvent((event) => {
    if (event.__typename !== "ThreadRead" || event.thread?.id !== threadId) return;
    const { lastRead } = event.thread;
    const isMine = mine.some(({ id }) => id === lastRead?.id);
    mine = mine.filter((place) => isAfter(place, lastRead));
    // What one heard late of one's own reading: one has read on since.
    if (isMine && last && isAfter(last, lastRead)) return;
    if (last && (!lastRead || isAfter(last, lastRead))) {
      held = true;
      last = lastRead;
      draw();
    } else last = lastRead;
  });

  const events = ["focus", "blur"] as const;
  events.forEach((name) => addEventListener(name, attend));
  document.addEventListener("visibilitychange", attend);
  return {
    firstUnread,
    reads,
    watch,
    markUnread,
    /** Whether some of what is unread is older than what is here. */
    isBeyond: ({ unreadCount, lastRead }: TheThread) => unreadOf(lastRead).length < unreadCount,
    /** Messages may be missing: nothing is read over them. */
    pause: () => (whole = false),
    /** All that is unread is here: from now on it may be read. */
    begin: (thread: TheThread) => {
      last = thread.lastRead;
      whole = true;
      if (thread.unreadCount && !reads.value) draw();
      reads.value = true;
      void advance();
    },
    stop: () => {
      unhear();
      observer?.disconnect();
      [...inView.values()].forEach((timer) => window.clearTimeout(timer));
      events.forEach((name) => removeEventListener(name, attend));
      document.removeEventListener("visibilitychange", attend);
    },
  };
}

export type ReadPosition = ReturnType<typeof createReadPosition>;
