// Draws the dialog that lets more see something: whom, and on what grounds.
import { i18n } from "../i18n";
import { forField } from "../problems";
import { FormDialog } from "../ui/form";
import { Loading } from "../ui/parts";
import { useStore } from "../ui/use-store";
import type { Changing } from "./changing";
import { Checks, Radios } from "./choices";
import { GROUND_FIELDS } from "./grounds";
import { GroundsFields } from "./grounds-fields";
import type { Audience } from "./groups";
import { WillSee } from "./people";
import { createWidening, type Kind } from "./widening";

export function WidenDialog({ audience, caseId, acts }: { audience: Audience; caseId: string; acts: Changing }) {
  const form = useStore(() => createWidening(audience, caseId));
  const problems = acts.widen.problems.value;
  const kind = form.kind.value;
  const kinds: { id: Kind; name: string }[] = [
    { id: "agencies", name: i18n._("Some agencies") },
    { id: "persons", name: i18n._("Some people") },
  ];
  if (!form.forAll) kinds.push({ id: "everyone", name: i18n._("All agencies at the table") });
  return (
    <FormDialog
      title={i18n._("Let more see it")}
      intro={<p>{i18n._("They will see it whole, what was said before included.")}</p>}
      send={i18n._("Let them see it")}
      pending={acts.widen.pending.value}
      problems={problems}
      fields={[...GROUND_FIELDS, "agencyIds", "membershipIds"]}
      onSend={() => acts.finish(acts.widen.run(form.input()))}
      onClose={acts.close}
    >
      <Radios
        legend={i18n._("Whom to let see it")}
        choices={kinds}
        chosen={kind}
        onChange={(next) => form.setKind(next as Kind)}
      />
      {kind !== "everyone" &&
        (form.loaded.value ? (
          <Checks
            legend={kind === "agencies" ? i18n._("Agencies at the table") : i18n._("People at the table")}
            choices={form.choices.value}
            chosen={form.chosen.value}
            onChange={(chosen) => (form.chosen.value = chosen)}
            problems={[...forField(problems, "agencyIds"), ...forField(problems, "membershipIds")]}
          />
        ) : (
          <Loading />
        ))}
      {form.comers.value && <WillSee label={i18n._("Who will see this as well:")} posts={form.comers.value} />}
      <GroundsFields
        value={form.grounds.value}
        set={(part) => (form.grounds.value = { ...form.grounds.value, ...part })}
        problems={problems}
      />
    </FormDialog>
  );
}
