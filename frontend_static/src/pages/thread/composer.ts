// What is being written in a thread: kept as a draft, sent as a message to those one knows will see it.
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { createAct } from "../../act";
import { type Audience, newcomers } from "../../audience/groups";
import { choicesIn } from "../../drafts";
import { type AudienceInput, PostMessageDocument } from "../../generated/graphql";
import type { Message } from "../../messages";
import { sayTyping } from "../../presence";
import { createSaver } from "../../saver";
import { me } from "../../session";
import type { Post } from "../../ui/parts";

/** What is saved beside the text; `version` is of the audience it was begun for. */
type Choices = { version: string; only: AudienceInput | null; mentions: string[] };
type Seen = { version: string; by: Post[] | null };

/** `lookAgain` reads anew who can see the conversation. */
export function createComposer(
  threadId: string,
  audience: ReadonlySignal<Audience | null>,
  keep: (message: Message) => void,
  lookAgain: () => Promise<unknown>,
) {
  const text = signal("");
  const only = signal<AudienceInput | null>(null);
  const mentioned = signal<ReadonlySet<string>>(new Set());
  /** The audience as it was when the writing began, or when one last said that one has seen it. */
  const seen = signal<Seen | null>(null);
  const choosing = signal(false);
  /** What is written here waits until one has declared that what is said stays confidential. */
  const undeclared = signal(false);
  const act = createAct(PostMessageDocument, ({ postMessage: { problems, message } }) => ({ problems, made: message }));

  const look = () => {
    const now = audience.peek();
    seen.value = now && { version: now.version, by: now.seenBy };
  };
  const stopLooking = effect(() => {
    const now = audience.value;
    if (!now || !text.value) return;
    const before = seen.peek();
    if (!before || (before.version === now.version && !before.by)) look();
  });
  // Whom it is for comes back with the text or not at all.
  const saver = createSaver(
    { threadId },
    () => {
      const choices: Choices = { version: seen.value?.version ?? "", only: only.value, mentions: [...mentioned.value] };
      return text.value.trim() ? { body: text.value, choices: JSON.stringify(choices) } : { body: "", choices: "" };
    },
    (draft) =>
      batch(() => {
        const { version, only: chosen, mentions } = choicesIn<Choices>(draft);
        text.value = draft.body;
        only.value = chosen ?? null;
        mentioned.value = new Set(mentions);
        seen.value = version ? { version, by: null } : null;
      }),
  );

  /** Who came and who went while one was writing; null where nobody did. */
  const changed = computed(() => {
    const now = audience.value;
    const before = seen.value;
    if (!now || !before || !text.value || before.version === now.version) return null;
    if (!before.by) return { came: [], went: [] };
    return { came: newcomers(before.by, now.seenBy), went: newcomers(now.seenBy, before.by) };
  });
  /** Those who will see the message: everybody in the conversation, or those of them one has chosen. */
  const readers = computed(() => {
    const chosen = only.value;
    const all = audience.value?.seenBy ?? [];
    if (!chosen) return all;
    const named = new Set([...(chosen.agencyIds ?? []), ...(chosen.membershipIds ?? [])]);
    const own = chosen.sensitivity === "NAMED_PERSONS" ? me.value?.id : me.value?.agency.id;
    return all.filter(({ id, agency }) => [id, agency.id].some((key) => key === own || named.has(key)));
  });

  const write = (words: string) => {
    text.value = words;
    if (words) sayTyping(threadId);
    else seen.value = null;
    act.clear();
  };
  const mention = (membershipId: string, on: boolean) => {
    const next = new Set(mentioned.value);
    if (on) next.add(membershipId);
    else next.delete(membershipId);
    mentioned.value = next;
  };
  const choose = (audience: AudienceInput | null) => {
    only.value = audience;
    const left = new Set(readers.value.map((post) => post.id));
    mentioned.value = new Set([...mentioned.value].filter((id) => left.has(id)));
    act.clear();
  };
  const send = async (): Promise<boolean> => {
    const body = text.value;
    if (!body.trim() || changed.value) return false;
    const audienceVersion = seen.value?.version ?? null;
    const mentions = readers.value.map(({ id }) => id).filter((id) => mentioned.value.has(id));
    const audience = only.value;
    const message = await saver.use(
      (draft) => act.run({ threadId, body, mentions, audience, audienceVersion, ...draft }),
      (made) => {
        keep(made);
        // What was typed on while it was under way stays, for those it was typed for.
        if (text.value === body) {
          write("");
          only.value = null;
        }
        mentioned.value = new Set();
      },
    );
    if (!message) {
      const problems = act.problems.value;
      undeclared.value = problems.some(({ code }) => code === "NOT_CONFIDENTIAL");
      if (problems.some(({ code }) => code === "AUDIENCE_CHANGED")) await lookAgain().catch(() => {});
      if (problems.some(({ path }) => path.includes("audience"))) choosing.value = true;
      return false;
    }
    undeclared.value = false;
    return true;
  };
  const stop = () => {
    stopLooking();
    saver.stop();
  };
  /** The conversation is gone from one's sight, and what one was writing in it with it. */
  const drop = () => {
    stopLooking();
    saver.drop();
  };
  const { pending, problems } = act;
  const shown = { text, only, mentioned, readers, changed, choosing, undeclared, pending, problems };
  return { ...shown, threadId, saver, look, write, mention, choose, send, drop, stop };
}

export type Composer = ReturnType<typeof createComposer>;
