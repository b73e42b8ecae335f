// Asks what is ahead for who plans: cases that were put off or are to be looked at again, and repeats of cases that one's
// agency leads.
import { computed, effect, signal, untracked } from "@preact/signals";
import { createSights } from "../../conferences/sights";
import type { Happened } from "../../followed";
import { PutOffDocument, type PutOffQuery, RepeatsDocument, ReviewsDueDocument, type ReviewsDueQuery } from "../../generated/graphql";
import { forget } from "../../network";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { openOnes } from "../../repeats/store";
import { may } from "../../session";

export type Review = ReviewsDueQuery["reviewsDue"]["nodes"][number];
export type Waiting = PutOffQuery["putOff"]["nodes"][number];

/** `again` reads the rest of the page. */
export function createPlanning(again: () => Promise<unknown>) {
  const [plans, refers] = [may("CONFERENCE_LEAD"), may("CASE_REFER")];
  const page = (after: string | null) => ({ first: 20, after });
  const due = createReadings(ReviewsDueDocument, page(null));
  const pager = createPager((after) => void due.read(page(after)));
  const left = createReadings(PutOffDocument, page(null));
  const leftPager = createPager((after) => void left.read(page(after)));
  const found = createReadings(RepeatsDocument, { first: 50 });
  /** What stands beside a case here is read again by what happens on it. */
  const heard = signal<Happened>({ what: null });
  /** The cases that one has just lost; what was read before still has them. */
  const lost = signal<ReadonlySet<string>>(new Set());
  const isThere = ({ case: one }: { case: { id: string } | null }) => !one || !lost.value.has(one.id);
  const reviews = computed(() => (due.data.value?.reviewsDue.nodes ?? []).filter(isThere));
  const waiting = computed(() => (left.data.value?.putOff.nodes ?? []).filter(isThere));
  const repeats = computed(() => openOnes((found.data.value?.repeats.nodes ?? []).filter(isThere)));

  const readAll = () => Promise.all([plans && due.read(), refers && left.read(), refers && found.read()]);
  const readSoon = () => {
    if (plans) due.readSoon();
    if (refers) {
      left.readSoon();
      found.readSoon();
    }
    heard.value = { what: null };
  };
  const cases = () => [...reviews.value, ...waiting.value, ...repeats.value].flatMap(({ case: one }) => (one ? [one] : []));
  /** Nothing of it stays: neither on the page nor among what was read. */
  const lose = async (caseId: string) => {
    lost.value = new Set(lost.peek()).add(caseId);
    forget();
    await Promise.all([again(), readAll()]).catch(() => {});
    lost.value = new Set([...lost.peek()].filter((id) => id !== caseId));
  };
  const sights = createSights(
    readSoon,
    async () => readAll().then(cases),
    (caseId) => void lose(caseId),
    (what) => (heard.value = { what }),
  );
  const stopSeeing = effect(() => {
    const seen = cases();
    untracked(() => sights.see(seen));
  });
  void readAll().catch(() => {});
  const stop = () => {
    stopSeeing();
    sights.stop();
    due.stop();
    left.stop();
    found.stop();
  };
  return { due, pager, reviews, left, leftPager, waiting, repeats, heard, readSoon, stop };
}

export type Planning = ReturnType<typeof createPlanning>;
