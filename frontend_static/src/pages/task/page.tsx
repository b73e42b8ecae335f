// Wires the page of one task.
import { useStore } from "../../ui/use-store";
import { createTask } from "./store";
import { TaskView } from "./view";

export function TaskPage({ taskId }: { taskId: string }) {
  return <TaskView store={useStore(() => createTask(taskId))} />;
}
