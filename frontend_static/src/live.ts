// Keeps a stream going: remembers the newest cursor, resumes from it, and asks for the state again where it must.
import { computed, signal } from "@preact/signals";
import type { AnyVariables } from "@urql/core";
import type { TypedDocumentString } from "./generated/graphql";
import { delay, HOPELESS, listen, missed, type Refusal, socketOpen, UNAUTHENTICATED, UNREACHABLE } from "./network";

const followed = signal(0);
const everOpen = signal(false);

/** What the header says about the connection. */
export const connection = computed<"idle" | "connecting" | "live" | "asking" | "reconnecting">(() => {
  if (socketOpen.value) return "live";
  if (!followed.value) return "idle";
  if (missed.value >= HOPELESS) return "asking";
  return everOpen.value ? "reconnecting" : "connecting";
});
socketOpen.subscribe((open) => {
  if (open) everOpen.value = true;
});

type Event = { id: string; cursor: string };

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

/** Follows a stream until the returned function is called. */
export function follow<E extends Event, T, V extends AnyVariables>(stream: Stream<E, T, V>): () => void {
  let cursor = stream.from;
  let failures = 0;
  let timer = 0;
  let stopped = false;
  let close = () => {};

  const open = () => {
    window.clearTimeout(timer);
    timer = 0;
    if (stopped) return;
    close = listen(stream.document, stream.variables(cursor), { data, ended: (refusal) => void ended(refusal) });
  };
  const data = (answer: T) => {
    const event = stream.pick(answer);
    failures = 0;
    cursor = event.cursor;
    stream.onEvent(event);
  };
  const later = () => {
    timer = window.setTimeout(open, delay(failures++));
  };
  const ended = async (refusal: Refusal) => {
    close();
    if (stopped || refusal.code === UNAUTHENTICATED) return;
    if (refusal.code === "ACCESS_ENDED" || refusal.code === "NOT_FOUND") return stream.onEnded?.();
    if (refusal.code !== UNREACHABLE && failures < 5) {
      try {
        cursor = await stream.refresh();
      } catch {
        // Answered by the state's own request; the stream is tried again all the same.
      }
    }
    if (!stopped) later();
  };
  // The machine woke, or its network came back: no need to wait the delay out.
  const hurry = () => {
    if (timer && document.visibilityState === "visible") open();
  };

  // So does one whose socket another stream has opened: who is told that all is live does not wait for some of it.
  const unhurry = socketOpen.subscribe((isOpen) => isOpen && timer && open());
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  followed.value += 1;
  open();
  return () => {
    stopped = true;
    followed.value -= 1;
    window.clearTimeout(timer);
    unhurry();
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    close();
  };
}
