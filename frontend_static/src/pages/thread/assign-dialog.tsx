// Draws the dialog that assigns a task, and says plainly what that discloses.
import { agencyNames } from "../../audience/groups";
import type { Priority } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { DateField, FormDialog, LongField, SelectField, TextField } from "../../ui/form";
import { useStore } from "../../ui/use-store";
import * as words from "../../words";
import { createAssignment } from "./assignment";
import type { TheThread } from "./store";

type Props = { thread: TheThread; onAssigned: () => void; onClose: () => void };

export function AssignDialog({ thread, onAssigned, onClose }: Props) {
  const store = useStore(() => createAssignment(thread.id));
  const form = store.form.value;
  const problems = store.problems.value;
  const send = async () => {
    if (!(await store.send())) return;
    announce(i18n._("The task is assigned."));
    onAssigned();
    onClose();
  };
  return (
    <FormDialog
      title={i18n._("Assign a task")}
      intro={<Disclosure agency={store.chosen.value?.name} seenBy={agencyNames(thread.audience.seenBy)} />}
      send={i18n._("Assign the task")}
      pending={store.pending.value}
      problems={problems}
      fields={["agencyId", "title", "description", "dueAt", "priority"]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <SelectField
        label={i18n._("Agency")}
        name="agencyId"
        required
        value={form.agencyId}
        problems={problems}
        onInput={(agencyId) => store.set({ agencyId })}
      >
        <option value="">{i18n._("Choose an agency")}</option>
        {[...store.byType.value].map(([type, agencies]) => (
          <optgroup key={type} label={words.agencyType(type)}>
            {agencies.map((agency) => (
              <option key={agency.id} value={agency.id}>
                {agency.name}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <TextField
        label={i18n._("Task")}
        name="title"
        required
        value={form.title}
        problems={problems}
        onInput={(title) => store.set({ title })}
      />
      <LongField
        label={i18n._("Description")}
        name="description"
        value={form.description}
        problems={problems}
        onInput={(description) => store.set({ description })}
      />
      <div class="side-by-side">
        <DateField
          label={i18n._("Due date")}
          name="dueAt"
          value={form.due}
          problems={problems}
          onInput={(due) => store.set({ due })}
        />
        <SelectField
          label={i18n._("Priority")}
          name="priority"
          required
          value={form.priority}
          problems={problems}
          onInput={(priority) => store.set({ priority: priority as Priority })}
        >
          {(["ROUTINE", "URGENT", "EMERGENCY"] as const).map((value) => (
            <option key={value} value={value}>
              {words.priority(value)}
            </option>
          ))}
        </SelectField>
      </div>
    </FormDialog>
  );
}

function Disclosure({ agency, seenBy }: { agency: string | undefined; seenBy: string }) {
  return (
    <p class="disclosure">
      {agency
        ? i18n._(
            "{agency} will see this task, its conversation, the case reference and the safe contact rules. Nothing else of the case.",
            { agency },
          )
        : i18n._(
            "The agency will see this task, its conversation, the case reference and the safe contact rules. Nothing else of the case.",
          )}
      <br />
      {i18n._("Whoever sees this conversation sees the task too: {names}.", { names: seenBy })}
    </p>
  );
}
