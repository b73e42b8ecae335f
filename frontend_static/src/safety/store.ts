// Asks for a case's safety plans as far as one may see them, again whenever something happens to one.
import { computed, effect, signal } from "@preact/signals";
import { type Heard, onHeard } from "../decisions/store";
import { CaseSafetyPlansDocument, type CaseSafetyPlansQuery } from "../generated/graphql";
import { glassOn } from "../glass/glasses";
import { createPager } from "../pager";
import { createReadings } from "../reading";
import { may, me } from "../session";
import { letGo } from "../ui/unsaved";
import type { Texts, Writing } from "./writing";

export type Plan = CaseSafetyPlansQuery["safetyPlans"]["nodes"][number];
export type Version = Plan["versions"][number];
/** What an act that begins a draft answers. */
export type Begun = { safetyPlanVersion: { id: string } | null };
/** What one had written in a version, and what that said before. */
export type Carried = { from: string; texts: Texts; was: Texts };

/** Other pages lead to this place of a case's page. */
export const PLACE = "safety-plans";
export const OF_PLANS = ["SafetyPlanChanged", "SafetyPlanSignedOff", "AccessChanged"];

export const draftOf = ({ versions }: Plan) => versions.find(({ state }) => state === "DRAFT") ?? null;
export const inForce = (plan: Plan) => plan.versions.find(({ id }) => id === plan.inForce?.id) ?? null;

const keeps = ({ agency }: Plan) => agency.id === me.value?.agency.id;
export const writes = (plan: Plan, caseId: string) => keeps(plan) && may("PLAN_WRITE") && !glassOn(caseId);
export const signs = (plan: Plan, caseId: string) => keeps(plan) && may("PLAN_SIGN") && !glassOn(caseId);

export function createPlans(caseId: string, heard: Heard) {
  const page = (after: string | null) => ({ caseId, first: 10, after });
  const readings = createReadings(CaseSafetyPlansDocument, page(null));
  const pager = createPager((after) => void readings.read(page(after)));
  void readings.read();
  const unhear = onHeard(heard, OF_PLANS, readings.readSoon);
  /** The drafts whose forms stand open. */
  const open = signal<ReadonlySet<string>>(new Set());
  const writings = new Map<string, Writing>();
  const waiting = new Map<string, Carried>();
  let awaited = "";

  // What one was writing goes with the sight of it.
  let shown = { page: 1, ids: new Set<string>() };
  const stopDropping = effect(() => {
    const nodes = readings.data.value?.safetyPlans.nodes;
    if (!nodes) return;
    const ids = new Set(nodes.flatMap(({ versions }) => versions.map(({ id }) => id)));
    const turned = pager.number.peek() !== shown.page;
    for (const id of turned ? [] : shown.ids) {
      if (ids.has(id)) continue;
      writings.get(id)?.saver.drop();
      letGo(id);
    }
    shown = { page: pager.number.peek(), ids };
  });
  const show = (versionId: string, stands = true) => {
    const next = new Set(open.peek());
    if (stands) next.add(versionId);
    else next.delete(versionId);
    open.value = next;
  };
  /** A draft is there to be written, and what was carried to it. */
  const begin = (versionId: string, writing: Writing) => {
    writings.set(versionId, writing);
    const carried = waiting.get(versionId);
    waiting.delete(versionId);
    if (carried) writing.add(carried);
  };
  /** Whoever begins a draft writes on it at once. */
  const beginAt = (versionId: string | undefined) => {
    if (!versionId) return;
    awaited = versionId;
    show(versionId);
    readings.readSoon();
  };
  /** What was written in one version goes on in another. */
  const carry = (versionId: string, carried: Carried) => {
    show(versionId);
    const there = writings.get(versionId);
    if (there) there.add(carried);
    else waiting.set(versionId, carried);
  };
  const stop = () => {
    unhear();
    stopDropping();
    readings.stop();
  };
  return {
    page: computed(() => readings.data.value?.safetyPlans ?? null),
    pager,
    read: async () => (await readings.read()).safetyPlans.nodes,
    readSoon: readings.readSoon,
    open,
    show,
    begin,
    beginAt,
    /** Whether its form is to have the focus, once. */
    takesFocus: (versionId: string) => {
      const takes = awaited === versionId;
      if (takes) awaited = "";
      return takes;
    },
    end: (versionId: string) => void writings.delete(versionId),
    carry,
    stop,
  };
}

export type Plans = ReturnType<typeof createPlans>;
