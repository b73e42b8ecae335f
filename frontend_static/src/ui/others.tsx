// Draws who else has the case open, and who types in a conversation.
import { useEffect } from "preact/hooks";
import { i18n } from "../i18n";
import { beAt, others, typists } from "../presence";
import { nameOf } from "./parts";

const SHOWN = 5;

export function Others({ caseId }: { caseId: string }) {
  useEffect(() => beAt(caseId), [caseId]);
  const posts = others.value.map(({ membership }) => membership);
  if (!posts.length) return null;
  const left = posts.length - SHOWN;
  return (
    <p class="others">
      <strong>{i18n._("Also here now:")}</strong>{" "}
      {posts
        .slice(0, SHOWN)
        .map((post) => `${nameOf(post)} (${post.agency.name})`)
        .join(", ")}
      {left > 0 && ` ${i18n._("and {left} more", { left })}`}
    </p>
  );
}

/** Read out when it changes, not as often as it is said. */
export function Typists({ threadId }: { threadId: string }) {
  const [name, other, more] = typists(threadId).map(nameOf);
  return (
    <p class="typists quiet" role="status">
      {more
        ? i18n._("Several people are typing…")
        : other
          ? i18n._("{name} and {other} are typing…", { name, other })
          : name && i18n._("{name} is typing…", { name })}
    </p>
  );
}
