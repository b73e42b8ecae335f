// Asks for one case with its conference, threads and tasks, and follows what happens on it.
import { CasePageDocument, CaseTasksDocument, CaseThreadsDocument } from "../../generated/graphql";
import { createOnCase } from "./on-case";
import { createFurther } from "./further";

export function createCase(caseId: string) {
  const readings = createOnCase(CasePageDocument, { caseId }, () => {
    threads.readSoon();
    tasks.readSoon();
  });
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
  const stop = () => [readings, threads, tasks].forEach((part) => part.stop());
  return { ...readings, threads, tasks, stop };
}

export type Case = ReturnType<typeof createCase>;
