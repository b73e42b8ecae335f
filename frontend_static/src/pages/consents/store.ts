// Asks for the consents and the conflicts of a case, and for what is to be looked at again since a consent ended.
import { computed } from "@preact/signals";
import { CaseConflictsDocument, CaseConsentsDocument, CaseReviewsDocument, type CaseReviewsQuery } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { may, me, whenever } from "../../session";
import { createSeats } from "../table/store";

type Naming = CaseReviewsQuery["threads"]["nodes"][number]["audience"]["disclosures"][number];
export type ToReview = { href: string; name: string; namings: Naming[] };

export function createConsents(caseId: string) {
  const consents = createReadings(CaseConsentsDocument, { caseId });
  const conflicts = createReadings(CaseConflictsDocument, { caseId, first: 100 });
  const reviews = createReadings(CaseReviewsDocument, { caseId });
  const beside = [consents, conflicts, reviews];
  const again = () => beside.forEach((part) => part.readSoon());
  const seats = createSeats(caseId, again);
  const pager = createPager((after) => void consents.read({ caseId, after }));
  beside.forEach((part) => void part.read());
  const stopHearing = whenever(again);

  /** Whoever shared it may let it stand: their agency. */
  const toReview = computed<ToReview[]>(() => {
    const { threads, tasks } = reviews.data.value ?? {};
    const items = [
      ...(threads?.nodes ?? []).map((one) => ({ ...one, href: `/threads/${one.id}`, name: one.subject })),
      ...(tasks?.nodes ?? []).map((one) => ({ ...one, href: `/tasks/${one.id}`, name: one.title })),
    ];
    const ours = (naming: Naming) => naming.needsReview && naming.disclosedBy.agency.id === me.value?.agency.id;
    return items
      .map(({ href, name, audience }) => ({ href, name, namings: audience.disclosures.filter(ours) }))
      .filter((item) => item.namings.length);
  });
  const supports = computed(() => seats.own.value?.state === "ACTIVE" && seats.own.value.compartment === "SUPPORT");
  const mayRecord = computed(() => supports.value && may("CONSENT_RECORD"));
  const stop = () => {
    stopHearing();
    seats.stop();
    beside.forEach((part) => part.stop());
  };
  return { ...seats, consents: consents.data, conflicts: conflicts.data, toReview, mayRecord, pager, again, stop };
}

export type Consents = ReturnType<typeof createConsents>;
