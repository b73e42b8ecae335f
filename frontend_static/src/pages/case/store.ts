// Asks for one case with its conference, threads and tasks, and follows what happens on it.
import { signal } from "@preact/signals";
import { CasePageDocument, CaseTasksDocument, CaseThreadsDocument } from "../../generated/graphql";
import type { Happened } from "../../followed";
import { whenever } from "../../session";
import { createFurther } from "./further";
import { createOnCase } from "./on-case";

export function createCase(caseId: string) {
  /** What comes late is read again by what happens on the case. */
  const heard = signal<Happened>({ what: null });
  const also = (happened: Happened) => {
    heard.value = happened;
    threads.readSoon();
    tasks.readSoon();
  };
  const readings = createOnCase(CasePageDocument, { caseId }, also);
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
  // How much is unread is one's own: another window of one's may have read it.
  const stopHearing = whenever(() => {
    readings.readSoon();
    also({ what: null });
  });
  const stop = () => {
    stopHearing();
    [readings, threads, tasks].forEach((part) => part.stop());
  };
  return { ...readings, threads, tasks, heard, stop };
}

export type Case = ReturnType<typeof createCase>;
