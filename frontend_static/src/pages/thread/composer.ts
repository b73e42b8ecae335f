// What is being written in a thread: kept as a draft, sent as a message to those one knows will see it.
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Problem } from "../../act";
import { agencyNames, type Audience, newcomers } from "../../audience/groups";
import { choicesIn, sameText, type Written } from "../../drafts";
import type { AudienceInput } from "../../generated/graphql";
import type { Message } from "../../messages";
import { sayTyping } from "../../presence";
import { createSaver } from "../../saver";
import { i18n } from "../../i18n";
import { notify } from "../../notices";
import { me, writing } from "../../session";
import type { Post } from "../../ui/parts";
import { outboxAt, type Sent } from "./outbox";

/** What is saved beside the text; `version` is of the audience it was begun for. */
type Choices = { version: string; only: AudienceInput | null; mentions: string[] };
const NOTHING: Written = { body: "", choices: "" };
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
  const problems = signal<Problem[]>([]);
  const outbox = outboxAt(threadId);
  /** Who saw each message that was sent from here, when it was written. */
  const seenBy = new Map<string, Seen | null>();
  let stopped = false;

  const written = (): Written => {
    const choices: Choices = { version: seen.value?.version ?? "", only: only.value, mentions: [...mentioned.value] };
    return { body: text.value, choices: JSON.stringify(choices) };
  };
  const show = (draft: Written) =>
    batch(() => {
      const { version, only: chosen, mentions } = choicesIn<Choices>(draft);
      text.value = draft.body;
      only.value = chosen ?? null;
      mentioned.value = new Set(mentions);
      seen.value = version ? { version, by: null } : null;
    });
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
    // What was sent and has not arrived is a draft for as long as nothing else is written.
    () => (text.value.trim() ? written() : (outbox.sent.value[0]?.written ?? NOTHING)),
    (draft) => outbox.sent.peek().some(({ written: { body } }) => sameText(body, draft.body)) || show(draft),
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
    problems.value = [];
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
    problems.value = [];
  };
  /**
   * Answers whether it arrived, null where there is nothing to send; until then it stands among the messages, and the next
   * may be written.
   */
  const send = async (): Promise<boolean | null> => {
    const body = text.value;
    if (!body.trim() || changed.value) return null;
    const clientMutationId = crypto.randomUUID();
    seenBy.set(clientMutationId, seen.value);
    const audienceVersion = seen.value?.version ?? null;
    const mentions = readers.value.map(({ id }) => id).filter((id) => mentioned.value.has(id));
    const input = { clientMutationId, threadId, body, mentions, audience: only.value, audienceVersion };
    batch(() => {
      outbox.take({ input, written: written(), only: only.value && agencyNames(readers.value) });
      write("");
      only.value = null;
      mentioned.value = new Set();
    });
    return deliver(clientMutationId);
  };
  const deliver = async (id: string, first?: Sent["input"]): Promise<boolean> => {
    let refused: Problem[] = [];
    const message = await saver.use(
      async (draft) => {
        if (!first) outbox.amend(id, draft);
        const outcome = await outbox.deliver(id);
        refused = outcome.refused;
        if (outcome.message) keep(outcome.message);
        return outcome.message;
      },
      undefined,
      first && { draftId: first.draftId ?? undefined, draftVersion: first.draftVersion ?? undefined },
    );
    if (stopped) {
      if (!message && outbox.find(id)) notify(i18n._("A message was not sent. It waits in its conversation."));
    } else if (refused.length) await takeBack(id, refused);
    else undeclared.value = false;
    return message !== null;
  };
  /** What was refused is written on, unless something else is being written by now. */
  const takeBack = async (id: string, refused: Problem[]) => {
    if (refused.some(({ code }) => code === "AUDIENCE_CHANGED")) await lookAgain().catch(() => {});
    const sent = outbox.find(id);
    if (!sent || text.peek().trim()) return;
    batch(() => {
      show(sent.written);
      seen.value = seenBy.get(id) ?? seen.value;
      outbox.leave(id);
      problems.value = refused;
      undeclared.value = refused.some(({ code }) => code === "NOT_CONFIDENTIAL");
      if (refused.some(({ path }) => path.includes("audience"))) choosing.value = true;
    });
  };
  const again = ({ input }: Sent) => {
    outbox.begin(input.clientMutationId);
    return deliver(input.clientMutationId, input);
  };
  // What was under way when the page was left goes on.
  outbox.sent.peek().forEach((one) => one.state === "sending" && void again(one));
  // What is not sent is saved here already; with the sight of the conversation it goes.
  const nothing = () => Promise.resolve();
  writing.set(nothing, outbox.drop);
  const leave = () => {
    stopped = true;
    stopLooking();
    writing.delete(nothing);
  };
  const stop = () => {
    leave();
    saver.stop();
  };
  /** The conversation is gone from one's sight, and what one was writing in it with it. */
  const drop = () => {
    leave();
    outbox.drop();
    saver.drop();
  };
  const shown = { text, only, mentioned, readers, changed, choosing, undeclared, problems };
  return { ...shown, threadId, saver, outbox, look, write, mention, choose, send, again, drop, stop };
}

export type Composer = ReturnType<typeof createComposer>;
