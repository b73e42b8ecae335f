// Keeps a stream going: remembers the newest cursor, resumes from it, and asks for the state again where it must.
import { computed, signal } from "@preact/signals";
import type { AnyVariables } from "@urql/core";
import type { TypedDocumentString } from "./generated/graphql";
import { asking, delay, listen, Refusal, socketOpen, TOLD, UNAUTHENTICATED, UNREACHABLE } from "./network";

const followed = signal(0);
const everOpen = signal(false);

/** What the header says about the connection. */
export const connection = computed<"idle" | "connecting" | "live" | "asking" | "reconnecting">(() => {
  if (socketOpen.value) return "live";
  if (!followed.value) return "idle";
  if (asking.value) return "asking";
  return everOpen.value ? "reconnecting" : "connecting";
});
socketOpen.subscribe((open) => {
  if (open) everOpen.value = true;
});

/** For so long a stream has to stand to have worked, in milliseconds. */
const STOOD = 5_000;
/** With this the delay before a line is tried again grows no more: a server that is back is found within seconds. */
const MOST_DROPS = 3;
/** How soon streams are asked again for what is new where no socket is let through, in milliseconds. */
const soon = () => 2_000 + 1_000 * Math.random();

export type Event = { id: string; cursor: string; prev: string | null };

export type Stream<E extends Event, T, V> = {
  document: TypedDocumentString<T, V>;
  variables: (after: string) => V;
  pick: (data: T) => E;
  /** Where the state just read ends and the stream begins. */
  from: string;
  onEvent: (event: E) => void;
  /** The stream cannot go on from its cursor: read the state again and answer its cursor. */
  refresh: () => Promise<string>;
  /** The right it rested on has ended. */
  onEnded?: () => void;
};

/** Lost with the line: they come again together, since one socket takes them all. */
const lost = new Set<() => void>();
let drops = 0;
let coming = 0;

function comeAgain(): void {
  window.clearTimeout(coming);
  coming = 0;
  const all = [...lost];
  lost.clear();
  for (const open of all) open();
}
// The machine woke, or its network came back: no need to wait the delay out.
const hurry = () => document.visibilityState === "visible" && comeAgain();
window.addEventListener("online", hurry);
document.addEventListener("visibilitychange", hurry);
// So does what waits when a socket is there: who is told that all is live does not wait for some of it.
socketOpen.subscribe((open) => open && comeAgain());

/** Follows a stream until the returned function is called. */
export function follow<E extends Event, T, V extends AnyVariables>(stream: Stream<E, T, V>): () => void {
  let cursor = stream.from;
  let since = 0;
  let refusals = 0;
  let timer = 0;
  let stopped = false;
  let close = () => {};

  const open = () => {
    since = Date.now();
    close = listen(stream.document, stream.variables(cursor), { data, ended: (refusal) => void ended(refusal) });
  };
  const data = (answer: T) => {
    const event = stream.pick(answer);
    // Something between was lost: only the state tells what.
    if (event.prev !== cursor) return void ended(new Refusal("RESYNC_REQUIRED"));
    refusals = drops = 0;
    cursor = event.cursor;
    stream.onEvent(event);
  };
  const ended = async (refusal: Refusal) => {
    close();
    if (stopped || refusal.code === UNAUTHENTICATED) return;
    if (refusal.code === "ACCESS_ENDED" || refusal.code === "NOT_FOUND") return stream.onEnded?.();
    // What stood for a while has worked, though nothing happened.
    if (refusal.code === TOLD || Date.now() - since > STOOD) refusals = drops = 0;
    if (refusal.code === TOLD || refusal.code === UNREACHABLE) {
      lost.add(open);
      coming ||= window.setTimeout(comeAgain, refusal.code === TOLD ? soon() : delay(Math.min(drops++, MOST_DROPS)));
      return;
    }
    try {
      cursor = await stream.refresh();
    } catch {
      // Answered by the state's own request; the stream is tried again all the same.
    }
    if (!stopped) timer = window.setTimeout(open, delay(refusals++));
  };

  followed.value += 1;
  open();
  return () => {
    stopped = true;
    followed.value -= 1;
    window.clearTimeout(timer);
    lost.delete(open);
    close();
  };
}
