// Draws what one had written in a draft that was signed off or discarded before that was saved, and carries it on.
import { useMemo } from "preact/hooks";
import { createAct, payloadOf } from "../act";
import { ReviseSafetyPlanDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { nameOf, Problems } from "../ui/parts";
import { Unsaved, unsavedAt } from "../ui/unsaved";
import { draftOf, type Plan, type Plans, type Version } from "./store";
import { asRead, changedIn, leftIn } from "./writing";

type Props = { version: Version; plan: Plan; store: Plans };

export function LeftOver({ version, plan, store }: Props) {
  const act = useMemo(() => createAct(ReviseSafetyPlanDocument, payloadOf), []);
  const left = leftIn(version, unsavedAt(version.id));
  if (!left) return null;
  const goOn = async () => {
    const open = draftOf(plan) ?? (await act.run({ safetyPlanId: plan.id }))?.safetyPlanVersion;
    if (open) store.carry(open.id, left);
    store.readSoon();
  };
  return (
    <Unsaved place={version.id} why={whyOver(version)} text={asRead(left.texts, changedIn(left))}>
      <button type="button" class="plain small" aria-disabled={act.pending.value} onClick={() => void goOn()}>
        {i18n._("Take it into the next version")}
      </button>
      <Problems of={act.problems.value} />
    </Unsaved>
  );
}

function whyOver({ state, signedOffBy, endedBy }: Version): string {
  if (state !== "DISCARDED" && signedOffBy)
    return i18n._("{name} signed the draft off before what you wrote was saved:", { name: nameOf(signedOffBy) });
  return i18n._("{name} discarded the draft before what you wrote was saved:", { name: endedBy ? nameOf(endedBy) : "" });
}
