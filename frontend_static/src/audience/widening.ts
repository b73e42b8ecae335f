// Widening an audience: whom else to let see it, on what grounds, and who would come in.
import { computed, signal } from "@preact/signals";
import type { WidenAudienceInput } from "../generated/graphql";
import { nameOf } from "../ui/parts";
import type { Choice } from "./choices";
import { BLANK, type Grounds, groundsInput } from "./grounds";
import type { Audience } from "./groups";
import { createPreview, type Wanted } from "./preview";
import { createTable } from "./table";
import * as words from "../words";

export type Kind = "agencies" | "persons" | "everyone";

export function createWidening(audience: Audience, caseId: string) {
  const seats = createTable(caseId);
  const kind = signal<Kind>("agencies");
  const chosen = signal<ReadonlySet<string>>(new Set());
  const grounds = signal<Grounds>(BLANK);
  const seen = new Set(audience.seenBy.map((post) => post.id));
  const named = new Set(audience.disclosures.map(({ agency, membership }) => (agency ?? membership)?.id));

  const choices = computed<Choice[]>(() =>
    kind.value === "persons"
      ? (seats.value?.posts ?? [])
          .filter((post) => !named.has(post.id) && !seen.has(post.id))
          .map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name }))
      : (seats.value?.parts ?? [])
          .filter(({ agency }) => !named.has(agency.id))
          .map(({ agency }) => ({ id: agency.id, name: agency.name, more: words.agencyType(agency.type) })),
  );
  const recipients = () => ({
    agencyIds: kind.value === "agencies" ? [...chosen.value] : [],
    membershipIds: kind.value === "persons" ? [...chosen.value] : [],
  });
  const wanted = (): Wanted | null => {
    const { categories } = audience;
    if (kind.value === "everyone") return { sensitivity: "CASE_AGENCIES", categories };
    if (!chosen.value.size) return null;
    return { sensitivity: kind.value === "agencies" ? "NAMED_AGENCIES" : "NAMED_PERSONS", categories, ...recipients() };
  };
  const preview = createPreview(caseId, wanted);
  return {
    /** Everyone is named already: nobody can be named as well. */
    forAll: named.has(undefined),
    kind,
    chosen,
    choices,
    grounds,
    loaded: computed(() => seats.value !== null),
    /** Those who would come in; null while one has chosen nobody. */
    comers: computed(() => preview.posts.value?.filter((post) => !seen.has(post.id)) ?? null),
    setKind: (next: Kind) => {
      kind.value = next;
      chosen.value = new Set();
    },
    input: (): Omit<WidenAudienceInput, "clientMutationId"> => ({
      audienceId: audience.id,
      ...recipients(),
      everyone: kind.value === "everyone",
      grounds: groundsInput(grounds.value),
    }),
    stop: preview.stop,
  };
}
