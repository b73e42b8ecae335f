// The sign-off of a draft: what whom it is for said to it, when to look again, who may see the plan; and the act.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf, type Problem } from "../act";
import { createSharing } from "../audience/sharing";
import { endOfDay } from "../format";
import { type Category, SignOffSafetyPlanDocument, type VictimAgreement } from "../generated/graphql";
import { idsOf, type Values } from "../ui/fields";
import type { Version } from "./store";

/** Whom the plan is shown to is said with the first version that is signed off. */
export function createSigning(caseId: string, isFirst: boolean, supporting: ReadonlySet<string>) {
  const values = signal<Values>({ audience: "own" });
  const sharing = createSharing(caseId, values, (agencyId) => supporting.has(agencyId));
  const act = createAct(SignOffSafetyPlanDocument, payloadOf);
  const send = ({ id, revision }: Version) => {
    const given = values.peek();
    const categories = idsOf(given.categories) as Category[];
    return act.run({
      safetyPlanVersionId: id,
      revision,
      agreement: given.agreement as VictimAgreement,
      agreementNote: given.agreementNote || null,
      reviewDueAt: endOfDay(given.reviewDueAt ?? ""),
      audience: isFirst ? { ...sharing.audience(), categories } : null,
    });
  };
  return {
    values,
    sharing,
    set: (next: Values) => (values.value = next),
    pending: act.pending,
    // That it was written on is said by what stands there now.
    problems: computed<Problem[]>(() => act.problems.value.filter(({ code }) => code !== "DRAFT_CHANGED")),
    refused: computed(() => act.problems.value.length > 0),
    clear: act.clear,
    send,
    stop: () => {},
  };
}
