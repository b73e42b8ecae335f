// A narrower audience for one message: which agencies or people of the conversation, on what grounds.
import { computed, signal } from "@preact/signals";
import { type Audience, byAgency } from "../../audience/groups";
import { type Grounds, groundsInput, groundsOf } from "../../audience/grounds";
import type { AudienceInput } from "../../generated/graphql";
import { me } from "../../session";
import { nameOf } from "../../ui/parts";

export type Kind = "agencies" | "persons";

export function createOnly(audience: Audience, chosen: AudienceInput | null) {
  const own = me.peek();
  const standing = audience.disclosures.find(({ agency }) => agency?.id === own?.agency.id);
  const kind = signal<Kind>(chosen?.sensitivity === "NAMED_PERSONS" ? "persons" : "agencies");
  const named = signal<ReadonlySet<string>>(new Set([...(chosen?.agencyIds ?? []), ...(chosen?.membershipIds ?? [])]));
  // Most often it is for the same purpose as the conversation, so that one click is enough.
  const grounds = signal<Grounds>(groundsOf(standing ?? audience.disclosures[0]));
  const choices = computed(() =>
    kind.value === "agencies"
      ? byAgency(audience.seenBy.filter((post) => post.agency.id !== own?.agency.id))
      : audience.seenBy
          .filter((post) => post.id !== own?.id && post.practitioner)
          .map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name })),
  );
  return {
    kind,
    named,
    grounds,
    choices,
    setKind: (next: Kind) => {
      kind.value = next;
      named.value = new Set();
    },
    input: (): AudienceInput => ({
      sensitivity: kind.value === "agencies" ? "NAMED_AGENCIES" : "NAMED_PERSONS",
      agencyIds: kind.value === "agencies" ? [...named.value] : [],
      membershipIds: kind.value === "persons" ? [...named.value] : [],
      ...groundsInput(grounds.value),
    }),
  };
}
