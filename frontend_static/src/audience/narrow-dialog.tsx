// Draws the dialog that lets fewer see something: who stays, and why.
import { useMemo } from "preact/hooks";
import { i18n } from "../i18n";
import { forField } from "../problems";
import { FormDialog, LongField } from "../ui/form";
import type { Changing } from "./changing";
import { Checks, Radios } from "./choices";
import type { Audience } from "./groups";
import { createNarrowing } from "./narrowing";
import { WillSee } from "./people";

export function NarrowDialog({ audience, acts }: { audience: Audience; acts: Changing }) {
  const form = useMemo(() => createNarrowing(audience), []);
  const problems = acts.narrow.problems.value;
  const names = { agencies: i18n._("Some agencies"), persons: i18n._("Some people") };
  return (
    <FormDialog
      title={i18n._("Let fewer see it")}
      intro={<p>{i18n._("Whoever does not stay is out of it at once, what was said before included.")}</p>}
      send={i18n._("Let fewer see it")}
      pending={acts.narrow.pending.value}
      problems={problems}
      fields={["reason", "agencyIds", "membershipIds"]}
      onSend={() => acts.finish(acts.narrow.run(form.input()))}
      onClose={acts.close}
    >
      {form.kinds.length > 1 && (
        <Radios
          legend={i18n._("Who stays")}
          choices={form.kinds.map((id) => ({ id, name: names[id] }))}
          chosen={form.kind.value}
          onChange={(kind) => form.setKind(kind as "agencies" | "persons")}
        />
      )}
      <Checks
        legend={
          form.kind.value === "agencies"
            ? i18n._("Agencies that stay, besides your own")
            : i18n._("People who stay, besides you")
        }
        choices={form.choices[form.kind.value]}
        chosen={form.staying.value}
        onChange={(staying) => (form.staying.value = staying)}
        problems={[...forField(problems, "agencyIds"), ...forField(problems, "membershipIds")]}
      />
      <WillSee label={i18n._("Who will still see this:")} posts={form.left.value} />
      <LongField
        label={i18n._("Reason")}
        name="reason"
        required
        value={form.reason.value}
        problems={problems}
        onInput={(reason) => (form.reason.value = reason)}
      />
    </FormDialog>
  );
}
