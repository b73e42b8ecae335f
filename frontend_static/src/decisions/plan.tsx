// Draws the action plan of a case in one place: what agencies undertook at its conferences, and what came of it.
import { computed } from "@preact/signals";
import { ActionPlanDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { createPager } from "../pager";
import { createReadings } from "../reading";
import { Pages } from "../ui/pages";
import { useStore } from "../ui/use-store";
import { type Heard, OF_ACTIONS, onHeard } from "./store";
import { TheUndertaking } from "./undertaking";

function createPlan(caseId: string, heard: Heard) {
  const page = (after: string | null) => ({ caseId, first: 20, after });
  const readings = createReadings(ActionPlanDocument, page(null));
  const pager = createPager((after) => void readings.read(page(after)));
  void readings.read();
  const unhear = onHeard(heard, OF_ACTIONS, readings.readSoon);
  const stop = () => {
    unhear();
    readings.stop();
  };
  const some = computed(() => Boolean(readings.data.value?.undertakings.nodes.length) || pager.number.value > 1);
  return { ...readings, pager, some, stop };
}

export function CasePlan({ caseId, heard }: { caseId: string; heard: Heard }) {
  const store = useStore(() => createPlan(caseId, heard));
  // Most cases are not at a conference: nothing stands where there is no plan.
  if (!store.some.value) return null;
  return (
    <section class="block" aria-labelledby="plan">
      <h2 id="plan">{i18n._("Action plan")}</h2>
      <Undertakings store={store} />
    </section>
  );
}

/** The same where it was asked for, among other things of the case. */
export function PlanWithin({ caseId, heard }: { caseId: string; heard: Heard }) {
  const store = useStore(() => createPlan(caseId, heard));
  if (!store.data.value) return null;
  if (!store.some.value) return <p class="empty">{i18n._("No agency has undertaken anything yet.")}</p>;
  return <Undertakings store={store} />;
}

function Undertakings({ store }: { store: ReturnType<typeof createPlan> }) {
  const plan = store.data.value?.undertakings;
  if (!plan) return null;
  return (
    <>
      <ul class="cards tight">
        {plan.nodes.map((one) => (
          <TheUndertaking key={one.id} one={one} elsewhere />
        ))}
      </ul>
      <Pages pager={store.pager} info={plan.pageInfo} />
    </>
  );
}
