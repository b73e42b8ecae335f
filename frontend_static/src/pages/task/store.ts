// Asks for one task with its history, and reads it again when it changes.
import { TaskPageDocument } from "../../generated/graphql";
import { createReadings } from "../../reading";
import { whenever } from "../../session";

export function createTask(taskId: string) {
  const readings = createReadings(TaskPageDocument, { taskId }, (answer) => answer.task !== null);
  void readings.read();
  const stopHearing = whenever(readings.readSoon);
  const stop = () => {
    stopHearing();
    readings.stop();
  };
  return { ...readings, stop };
}

export type Task = ReturnType<typeof createTask>;
