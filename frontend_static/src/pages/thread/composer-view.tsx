// Draws the composer, and above Send the line that says who will see it.
import { useId, useRef } from "preact/hooks";
import { agencyNames, type Audience } from "../../audience/groups";
import { People } from "../../audience/people";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { may, me } from "../../session";
import { DraftState } from "../../ui/draft-state";
import { late } from "../../ui/late";
import { nameOf, Problems } from "../../ui/parts";
import * as words from "../../words";
import { conferring } from "../late";
import type { Composer } from "./composer";
import { OnlyDialog } from "./only-dialog";

const BeforeWriting = late(async () => (await conferring()).BeforeWriting, true);

export function ComposerView({ composer, audience }: { composer: Composer; audience: Audience }) {
  const id = useId();
  const warning = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  if (!may("MESSAGE_POST"))
    return <p class="panel closed">{i18n._("The post you act by may read here, not write.")}</p>;
  const changed = composer.changed.value;
  const send = () => {
    if (changed) warning.current?.querySelector("button")?.focus();
    else void composer.send().then(sayWhether);
  };
  const undeclared = composer.undeclared.value;
  // Where the warning says it already, it is said once.
  const said = [changed && "AUDIENCE_CHANGED", undeclared && "NOT_CONFIDENTIAL"];
  const problems = composer.problems.value.filter(({ code }) => !said.includes(code));
  const declared = () => {
    send();
    area.current?.focus();
  };
  return (
    <>
      {undeclared && <BeforeWriting threadId={composer.threadId} send={declared} />}
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
          ref={area}
          id={id}
          rows={3}
          value={composer.text.value}
          aria-describedby={`${id}-seen ${id}-hint`}
          aria-invalid={problems.length ? "true" : undefined}
          onInput={(event) => composer.write(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
        />
        <Problems of={problems} />
        <div role="status" ref={warning}>
          {changed && <Changed {...changed} seen={composer.look} />}
        </div>
        <DraftState saver={composer.saver} empty={!composer.text.value} />
        <SeenBy composer={composer} audience={audience} id={`${id}-seen`} />
        <div class="composer-foot">
          <Mentions composer={composer} />
          <span class="quiet hint" id={`${id}-hint`}>
            {i18n._("Markdown works. Ctrl+Enter sends.")}
          </span>
          <button type="submit" aria-disabled={changed !== null}>
            {i18n._("Send")}
          </button>
        </div>
      </form>
      {composer.choosing.value && <OnlyDialog composer={composer} audience={audience} />}
    </>
  );
}

/** For who does not see it. */
export const sayWhether = (sent: boolean | null) =>
  sent === null || announce(sent ? i18n._("Sent.") : i18n._("Not sent."));

/** Who came and who went since the writing began: it is not sent before one has seen that. */
function Changed({ came, went, seen }: { came: string[]; went: string[]; seen: () => void }) {
  return (
    <div class="disclosure changed">
      <div>
        <p>
          <strong>{i18n._("Who can see this has changed since you began to write.")}</strong>
        </p>
        {came.length > 0 && <p>{i18n._("Now also seen by: {names}", { names: came.join(", ") })}</p>}
        {went.length > 0 && <p>{i18n._("No longer seen by: {names}", { names: went.join(", ") })}</p>}
      </div>
      <button type="button" class="plain small" onClick={seen}>
        {i18n._("I have seen it")}
      </button>
    </div>
  );
}

function SeenBy({ composer, audience, id }: { composer: Composer; audience: Audience; id: string }) {
  const readers = composer.readers.value;
  const only = composer.only.value;
  return (
    <div class="seen-by">
      <p id={id}>
        <strong>{only ? i18n._("Only for:") : i18n._("Who can see this:")}</strong> {agencyNames(readers)}{" "}
        <span class="quiet">({words.sensitivity(only?.sensitivity ?? audience.sensitivity)})</span>
      </p>
      <div class="message-foot">
        <button type="button" class="link" onClick={() => (composer.choosing.value = true)}>
          {only ? i18n._("Choose others") : i18n._("Only for some")}
        </button>
        {only && (
          <button type="button" class="link" onClick={() => composer.choose(null)}>
            {i18n._("For the whole conversation again")}
          </button>
        )}
      </div>
      <details>
        <summary>
          {readers.length === 1
            ? i18n._("One person, by name, and why")
            : i18n._("{count} people, by name, and why", { count: readers.length })}
        </summary>
        <People posts={readers} />
        <ul class="rows quiet">
          {(only ? [basis(only)] : bases(audience)).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

const basis = ({ lawfulBasis, purpose }: Pick<Audience["disclosures"][number], "lawfulBasis" | "purpose">) =>
  i18n._("Basis: {basis} · Purpose: {purpose}", { basis: words.lawfulBasis(lawfulBasis), purpose });

/** The bases the sharing rests on, each once. */
const bases = (audience: Audience): string[] => [...new Set(audience.disclosures.map(basis))];

function Mentions({ composer }: { composer: Composer }) {
  const others = composer.readers.value.filter((post) => post.id !== me.value?.id && post.practitioner);
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
