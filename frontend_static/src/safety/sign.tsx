// Draws the dialog that signs off a draft, as it was read: what is written on meanwhile is shown before it is signed.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { CATEGORIES } from "../audience/categories";
import { GROUND_FIELDS } from "../audience/grounds";
import { WhoMaySee } from "../audience/who-may-see";
import { i18n } from "../i18n";
import { announce } from "../notices";
import { choicesOf, type Field, Fields } from "../ui/fields";
import { FormDialog } from "../ui/form";
import { nameOf } from "../ui/parts";
import { useStore } from "../ui/use-store";
import * as words from "../words";
import { Content } from "./content";
import { createSigning } from "./signing";
import type { Version } from "./store";
import * as said from "./words";

type Props = {
  version: Version;
  isFirst: boolean;
  person: string;
  caseId: string;
  supporting: ReadonlySet<string>;
  read: () => void;
  onClose: () => void;
};

const fieldsOf = (person: string): Field[] => [
  {
    name: "agreement",
    label: i18n._("What {person} said to it", { person }),
    kind: "select",
    choices: choicesOf(said.AGREEMENTS, said.agreement),
  },
  { name: "agreementNote", label: i18n._("How and with whom it was agreed"), optional: true },
  { name: "reviewDueAt", label: i18n._("To be looked at again by"), kind: "date" },
];

export function SignDialog({ version, person, caseId, supporting, read, onClose, ...props }: Props) {
  // As it was when the dialog was opened: the act itself makes it the first no more.
  const isFirst = useMemo(() => props.isFirst, []);
  const form = useStore(() => createSigning(caseId, isFirst, supporting));
  const seen = useSignal(version);
  const again = useSignal(false);
  const changed = version.state === "DRAFT" && version.revision !== seen.value.revision;
  const fields = fieldsOf(person);
  const send = async () => {
    if (changed) return;
    if (!(await form.send(seen.value))) return read();
    announce(i18n._("Done."));
    onClose();
    read();
  };
  return (
    <FormDialog
      title={i18n._("Sign off")}
      send={i18n._("Put it in force")}
      pending={form.pending.value}
      problems={form.problems.value}
      fields={[...fields.map(({ name }) => name), "audience", "agencyIds", "sensitivity", "categories", ...GROUND_FIELDS]}
      over={form.pending.value ? undefined : whyOver(version)}
      onSend={() => void send()}
      onClose={onClose}
    >
      {changed && (
        <div class="disclosure changed" role="alert">
          <p>
            <strong>{i18n._("The draft was written on since you opened this.")}</strong>{" "}
            {i18n._("Read it as it is now before you sign it. What you filled in stays.")}
          </p>
          <button
            type="button"
            class="plain small"
            onClick={() => {
              seen.value = version;
              again.value = true;
              form.clear();
            }}
          >
            {i18n._("Show it as it is now")}
          </button>
        </div>
      )}
      <details open={again.value || undefined}>
        <summary>{i18n._("What you sign off")}</summary>
        <Content of={seen.value} />
      </details>
      <Fields fields={fields} values={form.values.value} set={form.set} problems={form.problems.value} />
      {isFirst && (
        <>
          <WhoMaySee form={form} />
          <details>
            <summary>{i18n._("It holds something that needs an entitlement")}</summary>
            <Fields
              fields={[
                {
                  name: "categories",
                  label: i18n._("Only those entitled to all of these will see it"),
                  kind: "checks",
                  choices: choicesOf(CATEGORIES, words.category),
                },
              ]}
              values={form.values.value}
              set={form.set}
              problems={form.problems.value}
            />
          </details>
        </>
      )}
    </FormDialog>
  );
}

function whyOver({ state, signedOffBy, endedBy }: Version): string | undefined {
  if (state === "DRAFT") return undefined;
  if (state === "DISCARDED") return i18n._("{name} has discarded this draft meanwhile.", { name: endedBy ? nameOf(endedBy) : "" });
  return i18n._("{name} has signed this draft off meanwhile.", { name: signedOffBy ? nameOf(signedOffBy) : "" });
}
