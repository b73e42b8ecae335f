// Draws who may see something that one records, and on which grounds: one's own agency, all at the table, or some.
import { i18n } from "../i18n";
import { forField } from "../problems";
import { Problems } from "../ui/parts";
import { Checks, Radios } from "./choices";
import { GroundsFields } from "./grounds-fields";
import type { SharingForm } from "./sharing";

export function WhoMaySee({ form }: { form: SharingForm }) {
  const who = form.values.value.audience ?? "";
  return (
    <>
      <Radios
        legend={i18n._("Who may see it")}
        choices={[
          { id: "own", name: i18n._("My agency only") },
          { id: "all", name: i18n._("All agencies at the table") },
          { id: "agencies", name: i18n._("Some agencies") },
        ]}
        chosen={who}
        onChange={(audience) => form.set({ ...form.values.value, audience })}
      />
      {who === "agencies" && (
        <Checks
          legend={i18n._("Agencies, besides your own")}
          choices={form.sharing.agencies.value}
          chosen={form.sharing.named.value}
          onChange={(named) => (form.sharing.named.value = named)}
        />
      )}
      <Problems of={["audience", "agencyIds", "sensitivity"].flatMap((name) => forField(form.problems.value, name))} />
      <GroundsFields
        value={form.sharing.grounds.value}
        set={(part) => (form.sharing.grounds.value = { ...form.sharing.grounds.value, ...part })}
        problems={form.problems.value}
      />
    </>
  );
}
