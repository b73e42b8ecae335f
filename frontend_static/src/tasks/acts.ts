// What may be done with a task, by its status and by whose it is, and doing it.
import { computed, signal } from "@preact/signals";
import { type Act, createAct } from "../act";
import * as g from "../generated/graphql";
import { i18n } from "../i18n";
import { announce } from "../notices";
import { may, me } from "../session";

export type Task = g.TaskPartsFragment;
export type Kind =
  "receive" | "accept" | "decline" | "start" | "hold" | "complete" | "cancel" | "closeUndone" | "claim";

const OPEN: g.TaskStatus[] = ["REQUESTED", "RECEIVED", "ACCEPTED", "IN_PROGRESS", "ON_HOLD"];
/** The owner's next acts; the server takes the steps between (who completes has started). */
const ANSWERS: Partial<Record<g.TaskStatus, Kind[]>> = {
  REQUESTED: ["accept", "decline", "receive", "closeUndone"],
  RECEIVED: ["accept", "decline", "closeUndone"],
  ACCEPTED: ["start", "complete", "hold", "closeUndone"],
  IN_PROGRESS: ["complete", "hold", "closeUndone"],
  ON_HOLD: ["start", "complete", "closeUndone"],
};

export const isOpen = (task: Task) => OPEN.includes(task.status);

export function possibleActs(task: Task): Kind[] {
  const agency = me.value?.agency.id;
  const kinds: Kind[] = [];
  if (task.ownerAgency.id === agency && may("TASK_ANSWER")) {
    kinds.push(...(ANSWERS[task.status] ?? []));
    if (isOpen(task) && !task.claimedBy) kinds.push("claim");
  }
  if (task.assignedBy.agency.id === agency && may("TASK_ASSIGN") && isOpen(task)) kinds.push("cancel");
  return kinds;
}

/** Those that ask something first. */
export const ASKS: Kind[] = ["decline", "hold", "complete", "cancel", "closeUndone"];

export type Answer = { reason: g.DeclineReason | ""; undone: g.NonCompletionClass | ""; note: string; outcome: string };
const BLANK: Answer = { reason: "", undone: "", note: "", outcome: "" };

type Run = (taskId: string, answer: Answer) => Promise<Task | null>;
type AnyAct = {
  run: Run;
  pending: Act<object, Task>["pending"];
  problems: Act<object, Task>["problems"];
  clear: () => void;
};

function wrap<I>(act: Act<I, Task>, input: (taskId: string, answer: Answer) => Omit<I, "clientMutationId">): AnyAct {
  return { ...act, run: (taskId, answer) => act.run(input(taskId, answer)) };
}

function createActs(): Record<Kind, AnyAct> {
  const only = (taskId: string) => ({ taskId });
  const noted = (taskId: string, { note }: Answer) => ({ taskId, note });
  const made = (payload: { problems: g.ProblemPartsFragment[]; task: Task | null }) => ({
    problems: payload.problems,
    made: payload.task,
  });
  return {
    receive: wrap(
      createAct(g.ReceiveTaskDocument, (data) => made(data.receiveTask)),
      only,
    ),
    accept: wrap(
      createAct(g.AcceptTaskDocument, (data) => made(data.acceptTask)),
      only,
    ),
    start: wrap(
      createAct(g.StartTaskDocument, (data) => made(data.startTask)),
      only,
    ),
    claim: wrap(
      createAct(g.ClaimTaskDocument, (data) => made(data.claimTask)),
      only,
    ),
    hold: wrap(
      createAct(g.HoldTaskDocument, (data) => made(data.holdTask)),
      noted,
    ),
    cancel: wrap(
      createAct(g.CancelTaskDocument, (data) => made(data.cancelTask)),
      noted,
    ),
    complete: wrap(
      createAct(g.CompleteTaskDocument, (data) => made(data.completeTask)),
      (taskId, { outcome }) => ({ taskId, outcome }),
    ),
    decline: wrap(
      createAct(g.DeclineTaskDocument, (data) => made(data.declineTask)),
      (taskId, { reason, note }) => ({
        taskId,
        reason: reason as g.DeclineReason,
        note: note || null,
      }),
    ),
    closeUndone: wrap(
      createAct(g.CloseUndoneTaskDocument, (data) => made(data.closeUndoneTask)),
      (taskId, { undone, note }) => ({
        taskId,
        nonCompletionClass: undone as g.NonCompletionClass,
        note,
      }),
    ),
  };
}

/** The acts of one task; `changed` hears that one was done. */
export function createTaskActs(changed: () => void) {
  const acts = createActs();
  const asking = signal<Kind | null>(null);
  const answer = signal<Answer>(BLANK);
  const all = Object.values(acts);

  const perform = async (task: Task, kind: Kind) => {
    all.forEach((act) => act.clear());
    if (!(await acts[kind].run(task.id, answer.value))) return;
    changed();
    asking.value = null;
    announce(i18n._("Done."));
  };
  const begin = (task: Task, kind: Kind) => {
    answer.value = BLANK;
    if (!ASKS.includes(kind)) return void perform(task, kind);
    all.forEach((act) => act.clear());
    asking.value = kind;
  };
  return {
    asking,
    answer,
    begin,
    perform,
    pending: computed(() => all.some((act) => act.pending.value)),
    problems: computed(() => all.flatMap((act) => act.problems.value)),
  };
}

export type TaskActs = ReturnType<typeof createTaskActs>;
