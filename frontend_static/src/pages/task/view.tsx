// Draws one task: what is asked, of whom, how it stands and how it came there.
import { AudiencePanel } from "../../audience/panel";
import type { TaskPageQuery } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { TaskButtons } from "../../tasks/acts-view";
import { TaskFacts } from "../../tasks/card";
import { Page, StandIn } from "../../ui/page";
import { Badge, Person, SafeContact, TaskState, When } from "../../ui/parts";
import * as words from "../../words";
import type { Task } from "./store";

type TheTask = NonNullable<TaskPageQuery["task"]>;

export function TaskView({ store }: { store: Task }) {
  const task = store.data.value?.task;
  if (!task) return <StandIn title={i18n._("Task")} reading={store.reading.value} again={() => void store.read()} />;
  return (
    <Page title={i18n._("Task")} heading={task.title} lead={<Lead task={task} />} caseId={task.case?.id}>
      <div class="columns">
        <div class="main-column">
          <section class="panel" aria-labelledby="asked">
            <h2 id="asked">{i18n._("What is asked")}</h2>
            <p class="description">{task.description || i18n._("Nothing more than the title says.")}</p>
            <TaskFacts task={task} />
            <p class="quiet">
              {i18n._("Assigned by")} <Person post={task.assignedBy} /> · <When at={task.createdAt} />
            </p>
            <TaskButtons task={task} changed={store.readSoon} />
          </section>
          <p class="links">
            <a class="button plain" href={`/threads/${task.thread.id}`}>
              {i18n._("Open the task's conversation")}
            </a>
            {task.assignedFrom && (
              <a class="button plain" href={`/threads/${task.assignedFrom.id}`}>
                {i18n._("Where it was assigned")}
              </a>
            )}
          </p>
        </div>
        <div class="side-column">
          <History task={task} />
          <AudiencePanel
            audience={task.audience}
            caseId={task.case?.id ?? null}
            contributor={task.assignedBy.agency.id}
            changed={store.readSoon}
          />
        </div>
      </div>
    </Page>
  );
}

function Lead({ task }: { task: TheTask }) {
  const reference = <span class="reference">{task.caseReference}</span>;
  return (
    <>
      <p class="badges">
        {task.case ? (
          <a href={`/cases/${task.case.id}`} aria-label={i18n._("Case {reference}", { reference: task.caseReference })}>
            {reference}
          </a>
        ) : (
          reference
        )}
        <TaskState status={task.status} />
        {task.overdue && <Badge tone="undone">{i18n._("Overdue")}</Badge>}
        {task.priority !== "ROUTINE" && <Badge tone="attention">{words.priority(task.priority)}</Badge>}
      </p>
      {task.safeContact && <SafeContact words={task.safeContact} />}
    </>
  );
}

function History({ task }: { task: TheTask }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">{i18n._("History")}</h2>
      <ol class="history">
        {task.transitions.map((step) => (
          <li key={step.id}>
            <TaskState status={step.status} /> <When at={step.at} />
            <p class="quiet">
              <Person post={step.by} />
            </p>
            {step.note && <p>{step.note}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
