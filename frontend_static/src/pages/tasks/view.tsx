// Draws the tasks of one's agency and their filters.
import type { TaskPartsFragment } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { me } from "../../session";
import { TaskButtons } from "../../tasks/acts-view";
import { TaskCard } from "../../tasks/card";
import { Page, StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import * as words from "../../words";
import { DUE, type Due, type Filters, STATUSES, type Tasks } from "./store";

export function TasksView({ store, filters }: { store: Tasks; filters: Filters }) {
  const page = store.data.value?.assignedTasks;
  if (!page) return <StandIn title={i18n._("Tasks")} reading={store.reading.value} again={() => void store.read()} />;
  const lead = <p class="quiet">{i18n._("Assigned to {agency}", { agency: me.value?.agency.name })}</p>;
  return (
    <Page title={i18n._("Tasks")} lead={lead}>
      <FilterBar filters={filters} onFilter={store.filter} />
      {page.nodes.length === 0 && <p class="empty">{i18n._("No task here.")}</p>}
      <ul class="cards">
        {page.nodes.map((task) => (
          <TaskItem key={task.id} task={task} changed={store.readSoon} />
        ))}
      </ul>
      <Pages pager={store.pager} info={page.pageInfo} />
    </Page>
  );
}

function TaskItem({ task, changed }: { task: TaskPartsFragment; changed: () => void }) {
  return (
    <TaskCard task={task} level="h2">
      {task.description && <p class="description">{task.description}</p>}
      <p class="quiet">
        {i18n._("Case")} <span class="reference">{task.caseReference}</span>
      </p>
      <TaskButtons task={task} changed={changed} />
    </TaskCard>
  );
}

function FilterBar({ filters, onFilter }: { filters: Filters; onFilter: (filters: Filters) => void }) {
  return (
    <form
      class="filters"
      role="search"
      aria-label={i18n._("Filter the tasks")}
      onSubmit={(event) => event.preventDefault()}
    >
      <label>
        {i18n._("Status")}
        <select
          value={filters.status}
          onChange={(event) => onFilter({ ...filters, status: event.currentTarget.value as Filters["status"] })}
        >
          <option value="open">{i18n._("All open")}</option>
          <option value="all">{i18n._("All")}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {words.taskStatus(status)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {i18n._("Due")}
        <select
          value={filters.due}
          onChange={(event) => onFilter({ ...filters, due: event.currentTarget.value as Due })}
        >
          {DUE.map((due) => (
            <option key={due} value={due}>
              {dueWords(due)}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

const dueWords = (due: Due) =>
  ({
    any: i18n._("Any time"),
    overdue: i18n._("Already past"),
    week: i18n._("In the next 7 days"),
    month: i18n._("In the next 30 days"),
  })[due];
