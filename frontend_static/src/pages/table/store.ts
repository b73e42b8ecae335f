// Asks who is at a case's table, and for the agencies that may be asked to it.
import { computed, signal } from "@preact/signals";
import { AgencyChoicesDocument, type AgencyChoicesQuery, CaseSeatsDocument } from "../../generated/graphql";
import type { CaseSeatsQuery } from "../../generated/graphql";
import { ask } from "../../network";
import { me, whenever } from "../../session";
import { createOnCase } from "../case/on-case";

export type Part = NonNullable<CaseSeatsQuery["case"]>["agencies"][number];
export type Member = NonNullable<CaseSeatsQuery["case"]>["members"][number];
export type Agency = AgencyChoicesQuery["agencies"]["nodes"][number];

/** `also` reads what stands beside the seats. */
export function createSeats(caseId: string, also = () => {}) {
  const onCase = createOnCase(CaseSeatsDocument, { caseId }, also);
  const agencies = signal<Agency[]>([]);
  const parts = computed(() => onCase.data.value?.case?.agencies ?? []);
  /** The part of one's own agency; none for who looks through a glass. */
  const own = computed(() => parts.value.find((part) => part.agency.id === me.value?.agency.id));
  const colleagues = computed(() => onCase.data.value?.colleagues.nodes ?? []);
  const stopHearing = whenever(onCase.readSoon);
  const readAgencies = () =>
    void ask(AgencyChoicesDocument, {}).then(
      (answer) => (agencies.value = answer.agencies.nodes),
      // The form says itself that there is nothing to choose from.
      () => {},
    );
  const stop = () => {
    stopHearing();
    onCase.stop();
  };
  return { ...onCase, caseId, parts, own, colleagues, agencies, readAgencies, stop };
}

export type Seats = ReturnType<typeof createSeats>;
