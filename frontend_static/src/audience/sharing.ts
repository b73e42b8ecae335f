// Whom something that one records is shared with: one's own agency, all at the table, or some; and on which grounds.
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Problem } from "../act";
import { me } from "../session";
import type { Values } from "../ui/fields";
import { BLANK, type Grounds, groundsInput } from "./grounds";
import { createTable } from "./table";

/** `values.audience` says which: `own`, `all` or `agencies`; of these `mayBe` says who may be among them. */
export function createSharing(caseId: string, values: Signal<Values>, mayBe: (agencyId: string) => boolean = () => true) {
  const seats = createTable(caseId);
  const named = signal<ReadonlySet<string>>(new Set());
  const grounds = signal<Grounds>(BLANK);
  const agencies = computed(() =>
    (seats.value?.parts ?? [])
      .filter(({ agency }) => agency.id !== me.value?.agency.id && mayBe(agency.id))
      .map(({ agency }) => ({ id: agency.id, name: agency.name })),
  );
  const audience = () => {
    const { audience: who } = values.peek();
    const given = groundsInput(grounds.peek());
    if (who === "all") return { ...given, sensitivity: "CASE_AGENCIES" as const };
    return { ...given, sensitivity: "NAMED_AGENCIES" as const, agencyIds: who === "agencies" ? [...named.peek()] : [] };
  };
  return { named, grounds, agencies, audience };
}

/** A form that asks it among other things. */
export type SharingForm = {
  values: Signal<Values>;
  set: (values: Values) => void;
  sharing: ReturnType<typeof createSharing>;
  problems: ReadonlySignal<Problem[]>;
};
