// Asks for the record of access, by case, post and days as the address says, page by page.
import { signal } from "@preact/signals";
import { endOfDay, startOfDay } from "../../format";
import { AccessRecordDocument, type AccessRecordQueryVariables } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { go } from "../../router";
import type { Values } from "../../ui/fields";

function variablesOf({ caseReference, membershipId, from, to }: Values): AccessRecordQueryVariables {
  return {
    first: 50,
    // References are written in capitals only.
    caseReference: caseReference?.trim().toUpperCase() || null,
    membershipId: membershipId || null,
    from: from ? startOfDay(from) : null,
    to: to ? endOfDay(to) : null,
  };
}

export function createRecord(search: URLSearchParams) {
  const filters = signal<Values>(Object.fromEntries(search));
  const variables = variablesOf(filters.peek());
  const readings = createReadings(AccessRecordDocument, variables);
  const pager = createPager((after) => void readings.read({ ...variables, after }));
  void readings.read();
  /** What is asked for stands in the address: one can come back to it. */
  const show = (more: Values = {}) => {
    const asked = Object.entries({ ...filters.peek(), ...more }).filter(([, value]) => value);
    go(`/record?${new URLSearchParams(asked)}`);
  };
  return { ...readings, pager, filters, show };
}

export type Record = ReturnType<typeof createRecord>;
