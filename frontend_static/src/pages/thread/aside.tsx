// Draws what stands beside a thread: the tasks that came of it, the way to assign one, and who can see it.
import { useSignal } from "@preact/signals";
import { AudiencePanel } from "../../audience/panel";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { TaskCard } from "../../tasks/card";
import { AssignDialog } from "./assign-dialog";
import type { TheThread, Thread } from "./store";

export function Aside({ store, thread }: { store: Thread; thread: TheThread }) {
  return (
    <aside class="side-column" aria-label={i18n._("About this conversation")}>
      {thread.case && <Tasks store={store} thread={thread} />}
      <AudiencePanel
        audience={thread.audience}
        caseId={thread.case?.id ?? null}
        contributor={thread.createdBy.agency.id}
        changed={store.composer.look}
      />
    </aside>
  );
}

function Tasks({ store, thread }: { store: Thread; thread: TheThread }) {
  const assigning = useSignal(false);
  const mayAssign = may("TASK_ASSIGN") && !thread.closedAt;
  return (
    <section aria-labelledby="thread-tasks">
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
        <AssignDialog thread={thread} onAssigned={store.onAssigned} onClose={() => (assigning.value = false)} />
      )}
    </section>
  );
}
