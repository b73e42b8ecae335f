// The people an audience lets see, by their agencies; and who came to it and who went.
import type { AudiencePartsFragment } from "../generated/graphql";
import type { Message } from "../messages";
import { nameOf, type Post } from "../ui/parts";

export type Audience = AudiencePartsFragment;
export type Naming = Audience["disclosures"][number];
export type Group = { id: string; name: string; posts: Post[] };

export function byAgency(posts: readonly Post[]): Group[] {
  const groups = Map.groupBy(posts, (post) => post.agency.id);
  return [...groups]
    .map(([id, some]) => ({ id, name: some[0]!.agency.name, posts: some }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

export const agencyNames = (posts: readonly Post[]): string =>
  byAgency(posts)
    .map((group) => group.name)
    .join(" · ");

/** Who is among these and was not among those: an agency by its name, where nobody of it was. */
export function newcomers(before: readonly Post[], now: readonly Post[]): string[] {
  const posts = new Set(before.map((post) => post.id));
  const agencies = new Set(before.map((post) => post.agency.id));
  const fresh = now.filter((post) => !posts.has(post.id));
  const names = fresh.map((post) =>
    agencies.has(post.agency.id) ? `${nameOf(post)} (${post.agency.name})` : post.agency.name,
  );
  return [...new Set(names)];
}

/** Whom a message names that is for fewer than its conversation; null where it is for the same. */
export function onlyFor(message: Message, conversation: string | undefined): string | null {
  const { audience } = message;
  if (!audience || !conversation || audience.id === conversation) return null;
  const names = audience.disclosures.map(({ agency, membership }) =>
    membership ? nameOf(membership) : (agency?.name ?? ""),
  );
  return names.filter(Boolean).toSorted().join(" · ");
}
