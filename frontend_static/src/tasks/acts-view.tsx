// Draws the buttons of a task, and the dialog of the act that asks something first.
import { useMemo } from "preact/hooks";
import type { DeclineReason, NonCompletionClass } from "../generated/graphql";
import { i18n } from "../i18n";
import { FormDialog, LongField, SelectField } from "../ui/form";
import { Problems } from "../ui/parts";
import * as words from "../words";
import { createTaskActs, type Kind, possibleActs, type Task, type TaskActs } from "./acts";

const verb = (kind: Kind, task: Task) =>
  ({
    receive: i18n._("Confirm receipt"),
    accept: i18n._("Accept"),
    decline: i18n._("Decline"),
    start: task.status === "ON_HOLD" ? i18n._("Resume") : i18n._("Start"),
    hold: i18n._("Put on hold"),
    complete: i18n._("Complete"),
    cancel: i18n._("Cancel the task"),
    closeUndone: i18n._("Close as not done"),
    claim: i18n._("Take it myself"),
  })[kind];

export function TaskButtons({ task, changed }: { task: Task; changed: () => void }) {
  const acts = useMemo(() => createTaskActs(changed), []);
  const kinds = possibleActs(task);
  const asking = acts.asking.value;
  return (
    <>
      {kinds.length > 0 && (
        <div class="buttons start">
          {kinds.map((kind, at) => (
            <button
              key={kind}
              type="button"
              class={at === 0 && kind !== "cancel" ? "small" : "plain small"}
              aria-label={`${verb(kind, task)}: ${task.title}`}
              aria-disabled={acts.pending.value}
              onClick={() => acts.pending.peek() || acts.begin(task, kind)}
            >
              {verb(kind, task)}
            </button>
          ))}
        </div>
      )}
      {!asking && <Problems of={acts.problems.value} />}
      {asking && <ActDialog task={task} kind={asking} acts={acts} />}
    </>
  );
}

function ActDialog({ task, kind, acts }: { task: Task; kind: Kind; acts: TaskActs }) {
  return (
    <FormDialog
      title={`${verb(kind, task)}: ${task.title}`}
      send={verb(kind, task)}
      pending={acts.pending.value}
      problems={acts.problems.value}
      fields={["reason", "note", "outcome", "nonCompletionClass"]}
      onSend={() => void acts.perform(task, kind)}
      onClose={() => (acts.asking.value = null)}
    >
      <Questions kind={kind} acts={acts} />
    </FormDialog>
  );
}

function Questions({ kind, acts }: { kind: Kind; acts: TaskActs }) {
  const answer = acts.answer.value;
  const problems = acts.problems.value;
  const set = (part: Partial<typeof answer>) => (acts.answer.value = { ...answer, ...part });
  const note = (required: boolean) => (
    <LongField
      label={i18n._("Note")}
      name="note"
      required={required}
      value={answer.note}
      problems={problems}
      onInput={(text) => set({ note: text })}
    />
  );
  if (kind === "complete") {
    return (
      <LongField
        label={i18n._("Outcome")}
        name="outcome"
        hint={i18n._("What was done and what came of it, in a sentence or two.")}
        required
        value={answer.outcome}
        problems={problems}
        onInput={(outcome) => set({ outcome })}
      />
    );
  }
  if (kind === "decline") {
    return (
      <>
        <SelectField
          label={i18n._("Reason")}
          name="reason"
          required
          value={answer.reason}
          problems={problems}
          onInput={(reason) => set({ reason: reason as DeclineReason })}
        >
          <option value="">{i18n._("Choose a reason")}</option>
          {REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {words.declineReason(reason)}
            </option>
          ))}
        </SelectField>
        {note(false)}
      </>
    );
  }
  if (kind === "closeUndone") {
    return (
      <>
        <SelectField
          label={i18n._("Why not completed")}
          name="nonCompletionClass"
          required
          value={answer.undone}
          problems={problems}
          onInput={(undone) => set({ undone: undone as NonCompletionClass })}
        >
          <option value="">{i18n._("Choose a reason")}</option>
          {UNDONE.map((why) => (
            <option key={why} value={why}>
              {words.nonCompletion(why)}
            </option>
          ))}
        </SelectField>
        {note(true)}
      </>
    );
  }
  return note(true);
}

const REASONS: DeclineReason[] = [
  ...(["NOT_OUR_REMIT", "NO_CAPACITY", "INSUFFICIENT_INFORMATION", "LEGAL_BAR"] as const),
  ...(["CONFLICT_OF_INTEREST", "ALREADY_DONE", "VICTIM_OBJECTS", "UNSAFE"] as const),
];
const UNDONE: NonCompletionClass[] = ["CIRCUMSTANCES_CHANGED", "AGENCY_NOT_UNDERTAKEN"];
