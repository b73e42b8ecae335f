// Draws the composer, and above Send the line that says who will see it.
import { useId } from "preact/hooks";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { may, me } from "../../session";
import { type Post, Problems, nameOf, titleOf } from "../../ui/parts";
import * as words from "../../words";
import type { Composer } from "./composer";
import type { TheThread } from "./store";

type Audience = TheThread["audience"];

export function ComposerView({ composer, audience }: { composer: Composer; audience: Audience }) {
  const id = useId();
  if (!may("MESSAGE_POST"))
    return <p class="panel closed">{i18n._("The post you act by may read here, not write.")}</p>;
  const send = () => void composer.send().then((sent) => sent && announce(i18n._("Sent.")));
  return (
    <form
      class="composer panel"
      aria-label={i18n._("Write a message")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for={id}>{i18n._("Your message")}</label>
      <textarea
        id={id}
        rows={3}
        value={composer.text.value}
        aria-describedby={`${id}-seen ${id}-hint`}
        aria-invalid={composer.problems.value.length ? "true" : undefined}
        onInput={(event) => composer.write(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
      />
      <Problems of={composer.problems.value} />
      <SeenBy audience={audience} id={`${id}-seen`} />
      <div class="composer-foot">
        <Mentions composer={composer} audience={audience} />
        <span class="quiet hint" id={`${id}-hint`}>
          {i18n._("Markdown works. Ctrl+Enter sends.")}
        </span>
        <button type="submit" aria-disabled={composer.pending.value}>
          {composer.pending.value ? i18n._("Sending…") : i18n._("Send")}
        </button>
      </div>
    </form>
  );
}

type Group = { id: string; name: string; posts: Post[] };

function byAgency(posts: Post[]): Group[] {
  const groups = new Map<string, Group>();
  for (const post of posts) {
    const group = groups.get(post.agency.id) ?? { id: post.agency.id, name: post.agency.name, posts: [] };
    group.posts.push(post);
    groups.set(post.agency.id, group);
  }
  return [...groups.values()].toSorted((one, other) => one.name.localeCompare(other.name));
}

function SeenBy({ audience, id }: { audience: Audience; id: string }) {
  const groups = byAgency(audience.seenBy);
  return (
    <div class="seen-by">
      <p id={id}>
        <strong>{i18n._("Who can see this:")}</strong> {groups.map((group) => group.name).join(" · ")}{" "}
        <span class="quiet">({words.sensitivity(audience.sensitivity)})</span>
      </p>
      <details>
        <summary>
          {i18n._("{count, plural, one {# person} other {# people}}, by name, and why", {
            count: audience.seenBy.length,
          })}
        </summary>
        <ul class="rows">
          {groups.map((group) => (
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
        <ul class="rows quiet">
          {bases(audience).map((basis) => (
            <li key={basis}>{basis}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

/** The bases the sharing rests on, each once. */
function bases(audience: Audience): string[] {
  const lines = audience.disclosures.map(({ lawfulBasis, purpose }) =>
    i18n._("Basis: {basis} · Purpose: {purpose}", { basis: words.lawfulBasis(lawfulBasis), purpose }),
  );
  return [...new Set(lines)];
}

function Mentions({ composer, audience }: { composer: Composer; audience: Audience }) {
  const others = audience.seenBy.filter((post) => post.id !== me.value?.id && post.practitioner);
  const count = composer.mentioned.value.size;
  return (
    <details class="mention-choice">
      <summary>{count ? i18n._("Mentioning {count}", { count }) : i18n._("Mention someone")}</summary>
      <fieldset>
        <legend class="unseen">{i18n._("Mention someone")}</legend>
        {others.map((post) => (
          <label key={post.id} class="check">
            <input
              type="checkbox"
              checked={composer.mentioned.value.has(post.id)}
              onChange={(event) => composer.mention(post.id, event.currentTarget.checked)}
            />
            <span>
              {nameOf(post)} <span class="quiet">{post.agency.name}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
