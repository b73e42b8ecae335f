// What one's agency is writing in answer to what it was asked: saved as one types, for colleagues to go on with.
import { batch, signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import { choicesIn, type Written } from "../../drafts";
import { type AgendaItemPageQuery, type ReturnContentPartsFragment, SaveReturnDocument } from "../../generated/graphql";
import { UNREACHABLE } from "../../network";
import { createSaver, type Shelf } from "../../saver";
import type { Return, TheItem } from "./store";

export const TEXTS = ["involvement", "concerns", "protectiveFactors", "proposals", "documents"] as const;
export type Texts = Record<(typeof TEXTS)[number], string>;
type Said = { texts: Texts; known: string[] };

export const UNANSWERED = ["REQUESTED", "IN_PREPARATION"];

const BLANK: Texts = { involvement: "", concerns: "", protectiveFactors: "", proposals: "", documents: "" };
const textsOf = (content: ReturnContentPartsFragment | null): Texts => ({
  ...BLANK,
  ...Object.fromEntries(TEXTS.map((name) => [name, content?.[name] ?? ""])),
});

export function createWriting(item: TheItem, asked: Return, read: () => Promise<AgendaItemPageQuery>) {
  const texts = signal(BLANK);
  const known = signal<ReadonlySet<string>>(new Set());
  const answered = signal(!UNANSWERED.includes(asked.state));
  const act = createAct(SaveReturnDocument, payloadOf, true);
  const people = item.case?.participants ?? [];

  /** As a draft is kept: what one would read of it, and the form. */
  const written = (said: Said): Written => {
    const names = people.filter(({ id }) => said.known.includes(id)).map(({ label }) => label);
    const body = [names.join(", "), ...TEXTS.map((name) => said.texts[name].trim())].filter(Boolean).join("\n\n");
    return body ? { body, choices: JSON.stringify(said) } : { body: "", choices: "" };
  };
  const inOrder = (ids: readonly string[]) => people.map(({ id }) => id).filter((id) => ids.includes(id));
  const draftOf = (content: ReturnContentPartsFragment) => ({
    id: content.id,
    version: content.version,
    ...written({ texts: textsOf(content), known: inOrder(content.known.map(({ id }) => id)) }),
  });
  const input = ({ texts: said, known: ids }: Partial<Said>) => ({ ...BLANK, ...said, knownIds: ids ?? [] });

  const shelf: Shelf = {
    place: asked.id,
    put: async (what, { version }) => {
      // What was said already is not changed by typing: it is kept here until it is said anew.
      if (answered.peek()) return { instead: null, away: false };
      const payload = await act.run({ agencyReturnId: asked.id, version, ...input(choicesIn<Said>(what)) });
      const content = payload?.agencyReturn?.content;
      if (content) return draftOf(content);
      const codes = act.problems.peek().map(({ code }) => code);
      const other = codes.includes("DRAFT_CHANGED") ? await newest() : null;
      return { instead: other && draftOf(other), away: codes.includes(UNREACHABLE) };
    },
  };
  const newest = async () => {
    const { agendaItem } = await read();
    return agendaItem?.returns.find(({ id }) => id === asked.id)?.content ?? null;
  };
  const screen = () => written({ texts: texts.value, known: inOrder([...known.value]) });
  const show = (draft: Written) =>
    batch(() => {
      const said = choicesIn<Said>(draft);
      texts.value = { ...BLANK, ...said.texts };
      known.value = new Set(said.known);
    });
  const saver = createSaver(shelf, screen, show);
  return {
    texts,
    known,
    answered,
    saver,
    /** What the server has of it now. */
    meet: ({ state, content }: Return) => {
      answered.value = !UNANSWERED.includes(state);
      saver.meet(content && draftOf(content));
    },
    /** All of it, as it is said. */
    whole: () => input({ texts: texts.peek(), known: inOrder([...known.peek()]) }),
  };
}

export type Writing = ReturnType<typeof createWriting>;
