// Asks for one task with its history, and reads it again when it changes, or who sees it.
import { effect } from "@preact/signals";
import { CaseEventsDocument, type CaseEventsSubscription, TaskPageDocument } from "../../generated/graphql";
import { follow } from "../../live";
import { createReadings } from "../../reading";
import { whenever } from "../../session";

type Event = CaseEventsSubscription["caseEvents"];

export function createTask(taskId: string) {
  const readings = createReadings(TaskPageDocument, { taskId }, (answer) => answer.task !== null);
  let unfollow = () => {};
  let followed: string | undefined;

  const onEvent = (event: Event) => {
    const ofSight = event.__typename === "AccessChanged" || event.__typename === "AgencyChanged";
    if (ofSight || ("task" in event && event.task?.id === taskId)) readings.readSoon();
  };
  /** Who sits at its case's table hears of it there; an agency that has only the task, in its own stream. */
  const followCase = (caseId: string, from: string) => {
    followed = caseId;
    unfollow = follow({
      document: CaseEventsDocument,
      variables: (after: string) => ({ caseId, after }),
      pick: (data) => data.caseEvents,
      from,
      onEvent,
      refresh: async () => (await readings.read()).task?.case?.eventsCursor ?? "",
      // The task may be one's agency's still.
      onEnded: readings.readSoon,
    });
  };
  const stopFollowing = effect(() => {
    const found = readings.data.value?.task?.case;
    if (found?.id === followed) return;
    unfollow();
    followed = undefined;
    if (found) followCase(found.id, found.eventsCursor);
  });
  void readings.read();
  const stopHearing = whenever(readings.readSoon);
  const stop = () => {
    stopFollowing();
    unfollow();
    stopHearing();
    readings.stop();
  };
  return { ...readings, stop };
}

export type Task = ReturnType<typeof createTask>;
