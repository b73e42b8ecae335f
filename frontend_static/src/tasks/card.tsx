// One task as lists and side panels show it.
import type { TaskPartsFragment } from "../generated/graphql";
import { i18n } from "../i18n";
import * as words from "../words";
import { Badge, nameOf, TaskState, When } from "../ui/parts";

export function TaskCard({
  task,
  level: Heading = "h3",
  children,
}: {
  task: TaskPartsFragment;
  level?: "h2" | "h3";
  children?: preact.ComponentChildren;
}) {
  return (
    <li class="card task">
      <Heading>
        <a href={`/tasks/${task.id}`}>{task.title}</a>
      </Heading>
      <p class="badges">
        <TaskState status={task.status} />
        {task.overdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
        {task.priority !== "ROUTINE" && <Badge tone="attention">{words.priority(task.priority)}</Badge>}
      </p>
      <TaskFacts task={task} />
      {children}
    </li>
  );
}

export function TaskFacts({ task }: { task: TaskPartsFragment }) {
  return (
    <dl class="facts">
      <div>
        <dt>{i18n._("For")}</dt>
        <dd>{task.ownerAgency.name}</dd>
      </div>
      {task.dueAt && (
        <div>
          <dt>{i18n._("Due")}</dt>
          <dd>
            <When at={task.dueAt} />
          </dd>
        </div>
      )}
      {task.claimedBy && (
        <div>
          <dt>{i18n._("Taken by")}</dt>
          <dd>{nameOf(task.claimedBy)}</dd>
        </div>
      )}
      {task.outcome && (
        <div class="wide">
          <dt>{i18n._("Outcome")}</dt>
          <dd>{task.outcome}</dd>
        </div>
      )}
      {task.declineReason && (
        <div>
          <dt>{i18n._("Why declined")}</dt>
          <dd>{words.declineReason(task.declineReason)}</dd>
        </div>
      )}
      {task.nonCompletionClass && (
        <div>
          <dt>{i18n._("Why not completed")}</dt>
          <dd>{words.nonCompletion(task.nonCompletionClass)}</dd>
        </div>
      )}
    </dl>
  );
}
