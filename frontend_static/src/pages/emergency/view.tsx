// Draws the form that opens a case in an emergency, and says first what comes of it.
import type { GlassReason } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { choicesOf, type Field, PageForm, personFields, type Values } from "../../ui/fields";
import { Page, StandIn } from "../../ui/page";
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
  return (
    <Page title={title}>
      <PageForm
        fields={fieldsOf(store.values.value)}
        values={store.values.value}
        set={store.set}
        problems={store.problems.value}
        pending={store.pending.value}
        send={i18n._("Open the case")}
        onSend={() => void store.send()}
      >
        <p class="disclosure">
          {i18n._(
            "For an emergency only. The case's managers, your supervisors and the auditors are told at once and review it. What you see ends by itself.",
          )}
        </p>
      </PageForm>
    </Page>
  );
}
