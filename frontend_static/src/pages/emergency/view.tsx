// Draws the form that opens a case in an emergency, and says first what comes of it.
import type { GlassReason } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { forForm } from "../../problems";
import { may } from "../../session";
import { choicesOf, type Field, Fields, personFields, type Values } from "../../ui/fields";
import { Page, StandIn } from "../../ui/page";
import { Problems } from "../../ui/parts";
import * as words from "../../words";
import type { Emergency } from "./store";

const REASONS: GlassReason[] = [
  ...(["THREAT_TO_LIFE", "CHILD_AT_RISK", "MEDICAL_EMERGENCY"] as const),
  ...(["PERPETRATOR_NEAR", "NOBODY_REACHED"] as const),
];

const fieldsOf = ({ by }: Values): Field[] => [
  {
    name: "by",
    label: i18n._("Find the case"),
    kind: "radios",
    choices: [
      { id: "reference", name: i18n._("By its reference") },
      { id: "identity", name: i18n._("By who is in it") },
    ],
  },
  ...(by === "identity"
    ? personFields()
    : [{ name: "reference", label: i18n._("Reference"), kind: "text", hint: "CJ-0000-0000" } as const]),
  { name: "reason", label: i18n._("Reason"), kind: "select", choices: choicesOf(REASONS, words.glassReason) },
  { name: "explanation", label: i18n._("What has happened, in your own words") },
];

export function EmergencyView({ store }: { store: Emergency }) {
  const title = i18n._("Open a case in an emergency");
  if (!may("GLASS_BREAK")) return <StandIn title={title} reading="missing" again={() => {}} />;
  const fields = fieldsOf(store.values.value);
  const problems = store.problems.value;
  return (
    <Page title={title}>
      <form
        class="panel form"
        onSubmit={(event) => {
          event.preventDefault();
          void store.send();
        }}
      >
        <p class="disclosure">
          {i18n._(
            "For an emergency only. The case's managers, your supervisors and the auditors are told at once and review it. What you see ends by itself.",
          )}
        </p>
        <Fields fields={fields} values={store.values.value} set={store.set} problems={problems} />
        <Problems
          of={forForm(
            problems,
            fields.map((field) => field.name),
          )}
        />
        <div class="buttons">
          <a class="button plain" href="/">
            {i18n._("Cancel")}
          </a>
          <button type="submit" aria-disabled={store.pending.value}>
            {store.pending.value ? i18n._("Sending…") : i18n._("Open the case")}
          </button>
        </div>
      </form>
    </Page>
  );
}
