// The draft of a safety plan as one's agency writes it: saved as one types, and put together with what colleagues write.
import { batch, computed, signal } from "@preact/signals";
import { createAct, payloadOf } from "../act";
import { choicesIn, type Draft, type Written } from "../drafts";
import { type SafetySection, SaveSafetyPlanDocument } from "../generated/graphql";
import { UNREACHABLE } from "../network";
import { createSaver, type Shelf } from "../saver";
import { letGo } from "../ui/unsaved";
import type { Carried, Plan, Version } from "./store";
import { section, SECTIONS } from "./words";

export type Texts = Record<SafetySection, string>;

const everySection = (text: (code: SafetySection) => string) =>
  Object.fromEntries(SECTIONS.map((code) => [code, text(code)])) as Texts;
const textsOf = ({ sections }: Pick<Version, "sections">) =>
  everySection((code) => sections.find((one) => one.code === code)?.text ?? "");
export const textsIn = (written: Written) => {
  const texts = choicesIn<Texts>(written);
  return everySection((code) => texts[code] ?? "");
};

/** What somebody reads of it. */
export const asRead = (texts: Texts, only: readonly SafetySection[] = SECTIONS): string =>
  only.flatMap((code) => (texts[code].trim() ? [`${section(code)}: ${texts[code].trim()}`] : [])).join("\n\n");

/** As a draft is kept: what one would read of it, and the form. */
const written = (texts: Texts): Written => {
  const body = asRead(texts);
  return body ? { body, choices: JSON.stringify(texts) } : { body: "", choices: "" };
};
const draftIn = (version: Version) => ({ id: version.id, version: version.revision, ...written(textsOf(version)) });

/** The server keeps no blanks around what is said. */
const same = (one: string, other: string) => one.trim() === other.trim();

/** Where two wrote otherwise what was one thing. */
export const clashes = (mine: Texts, there: Texts, was: Texts) =>
  SECTIONS.filter((code) => !same(mine[code], was[code]) && !same(there[code], was[code]) && !same(mine[code], there[code]));

const join: Shelf["join"] = (...[one, other, before, wins]) => {
  const [mine, there, was] = [textsIn(one), textsIn(other), textsIn(before)];
  const both = new Set(clashes(mine, there, was));
  if (both.size && !wins) return null;
  return written(
    everySection((code) => {
      if (both.has(code)) return wins === "mine" ? mine[code] : there[code];
      return same(mine[code], was[code]) && !same(there[code], was[code]) ? there[code] : mine[code];
    }),
  );
};

/** What was written in a version that is no draft any more, where it says otherwise than that. */
export function leftIn({ id: from }: Version, kept: Draft | null): Carried | null {
  if (!kept) return null;
  return { from, texts: textsIn(kept), was: textsIn(kept.was ?? { body: "", choices: "" }) };
}
export const changedIn = ({ texts, was }: Carried) => SECTIONS.filter((code) => !same(texts[code], was[code]));

/** A problem of a section, by its place among all, is that section's. */
const named = (path: string[]) => (path[0] === "sections" ? [SECTIONS[Number(path[1])] ?? "sections"] : path);
/** What is said otherwise: by both texts, by what became of the draft, by the words that it is not saved yet. */
const SAID = ["DRAFT_CHANGED", "WRONG_STATUS", "NOT_FOUND", UNREACHABLE];

/** `read` reads the plans anew. */
export function createWriting(version: Version, read: () => Promise<readonly Plan[]>) {
  const texts = signal(textsIn({ body: "", choices: "" }));
  /** Which revision one's own words are in. */
  const saved = signal(0);
  const act = createAct(SaveSafetyPlanDocument, payloadOf, true);
  const own = (some: readonly Plan[]) => some.flatMap(({ versions }) => versions).find(({ id }) => id === version.id);

  const shelf: Shelf = {
    place: version.id,
    put: async (what, { version: revision }) => {
      const said = textsIn(what);
      const sections = SECTIONS.map((code) => ({ code, text: said[code] || null }));
      const payload = await act.run({ safetyPlanVersionId: version.id, revision, sections });
      const made = payload?.safetyPlan && own([payload.safetyPlan]);
      if (made) saved.value = made.revision;
      if (made) return draftIn(made);
      const codes = act.problems.peek().map(({ code }) => code);
      const other = codes.includes("DRAFT_CHANGED") ? own(await read()) : null;
      return { instead: other?.state === "DRAFT" ? draftIn(other) : null, away: codes.includes(UNREACHABLE) };
    },
    join,
  };
  const show = (draft: Written) => batch(() => (texts.value = textsIn(draft)));
  const saver = createSaver(shelf, () => written(texts.value), show);
  return {
    texts,
    saved,
    saver,
    problems: computed(() =>
      act.problems.value.filter(({ code }) => !SAID.includes(code)).map((one) => ({ ...one, path: named(one.path) })),
    ),
    meet: (there: Version) => saver.meet(draftIn(there)),
    /** What was written elsewhere, where this says nothing else; else beside it. */
    add: (carried: Carried) => {
      const mine = texts.peek();
      const next = (code: SafetySection) => {
        const [here, more] = [mine[code], carried.texts[code]];
        if (same(here, carried.was[code]) || !here.trim()) return more;
        return here.includes(more) ? here : `${here}\n\n${more}`;
      };
      const changed = changedIn(carried);
      texts.value = everySection((code) => (changed.includes(code) ? next(code) : mine[code]));
      letGo(carried.from);
    },
    stop: saver.stop,
  };
}

export type Writing = ReturnType<typeof createWriting>;
