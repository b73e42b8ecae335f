// Asks who opened a case, page by page, and puts together what one person opened in one go.
import { computed } from "@preact/signals";
import { OpeningsPageDocument, type OpeningsPageQuery } from "../../generated/graphql";
import { createPager } from "../../pager";
import { createOnCase } from "../case/on-case";

type One = OpeningsPageQuery["caseOpenings"]["nodes"][number];
export type Opening = One & { times: number; since: string };

const FIRST = 50;

/** Reading a case asks the server many times: one after the other by the same post, through the same glass, is one. */
function together(openings: readonly One[]): Opening[] {
  const groups: Opening[] = [];
  for (const one of openings) {
    const last = groups.at(-1);
    if (last && last.by?.id === one.by?.id && last.glassId === one.glassId) {
      last.times += 1;
      last.since = one.at;
    } else groups.push({ ...one, times: 1, since: one.at });
  }
  return groups;
}

export function createOpenings(caseId: string) {
  const onCase = createOnCase(OpeningsPageDocument, { caseId, first: FIRST });
  const pager = createPager((after) => void onCase.read({ caseId, first: FIRST, after }));
  const openings = computed(() => together(onCase.data.value?.caseOpenings.nodes ?? []));
  return { ...onCase, pager, openings };
}

export type Openings = ReturnType<typeof createOpenings>;
