// Asks for one case with its conference, threads and tasks, and follows what happens on it.
import { CaseEventsDocument, CasePageDocument, CaseTasksDocument, CaseThreadsDocument } from "../../generated/graphql";
import { follow } from "../../live";
import { createReadings } from "../../reading";
import { loseAccess } from "../../session";
import { createFurther } from "./further";

export function createCase(caseId: string) {
  const readings = createReadings(CasePageDocument, { caseId }, (answer) => answer.case !== null);
  const threads = createFurther(
    CaseThreadsDocument,
    (after) => ({ caseId, first: 20, after }),
    (data) => data.threads,
    () => readings.data.value?.threads ?? null,
  );
  const tasks = createFurther(
    CaseTasksDocument,
    (after) => ({ caseId, first: 20, after }),
    (data) => data.tasks,
    () => readings.data.value?.tasks ?? null,
  );
  let stopped = false;
  let unfollow = () => {};

  const readSoon = () => {
    readings.readSoon();
    threads.readSoon();
    tasks.readSoon();
  };
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
      onEvent: readSoon,
      refresh: async () => (await readings.read()).case?.eventsCursor ?? "",
      onEnded: loseAccess,
    });
  };
  const startOver = () => void start().catch(() => {});
  startOver();
  const stop = () => {
    stopped = true;
    unfollow();
    [readings, threads, tasks].forEach((part) => part.stop());
  };
  return { ...readings, threads, tasks, startOver, stop };
}

export type Case = ReturnType<typeof createCase>;
