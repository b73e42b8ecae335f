// Draws one safety plan: what is in force, what was before, its draft for the agency that keeps it, and the acts on it.
import { useSignal } from "@preact/signals";
import type { Heard } from "../decisions/store";
import { DiscardSafetyPlanDraftDocument, EndSafetyPlanDocument, ReviseSafetyPlanDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { Ask } from "../ui/ask";
import { Do } from "../ui/do";
import { Badge } from "../ui/parts";
import { Agreed, Answerers, Content } from "./content";
import { DraftOf } from "./draft";
import { LeftOver } from "./left-over";
import { SignDialog } from "./sign";
import { type Begun, draftOf, inForce, type Plan, type Plans, signs, type Version, writes } from "./store";
import { PlanAudience } from "./who";
import * as said from "./words";

type Props = { plan: Plan; caseId: string; supporting: ReadonlySet<string>; store: Plans; heard: Heard };

export function ThePlan({ plan, caseId, supporting, store, heard }: Props) {
  const signing = useSignal<string | null>(null);
  const [current, draft] = [inForce(plan), draftOf(plan)];
  const person = plan.participant?.label ?? "";
  const before = plan.versions.filter((one) => one !== current && one !== draft).toReversed();
  const asked = plan.versions.find(({ id }) => id === signing.value);
  const mayWrite = writes(plan, caseId);
  return (
    <li class="card plan">
      <h3>{i18n._("For {person}, kept by {agency}", { person, agency: plan.agency.name })}</h3>
      <p class="badges">
        {current ? <Badge tone="done">{said.state("IN_FORCE")}</Badge> : <Badge>{i18n._("None in force")}</Badge>}
        {draft && signs(plan, caseId) && <Badge tone="attention">{i18n._("A draft waits to be signed off")}</Badge>}
      </p>
      {current && (
        <>
          <Content of={current} />
          <Agreed of={current} person={person} />
          <Answerers of={current} />
        </>
      )}
      {before.length > 0 && <Before versions={before} person={person} />}
      {plan.versions.some(({ signedOffAt }) => signedOffAt) && (
        <PlanAudience plan={plan} caseId={caseId} changed={store.readSoon} heard={heard} />
      )}
      {mayWrite &&
        plan.versions
          .filter((one) => one !== draft)
          .map((one) => <LeftOver key={one.id} version={one} plan={plan} store={store} />)}
      {draft && mayWrite && (
        <DraftOf
          key={draft.id}
          version={draft}
          before={current}
          store={store}
          sign={signs(plan, caseId) ? () => (signing.value = draft.id) : null}
        />
      )}
      <Acts plan={plan} caseId={caseId} store={store} />
      {asked && (
        <SignDialog
          key={asked.id}
          version={asked}
          isFirst={!plan.versions.some(({ signedOffAt }) => signedOffAt)}
          person={person}
          caseId={caseId}
          supporting={supporting}
          read={store.readSoon}
          onClose={() => (signing.value = null)}
        />
      )}
    </li>
  );
}

function Before({ versions, person }: { versions: Version[]; person: string }) {
  return (
    <details>
      <summary>{i18n._("Earlier versions: {count}", { count: versions.length })}</summary>
      <ol class="history">
        {versions.map((one) => (
          <li key={one.id} class="block">
            <p class="badges">
              <Badge>{said.state(one.state)}</Badge>
              {one.ending && <span>{one.ending}</span>}
            </p>
            <Content of={one} />
            <Agreed of={one} person={person} />
            <Answerers of={one} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Acts({ plan, caseId, store }: { plan: Plan; caseId: string; store: Plans }) {
  const about = plan.participant?.label;
  const draft = draftOf(plan);
  return (
    <div class="buttons start">
      {writes(plan, caseId) && (
        <Ask
          words={i18n._("Discard the draft")}
          about={about}
          offered={draft !== null}
          intro={<p>{i18n._("Your agency can read it still, and nobody goes on with it.")}</p>}
          document={DiscardSafetyPlanDraftDocument}
          first={{ version: draft?.id ?? "" }}
          input={(values) => ({ safetyPlanVersionId: values.version ?? "" })}
          done={store.readSoon}
        />
      )}
      {writes(plan, caseId) && !draft && (
        <Do
          words={i18n._("Write a new version")}
          about={about}
          document={ReviseSafetyPlanDocument}
          input={{ safetyPlanId: plan.id }}
          done={(payload) => store.beginAt((payload as Begun).safetyPlanVersion?.id)}
        />
      )}
      {signs(plan, caseId) && (
        <Ask
          words={i18n._("End the plan")}
          about={about}
          offered={plan.inForce !== null}
          intro={<p>{i18n._("Nothing of it is in force then. Who was shown it reads why.")}</p>}
          document={EndSafetyPlanDocument}
          fields={[{ name: "reason", label: i18n._("Reason") }]}
          input={(values) => ({ safetyPlanId: plan.id, reason: values.reason ?? "" })}
          done={store.readSoon}
        />
      )}
    </div>
  );
}
