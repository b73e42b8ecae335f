// Draws what stands beside a thread: the tasks that came of it, and the way to assign one.
import { useSignal } from "@preact/signals";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { TaskCard } from "../../tasks/card";
import { AssignDialog } from "./assign-dialog";
import type { TheThread, Thread } from "./store";

export function Aside({ store, thread }: { store: Thread; thread: TheThread }) {
  const assigning = useSignal(false);
  const mayAssign = may("TASK_ASSIGN") && !thread.closedAt;
  return (
    <aside class="side-column" aria-labelledby="thread-tasks">
      <h2 id="thread-tasks">{i18n._("Tasks of this conversation")}</h2>
      {mayAssign && (
        <button type="button" class="plain" onClick={() => (assigning.value = true)}>
          {i18n._("Assign a task")}
        </button>
      )}
      {store.tasks.value.length === 0 && <p class="empty">{i18n._("None yet.")}</p>}
      <ul class="cards tight">
        {store.tasks.value.map((task) => (
          <TaskCard key={task.id} task={task} />
        ))}
      </ul>
      {assigning.value && (
        <AssignDialog threadId={thread.id} onAssigned={store.onAssigned} onClose={() => (assigning.value = false)} />
      )}
    </aside>
  );
}
