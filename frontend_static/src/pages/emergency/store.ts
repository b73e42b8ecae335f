// The form that breaks a glass: kept while one signs in again, which the server may ask for.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import { keepForm, readForm } from "../../drafts";
import { BreakGlassDocument, type GlassReason } from "../../generated/graphql";
import { readGlasses } from "../../glass/glasses";
import { go } from "../../router";
import { draftOwner } from "../../session";
import { personOf, type Values } from "../../ui/fields";

const FORM = "emergency";

export function createEmergency() {
  const owner = draftOwner.peek();
  const values = signal<Values>({ by: "reference", ...readForm(owner, FORM) });
  const act = createAct(BreakGlassDocument, payloadOf);
  const set = (next: Values) => {
    values.value = next;
    keepForm(owner, FORM, next);
  };
  const send = async () => {
    const { by, reference, reason, explanation } = values.peek();
    const payload = await act.run({
      reference: by === "reference" ? (reference ?? "") : null,
      identity: by === "identity" ? personOf(values.peek()) : null,
      reason: reason as GlassReason,
      explanation: explanation ?? "",
    });
    if (!payload) return;
    keepForm(owner, FORM, null);
    // The banner is there when the case is.
    await readGlasses().catch(() => {});
    go(payload.glass?.case ? `/cases/${payload.glass.case.id}` : "/");
  };
  const problems = computed(() =>
    act.problems.value.map((one) => (one.code === "WRONG_STATUS" ? { ...one, code: "NOTHING_TO_OPEN" } : one)),
  );
  return { values, set, send, pending: act.pending, problems, stop: () => {} };
}

export type Emergency = ReturnType<typeof createEmergency>;
