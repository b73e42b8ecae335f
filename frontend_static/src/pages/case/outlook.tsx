// What of a case comes after its page: how its victim is kept safe, what happened, its risk, and what is ahead of it.
import { computed } from "@preact/signals";
import { CasePlan } from "../../decisions/plan";
import { type Heard, onHeard } from "../../decisions/store";
import { CaseOutlookDocument } from "../../generated/graphql";
import type { Person } from "../../incidents/recording";
import { CaseIncidents } from "../../incidents/view";
import { createReadings } from "../../reading";
import { CaseRepeats } from "../../repeats/view";
import { CaseRisk } from "../../risk/view";
import { SafetyPlans } from "../../safety/view";
import { me } from "../../session";
import { useStore } from "../../ui/use-store";
import { Ahead } from "./ahead";

const OF_OUTLOOK = [
  ...["CaseFlagged", "AgendaItemChanged", "AgendaItemLeft", "ConferenceClosed"],
  ...["AgencyChanged", "AccessChanged"],
];

function createOutlook(caseId: string, heard: Heard) {
  const readings = createReadings(CaseOutlookDocument, { caseId });
  void readings.read();
  const unhear = onHeard(heard, OF_OUTLOOK, readings.readSoon);
  const seated = computed(() => (readings.data.value?.case?.agencies ?? []).filter(({ state }) => state === "ACTIVE"));
  const stop = () => {
    unhear();
    readings.stop();
  };
  return {
    answer: readings.data,
    supporting: computed(
      () => new Set(seated.value.filter(({ compartment }) => compartment === "SUPPORT").map(({ agency }) => agency.id)),
    ),
    leads: computed(() => seated.value.some(({ lead, agency }) => lead && agency.id === me.value?.agency.id)),
    stop,
  };
}

export function CaseOutlook({ caseId, people, heard }: { caseId: string; people: readonly Person[]; heard: Heard }) {
  const store = useStore(() => createOutlook(caseId, heard));
  const answer = store.answer.value;
  return (
    <>
      {answer && <SafetyPlans caseId={caseId} people={people} supporting={store.supporting.value} heard={heard} />}
      {store.leads.value && <CaseRepeats caseId={caseId} heard={heard} />}
      {answer && <Ahead flaggedUntil={answer.case?.flaggedUntil ?? null} items={answer.agendaItems.nodes} />}
      <CasePlan caseId={caseId} heard={heard} />
      <CaseIncidents caseId={caseId} people={people} heard={heard} leads={store.leads.value} />
      <CaseRisk caseId={caseId} heard={heard} />
    </>
  );
}
