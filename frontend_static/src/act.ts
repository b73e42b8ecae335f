// An act: one mutation with its id kept for retries, whether it is under way, and the problems it met.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ProblemPartsFragment, TypedDocumentString } from "./generated/graphql";
import { Refusal, send, UNREACHABLE } from "./network";

export type Problem = Omit<ProblemPartsFragment, "code"> & { code: string };
type Payload<O> = { problems: Problem[]; made: O | null };

export type Act<I, O> = {
  pending: ReadonlySignal<boolean>;
  problems: ReadonlySignal<Problem[]>;
  /** Answers what the act made or changed, or null where it met problems. */
  run: (input: Omit<I, "clientMutationId">) => Promise<O | null>;
  clear: () => void;
};

/** A mutation's answer is one payload: what it tells of its problems, and all else it tells. */
export function payloadOf<T extends object>(data: T): { problems: Problem[]; made: T[keyof T] } {
  const payload = Object.values(data).find((part) => typeof part === "object") as { problems: Problem[] };
  return { problems: payload.problems, made: payload as T[keyof T] };
}

const PAUSES = [600, 2_000, 4_000];
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** What is `lasting` is sent to its end though the page is left meanwhile. */
export function createAct<I extends { clientMutationId: string }, O, T>(
  document: TypedDocumentString<T, { input: I }>,
  read: (data: T) => Payload<O>,
  lasting = false,
): Act<I, O> {
  const pending = signal(false);
  const problems = signal<Problem[]>([]);
  let unanswered: { content: string; id: string } | null = null;

  const idFor = (input: object): string => {
    const content = JSON.stringify(input);
    if (unanswered?.content !== content) unanswered = { content, id: crypto.randomUUID() };
    return unanswered.id;
  };
  const run = async (content: Omit<I, "clientMutationId">): Promise<O | null> => {
    if (pending.value) return null;
    pending.value = true;
    problems.value = [];
    const input = { ...content, clientMutationId: idFor(content) } as I;
    try {
      const payload = read(await sendPatiently(document, input, lasting));
      unanswered = null;
      problems.value = payload.problems;
      return payload.problems.length ? null : payload.made;
    } catch (cause) {
      problems.value = [problemOf(cause)];
      return null;
    } finally {
      pending.value = false;
    }
  };
  return { pending, problems, run, clear: () => (problems.value = []) };
}

/** What kept an act from being answered. */
export const problemOf = (cause: unknown): Problem => ({
  code: cause instanceof Refusal ? cause.code : "INTERNAL",
  detail: cause instanceof Error ? cause.message : "",
  path: [],
});

/** Tries again where the server could not be reached, as long as one `may`: the id makes that safe. */
export async function sendPatiently<I, T>(
  document: TypedDocumentString<T, { input: I }>,
  input: I,
  lasting: boolean,
  may = () => true,
): Promise<T> {
  for (const milliseconds of PAUSES) {
    try {
      return await send(document, { input }, lasting);
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.code !== UNREACHABLE) throw cause;
      await pause(milliseconds);
      if (!may()) throw cause;
    }
  }
  return send(document, { input }, lasting);
}
