// Draws who may see something that one records, and on which grounds: one's own agency, all at the table, or some.
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Problem } from "../act";
import { i18n } from "../i18n";
import { forField } from "../problems";
import type { Values } from "../ui/fields";
import { Problems } from "../ui/parts";
import { Checks, type Choice, Radios } from "./choices";
import { type Grounds, groundsInput } from "./grounds";
import { GroundsFields } from "./grounds-fields";

/** `values.audience` says which: `own`, `all` or `agencies`. */
export type Sharing = {
  values: Signal<Values>;
  set: (values: Values) => void;
  agencies: ReadonlySignal<Choice[]>;
  named: Signal<ReadonlySet<string>>;
  grounds: Signal<Grounds>;
  problems: ReadonlySignal<Problem[]>;
};

export function audienceInput({ values, named, grounds }: Pick<Sharing, "values" | "named" | "grounds">) {
  const { audience: who } = values.peek();
  const given = groundsInput(grounds.peek());
  if (who === "all") return { ...given, sensitivity: "CASE_AGENCIES" as const };
  return { ...given, sensitivity: "NAMED_AGENCIES" as const, agencyIds: who === "agencies" ? [...named.peek()] : [] };
}

export function WhoMaySee({ form }: { form: Sharing }) {
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
          choices={form.agencies.value}
          chosen={form.named.value}
          onChange={(named) => (form.named.value = named)}
        />
      )}
      <Problems of={["audience", "agencyIds", "sensitivity"].flatMap((name) => forField(form.problems.value, name))} />
      <GroundsFields
        value={form.grounds.value}
        set={(part) => (form.grounds.value = { ...form.grounds.value, ...part })}
        problems={form.problems.value}
      />
    </>
  );
}
