// Draws the dialog that chooses who sees one message.
import { useMemo } from "preact/hooks";
import { Checks, Radios } from "../../audience/choices";
import { GROUND_FIELDS } from "../../audience/grounds";
import { GroundsFields } from "../../audience/grounds-fields";
import type { Audience } from "../../audience/groups";
import { i18n } from "../../i18n";
import { forField } from "../../problems";
import { FormDialog } from "../../ui/form";
import type { Composer } from "./composer";
import { createOnly, type Kind } from "./only";

export function OnlyDialog({ composer, audience }: { composer: Composer; audience: Audience }) {
  const form = useMemo(() => createOnly(audience, composer.only.peek()), []);
  const problems = composer.problems.value;
  const close = () => (composer.choosing.value = false);
  return (
    <FormDialog
      title={i18n._("Only for some")}
      intro={<p>{i18n._("For this one message. The next is for the whole conversation again.")}</p>}
      send={i18n._("Only for these")}
      pending={false}
      problems={problems}
      fields={[...GROUND_FIELDS, "agencyIds", "membershipIds"]}
      onSend={() => {
        composer.choose(form.input());
        close();
      }}
      onClose={close}
    >
      <Radios
        legend={i18n._("Whom it is for")}
        choices={[
          { id: "agencies", name: i18n._("Some agencies") },
          { id: "persons", name: i18n._("Some people") },
        ]}
        chosen={form.kind.value}
        onChange={(kind) => form.setKind(kind as Kind)}
      />
      <Checks
        legend={
          form.kind.value === "agencies" ? i18n._("Agencies, besides your own") : i18n._("Persons, besides yourself")
        }
        choices={form.choices.value}
        chosen={form.named.value}
        onChange={(named) => (form.named.value = named)}
        problems={[...forField(problems, "agencyIds"), ...forField(problems, "membershipIds")]}
      />
      <GroundsFields
        value={form.grounds.value}
        set={(part) => (form.grounds.value = { ...form.grounds.value, ...part })}
        problems={problems}
        until={false}
      />
    </FormDialog>
  );
}
