// What every page's store starts from: an answer that is read, read again, and kept true by what happens meanwhile.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { AnyVariables } from "@urql/core";
import type { TypedDocumentString } from "./generated/graphql";
import { delay, Refusal, UNAUTHENTICATED, UNKNOWN_DOCUMENT, UNREACHABLE, watch } from "./network";
import { loseAccess } from "./session";
import type { Reading } from "./ui/page";

const SOON = 150;
/** For so long an answer is waited for before something that happens has it asked for anew, in milliseconds. */
const PATIENCE = 5_000;

export type Readings<T, V> = {
  data: ReadonlySignal<T | null>;
  reading: ReadonlySignal<Reading>;
  /** Reads anew; what is shown stays until the answer is here. */
  read: (variables?: V) => Promise<T>;
  /** Reads anew in a moment, once for a burst of reasons. */
  readSoon: () => void;
  stop: () => void;
};

/** `has` tells whether the answer holds the thing asked for: what is missing and what one may not see are alike. */
export function createReadings<T, V extends AnyVariables>(
  document: TypedDocumentString<T, V>,
  first: NoInfer<V>,
  has: (data: T) => boolean = () => true,
): Readings<T, V> {
  const data = signal<T | null>(null);
  const reading = signal<Reading>("reading");
  let variables: V = first;
  let unwatch = () => {};
  let timer = 0;
  // Since when an answer is waited for, and how many in a row did not come.
  let since = 0;
  let failures = 0;
  let waiting: { done: (data: T) => void; failed: (refusal: Refusal) => void }[] = [];

  const take = (answer: T) => {
    since = failures = 0;
    const lost = data.peek() !== null && !has(answer);
    reading.value = has(answer) ? "ready" : "missing";
    data.value = has(answer) ? answer : null;
    waiting.splice(0).forEach(({ done }) => done(answer));
    // It was here and is not found any more: nothing of it stays.
    if (lost) loseAccess();
  };
  const refused = (refusal: Refusal) => {
    since = 0;
    if ([UNREACHABLE, UNKNOWN_DOCUMENT, "INTERNAL"].includes(refusal.code)) {
      // What is already shown stays: the connection's state is in the header, and a page too old says so above.
      if (!data.value) reading.value = "unreachable";
      // What happened meanwhile may be shown nowhere yet, and nothing more may happen.
      else if (refusal.code !== UNKNOWN_DOCUMENT) timer ||= window.setTimeout(again, delay(failures++));
    } else if (refusal.code !== UNAUTHENTICATED) {
      reading.value = "missing";
      data.value = null;
    }
    waiting.splice(0).forEach(({ failed }) => failed(refusal));
  };
  const read = (next: V = variables) => {
    window.clearTimeout(timer);
    timer = 0;
    variables = next;
    if (reading.value === "unreachable") reading.value = "reading";
    const answered = new Promise<T>((done, failed) => waiting.push({ done, failed }));
    // Who only wants the signal does not wait for the promise; its refusal is shown by the page.
    answered.catch(() => {});
    since = Date.now();
    unwatch();
    unwatch = watch(document, variables, { data: take, refused });
    return answered;
  };
  const readSoon = () => {
    timer ||= window.setTimeout(again, SOON);
  };
  // Who asked again at each reason, on a slow line, would never be answered.
  const again = () => {
    timer = 0;
    if (since && Date.now() - since < PATIENCE) readSoon();
    else void read();
  };
  const stop = () => {
    window.clearTimeout(timer);
    unwatch();
  };
  return { data, reading, read, readSoon, stop };
}
