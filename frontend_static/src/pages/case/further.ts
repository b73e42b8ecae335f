// The further pages of a list whose first page came with the case.
import { computed } from "@preact/signals";
import type { AnyVariables } from "@urql/core";
import type { TypedDocumentString } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";

export function createFurther<T, V extends AnyVariables, P>(
  document: TypedDocumentString<T, V>,
  variables: (after: string | null) => V,
  pick: (data: T) => P,
  firstPage: () => P | null,
) {
  const readings = createReadings<T, V>(document, variables(null));
  const pager = createPager((after) => (after ? void readings.read(variables(after)) : readings.stop()));
  const page = computed(() => {
    const further = readings.data.value;
    return pager.number.value > 1 && further ? pick(further) : firstPage();
  });
  return { pager, page, readSoon: () => pager.number.peek() > 1 && readings.readSoon(), stop: readings.stop };
}
