// A state that is read again whenever something happens where it is: what most pages rest on.
import { effect, untracked } from "@preact/signals";
import type { AnyVariables } from "@urql/core";
import type { TypedDocumentString } from "./generated/graphql";
import { type Event, follow, type Stream } from "./live";
import { createReadings } from "./reading";
import { loseAccess } from "./session";

type Following<E extends Event, T, V> = Pick<Stream<E, T, V>, "document" | "variables" | "pick">;

/** What was heard of by its name in the schema; null where it may have been anything. */
export type Happened = { what: string | null };

/**
 * `cursorOf` tells where the state ends and the stream begins, if the thing is there; `also` reads what stands beside, and
 * hears what happened.
 */
export function createFollowed<T, V extends AnyVariables, E extends Event & { __typename?: string }, TE, VE extends AnyVariables>(
  document: TypedDocumentString<T, V>,
  variables: NoInfer<V>,
  cursorOf: (answer: T) => string | undefined,
  stream: (answer: T) => Following<E, TE, VE>,
  also: (happened: Happened) => void = () => {},
) {
  const readings = createReadings<T, V>(document, variables, (answer) => cursorOf(answer) !== undefined);
  let unfollow: (() => void) | undefined;

  const begin = (answer: T, from: string) => {
    unfollow = follow({
      ...stream(answer),
      from,
      // Counts, orders and lists come from the state's own statement.
      onEvent: ({ __typename }) => {
        readings.readSoon();
        also({ what: __typename ?? null });
      },
      refresh: async () => {
        also({ what: null });
        return cursorOf(await readings.read()) ?? "";
      },
      onEnded: loseAccess,
    });
  };
  // From the first answer that has it, whatever that was asked for by: what was asked for at first may have got lost.
  const stopBeginning = effect(() => {
    const answer = readings.data.value;
    const from = answer && cursorOf(answer);
    if (answer && from !== undefined && !unfollow) untracked(() => begin(answer, from!));
  });
  const startOver = () => void readings.read();
  startOver();
  const stop = () => {
    stopBeginning();
    unfollow?.();
    readings.stop();
  };
  return { ...readings, startOver, stop };
}
