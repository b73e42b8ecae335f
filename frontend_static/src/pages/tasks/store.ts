// Asks for the tasks of the agency one acts for, by status and due date as the address says, page by page.
import { AssignedTasksDocument, type AssignedTasksQueryVariables, type TaskStatus } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { go } from "../../router";
import { whenever } from "../../session";

const DAY = 86_400_000;
const OPEN: TaskStatus[] = ["REQUESTED", "RECEIVED", "ACCEPTED", "IN_PROGRESS", "ON_HOLD"];
const ENDED: TaskStatus[] = ["COMPLETED", "DECLINED", "CANCELLED", "NOT_COMPLETED"];
export const STATUSES = [...OPEN, ...ENDED];
export const DUE = ["any", "overdue", "week", "month"] as const;
export type Due = (typeof DUE)[number];
export type Filters = { status: "open" | "all" | TaskStatus; due: Due };

export function filtersOf(search: URLSearchParams): Filters {
  const status = search.get("status") ?? "open";
  const due = search.get("due") ?? "any";
  return {
    status: status === "all" || STATUSES.includes(status as TaskStatus) ? (status as Filters["status"]) : "open",
    due: DUE.includes(due as Due) ? (due as Due) : "any",
  };
}

function variablesOf({ status, due }: Filters): AssignedTasksQueryVariables {
  const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  const statuses = status === "all" ? null : status === "open" ? OPEN : [status];
  if (due === "any") return { first: 20, status: statuses };
  if (due === "overdue") return { first: 20, status: statuses, dueBefore: at(0) };
  return { first: 20, status: statuses, dueAfter: at(0), dueBefore: at(due === "week" ? 7 : 30) };
}

export function createTasks(search: URLSearchParams) {
  let filters = filtersOf(search);
  let variables = variablesOf(filters);
  const readings = createReadings(AssignedTasksDocument, variables);
  const pager = createPager((after) => void readings.read({ ...variables, after }));
  void readings.read();
  const stopHearing = whenever(readings.readSoon);

  /** The address changed: what it asks for is read from its first page. */
  const follow = (next: URLSearchParams) => {
    const wanted = filtersOf(next);
    if (wanted.status === filters.status && wanted.due === filters.due) return;
    filters = wanted;
    variables = variablesOf(filters);
    pager.first();
    void readings.read(variables);
  };
  const filter = (wanted: Filters) => go(`/tasks?${new URLSearchParams(wanted)}`, { replace: true });
  const stop = () => {
    stopHearing();
    readings.stop();
  };
  return { ...readings, pager, follow, filter, stop };
}

export type Tasks = ReturnType<typeof createTasks>;
