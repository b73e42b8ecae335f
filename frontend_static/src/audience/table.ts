// Whom one may name on a case: the agencies at its table, their people who have a seat, and its conferences.
import { signal } from "@preact/signals";
import { AudiencePreviewDocument, CaseTableDocument, type CaseTableQuery } from "../generated/graphql";
import { ask } from "../network";
import type { Post } from "../ui/parts";

type Part = NonNullable<CaseTableQuery["case"]>["agencies"][number];
export type Seats = { parts: Part[]; posts: Post[]; items: CaseTableQuery["agendaItems"]["nodes"] };

export function createTable(caseId: string) {
  const seats = signal<Seats | null>(null);
  const read = async () => {
    const { case: one, agendaItems } = await ask(CaseTableDocument, { caseId });
    const parts = one?.agencies.filter((part) => part.state === "ACTIVE") ?? [];
    const agencyIds = parts.map((part) => part.agency.id);
    seats.value = { parts, posts: [], items: agendaItems.nodes };
    const all = await ask(AudiencePreviewDocument, { caseId, sensitivity: "NAMED_AGENCIES", agencyIds });
    seats.value = { parts, posts: all.audiencePreview.nodes, items: agendaItems.nodes };
  };
  // The form can be sent without: what is missing is only whom to choose from.
  read().catch(() => {});
  return seats;
}

/** The agencies that a conference's conversation names and that are at the table now; null where it names everyone. */
export function agenciesOf(item: Seats["items"][number], parts: Part[]): string[] | null {
  const namings = item.thread?.audience.disclosures ?? [];
  const named = new Set(namings.map((naming) => naming.agency?.id));
  if (!named.size || named.has(undefined)) return null;
  return parts.map((part) => part.agency.id).filter((id) => named.has(id));
}
