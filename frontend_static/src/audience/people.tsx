// Draws who can see something: one line of agencies, or everybody by name under their agency.
import { i18n } from "../i18n";
import { nameOf, type Post, titleOf } from "../ui/parts";
import { agencyNames, byAgency } from "./groups";

export function People({ posts }: { posts: readonly Post[] }) {
  return (
    <ul class="rows">
      {byAgency(posts).map((group) => (
        <li key={group.id}>
          <strong>{group.name}</strong>
          <ul>
            {group.posts.map((post) => (
              <li key={post.id}>
                {nameOf(post)} <span class="quiet">{titleOf(post)}</span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Who will see it, said politely as it changes. */
export function WillSee({ label, posts }: { label: string; posts: readonly Post[] | null }) {
  return (
    <div class="seen-by" role="status">
      <p>
        <strong>{label}</strong> {posts === null ? "…" : posts.length ? agencyNames(posts) : i18n._("nobody")}
      </p>
      {posts && posts.length > 0 && (
        <p class="quiet">
          {posts
            .map(nameOf)
            .toSorted((one, other) => one.localeCompare(other))
            .join(", ")}
        </p>
      )}
    </div>
  );
}
