// Draws the dialog that records what happened in a case, or corrects what was recorded of it.
import { GROUND_FIELDS } from "../audience/grounds";
import { WhoMaySee } from "../audience/who-may-see";
import { i18n } from "../i18n";
import { announce } from "../notices";
import { choicesOf, type Field, Fields } from "../ui/fields";
import { FormDialog } from "../ui/form";
import { useStore } from "../ui/use-store";
import { createRecording, type Person } from "./recording";
import type { Incident } from "./store";
import * as said from "./words";

type Props = {
  caseId: string;
  people: readonly Person[];
  corrects: Incident | null;
  done: () => void;
  onClose: () => void;
};

const fieldsOf = (people: readonly Person[]): Field[] => {
  const of = (role: string) => people.filter((person) => person.role === role).map(({ id, label }) => ({ id, name: label }));
  return [
    { name: "began", label: i18n._("When it happened, or began"), kind: "datetime-local" },
    { name: "kinds", label: i18n._("Kinds of violence"), kind: "checks", choices: choicesOf(said.KINDS, said.kind) },
    { name: "description", label: i18n._("What happened") },
    { name: "victimId", label: i18n._("To whom"), kind: "select", choices: of("VICTIM") },
    {
      name: "perpetratorId",
      label: i18n._("Who is said to have done it"),
      kind: "select",
      choices: of("ALLEGED_PERPETRATOR"),
      optional: true,
    },
    { name: "place", label: i18n._("Where it happened"), kind: "text", optional: true },
    {
      name: "children",
      label: i18n._("Children were there"),
      kind: "select",
      choices: [
        { id: "yes", name: i18n._("Yes") },
        { id: "no", name: i18n._("No") },
      ],
      optional: true,
    },
    { name: "reportedBy", label: i18n._("Who told of it"), kind: "text", optional: true },
  ];
};

export function RecordDialog({ caseId, people, corrects, done, onClose }: Props) {
  const form = useStore(() => createRecording(caseId, people, corrects));
  const fields = fieldsOf(people);
  const send = async () => {
    const made = await form.send();
    if (!made) return;
    const again = made.incident?.likelySame.length;
    announce(again ? i18n._("Done. Another agency may have recorded the same event.") : i18n._("Done."));
    done();
  };
  return (
    <FormDialog
      title={corrects ? i18n._("Correct the incident") : i18n._("Record an incident")}
      send={i18n._("Record it")}
      pending={form.pending.value}
      problems={form.problems.value}
      fields={[...fields.map(({ name }) => name), "audience", "agencyIds", "sensitivity", ...GROUND_FIELDS]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <Fields fields={fields} values={form.values.value} set={form.set} problems={form.problems.value} />
      <WhoMaySee form={form} />
    </FormDialog>
  );
}
