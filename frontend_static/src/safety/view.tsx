// Draws the safety plans of a case that one may see, and begins another for who may.
import { useEffect, useRef } from "preact/hooks";
import type { Heard } from "../decisions/store";
import { BeginSafetyPlanDocument } from "../generated/graphql";
import { glassOn } from "../glass/glasses";
import { i18n } from "../i18n";
import type { Person } from "../incidents/recording";
import { may, me } from "../session";
import { Ask } from "../ui/ask";
import { Pages } from "../ui/pages";
import { useStore } from "../ui/use-store";
import { ThePlan } from "./plan";
import { type Begun, createPlans, PLACE, type Plans } from "./store";

type Props = {
  caseId: string;
  people: readonly Person[];
  /** The agencies on the victim's side: the others are shown no plan, and none is shown to them. */
  supporting: ReadonlySet<string>;
  heard: Heard;
};

export function SafetyPlans({ caseId, people, supporting, heard }: Props) {
  const store = useStore(() => createPlans(caseId, heard));
  const page = store.page.value;
  const begins = may("PLAN_WRITE") && supporting.has(me.value?.agency.id ?? "") && !glassOn(caseId);
  // Where one makes none and is shown none, nothing says that there may be one.
  if (!page || (!begins && !page.nodes.length && store.pager.number.value === 1)) return null;
  return (
    <section class="block" aria-labelledby={PLACE}>
      <Heading />
      {page.nodes.length === 0 && <p class="empty">{i18n._("No safety plan is shared with you.")}</p>}
      <ul class="cards">
        {page.nodes.map((plan) => (
          <ThePlan key={plan.id} plan={plan} caseId={caseId} supporting={supporting} store={store} heard={heard} />
        ))}
      </ul>
      <Pages pager={store.pager} info={page.pageInfo} />
      {begins && <Begin store={store} caseId={caseId} people={people} />}
    </section>
  );
}

/** It comes after the page, and so one who was led to it is taken there by it. */
function Heading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (location.hash === `#${PLACE}`) heading.current?.focus();
  }, []);
  return (
    <h2 id={PLACE} ref={heading} tabIndex={-1}>
      {i18n._("Safety plans")}
    </h2>
  );
}

function Begin({ store, caseId, people }: { store: Plans; caseId: string; people: readonly Person[] }) {
  const victims = people.filter(({ role }) => role === "VICTIM");
  if (!victims.length) return null;
  return (
    <p>
      <Ask
        words={i18n._("Begin a safety plan")}
        look="plain"
        intro={<p>{i18n._("Your agency keeps it, and sees it alone until it is signed off.")}</p>}
        first={{ participantId: victims.length === 1 ? victims[0]!.id : "" }}
        fields={[
          {
            name: "participantId",
            label: i18n._("For whom"),
            kind: "select",
            choices: victims.map(({ id, label }) => ({ id, name: label })),
          },
        ]}
        document={BeginSafetyPlanDocument}
        input={(values) => ({ caseId, participantId: values.participantId ?? "" })}
        done={(payload) => store.beginAt((payload as Begun).safetyPlanVersion?.id)}
      />
    </p>
  );
}
