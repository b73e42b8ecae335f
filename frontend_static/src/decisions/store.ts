// Asks what was decided over an item and what agencies undertook for its case, again whenever something happens there.
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { ActionPlanDocument, type ActionPlanQuery, ItemDecisionsDocument, type ItemDecisionsQuery } from "../generated/graphql";
import type { Happened } from "../followed";
import { createReadings } from "../reading";

export type Decision = ItemDecisionsQuery["decisions"]["nodes"][number];
export type Undertaking = ActionPlanQuery["undertakings"]["nodes"][number];

/** The last that happened where a page is followed. */
export type Heard = ReadonlySignal<Happened>;

/** Calls at each of these facts that is heard from now on, and where it may have been any; answers how to stop it. */
export function onHeard(heard: Heard, facts: readonly string[], changed: () => void): () => void {
  const from = heard.peek();
  return effect(() => {
    const { what } = heard.value;
    if (heard.value !== from && (what === null || facts.includes(what))) changed();
  });
}

const OF_DECISIONS = ["DecisionRecorded", "DecisionChanged", "AccessChanged"];
export const OF_ACTIONS = ["ActionVolunteered", "ActionReviewed", "TaskChanged", "AccessChanged"];

export function createDecided(agendaItemId: string, caseId: string, heard: Heard) {
  const decisions = createReadings(ItemDecisionsDocument, { agendaItemId });
  const actions = createReadings(ActionPlanDocument, { caseId, first: 50 });
  const undertakings = computed(() => actions.data.value?.undertakings.nodes ?? []);
  const isOver = ({ agendaItem }: Undertaking) => agendaItem.id === agendaItemId;
  const readSoon = () => {
    decisions.readSoon();
    actions.readSoon();
  };
  void decisions.read();
  void actions.read();
  const unhear = [onHeard(heard, OF_DECISIONS, decisions.readSoon), onHeard(heard, OF_ACTIONS, actions.readSoon)];
  const stop = () => {
    unhear.forEach((end) => end());
    decisions.stop();
    actions.stop();
  };
  return {
    decisions: computed(() => decisions.data.value?.decisions.nodes ?? []),
    /** What was undertaken over this item, in its order, and over others of the case, the latest first. */
    here: computed(() => undertakings.value.filter(isOver).toReversed()),
    earlier: computed(() => undertakings.value.filter((one) => !isOver(one))),
    readSoon,
    stop,
  };
}

export type Decided = ReturnType<typeof createDecided>;
