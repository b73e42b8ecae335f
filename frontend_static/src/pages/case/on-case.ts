// What each page of a case rests on: its state, read again whenever something happens on the case.
import type { AnyVariables } from "@urql/core";
import { CaseEventsDocument, type TypedDocumentString } from "../../generated/graphql";
import { follow } from "../../live";
import { createReadings } from "../../reading";
import { loseAccess } from "../../session";

type OfCase = { case: { eventsCursor: string } | null };

/** `also` reads what stands beside the state. */
export function createOnCase<T extends OfCase, V extends AnyVariables & { caseId: string }>(
  document: TypedDocumentString<T, V>,
  variables: NoInfer<V>,
  also = () => {},
) {
  const { caseId } = variables;
  const readings = createReadings<T, V>(document, variables, (answer) => answer.case !== null);
  let stopped = false;
  let unfollow = () => {};

  const start = async () => {
    const answer = await readings.read();
    if (stopped || !answer.case) return;
    unfollow();
    unfollow = follow({
      document: CaseEventsDocument,
      variables: (after: string) => ({ caseId, after }),
      pick: (data) => data.caseEvents,
      from: answer.case.eventsCursor,
      // Counts, orders and lists come from the state's own statement.
      onEvent: () => {
        readings.readSoon();
        also();
      },
      refresh: async () => (await readings.read()).case?.eventsCursor ?? "",
      onEnded: loseAccess,
    });
  };
  const startOver = () => void start().catch(() => {});
  startOver();
  const stop = () => {
    stopped = true;
    unfollow();
    readings.stop();
  };
  return { ...readings, startOver, stop };
}
