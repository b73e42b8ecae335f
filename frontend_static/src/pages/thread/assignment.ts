// The task being assigned: its form, the agencies it may go to, and the act.
import { computed, signal } from "@preact/signals";
import { createAct } from "../../act";
import { endOfDay } from "../../format";
import {
  AgencyChoicesDocument,
  type AgencyChoicesQuery,
  AssignTaskDocument,
  type Priority,
} from "../../generated/graphql";
import { ask } from "../../network";

type Agency = AgencyChoicesQuery["agencies"]["nodes"][number];

export function createAssignment(threadId: string) {
  const form = signal({ agencyId: "", title: "", description: "", due: "", priority: "ROUTINE" as Priority });
  const agencies = signal<Agency[]>([]);
  const act = createAct(AssignTaskDocument, ({ assignTask: { problems, task } }) => ({ problems, made: task }));
  let stopped = false;

  const readAgencies = async () => {
    let after: string | null = null;
    do {
      const { agencies: page }: AgencyChoicesQuery = await ask(AgencyChoicesDocument, { first: 100, after });
      agencies.value = [...agencies.value, ...page.nodes.filter((agency) => agency.active)];
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after && !stopped);
  };
  readAgencies().catch(() => {});

  return {
    form,
    chosen: computed(() => agencies.value.find((agency) => agency.id === form.value.agencyId)),
    byType: computed(() => Map.groupBy(agencies.value, (agency) => agency.type)),
    set: (part: Partial<typeof form.value>) => (form.value = { ...form.value, ...part }),
    pending: act.pending,
    problems: act.problems,
    send: () => {
      const { agencyId, title, description, due, priority } = form.value;
      const dueAt = due ? endOfDay(due) : null;
      return act.run({ threadId, agencyId, title, description: description || null, dueAt, priority });
    },
    stop: () => {
      stopped = true;
    },
  };
}
