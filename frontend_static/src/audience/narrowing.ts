// Narrowing an audience: who may stay, and who is left then.
import { computed, signal } from "@preact/signals";
import { me } from "../session";
import { nameOf } from "../ui/parts";
import type { Choice } from "./choices";
import { type Audience, byAgency } from "./groups";

export function createNarrowing(audience: Audience) {
  const own = { agency: me.peek()?.agency.id ?? "", post: me.peek()?.id ?? "" };
  const namings = audience.disclosures;
  const forAll = namings.some((naming) => !naming.agency && !naming.membership);
  // What is for named people stays for people; what is for agencies, for agencies; what is for all, for either.
  const kinds: ("agencies" | "persons")[] =
    audience.sensitivity === "NAMED_PERSONS" ? ["persons"] : forAll ? ["agencies", "persons"] : ["agencies"];
  const seen = audience.seenBy;
  const agencies = forAll ? byAgency(seen) : namings.flatMap(({ agency }) => agency ?? []);
  const persons = forAll ? seen : namings.flatMap(({ membership }) => membership ?? []);
  const choices: Record<"agencies" | "persons", Choice[]> = {
    agencies: agencies.filter((one) => one.id !== own.agency).map(({ id, name }) => ({ id, name })),
    persons: persons
      .filter((post) => post.id !== own.post)
      .map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name })),
  };
  const all = (kind: "agencies" | "persons") => new Set(choices[kind].map((choice) => choice.id));

  const kind = signal(kinds[0]!);
  const staying = signal<ReadonlySet<string>>(all(kind.value));
  const reason = signal("");
  const left = computed(() =>
    seen.filter((post) =>
      kind.value === "agencies"
        ? post.agency.id === own.agency || staying.value.has(post.agency.id)
        : post.id === own.post || staying.value.has(post.id),
    ),
  );
  return {
    kinds,
    choices,
    kind,
    staying,
    reason,
    left,
    setKind: (next: "agencies" | "persons") => {
      kind.value = next;
      staying.value = all(next);
    },
    input: () => ({
      audienceId: audience.id,
      agencyIds: kind.value === "agencies" ? [...staying.value] : [],
      // One's own post is named too: without any, one's whole agency would stay.
      membershipIds: kind.value === "persons" ? [own.post, ...staying.value] : [],
      reason: reason.value,
    }),
  };
}
