// What one is writing in minutes: saved as one types, beside others who write there too.
import { signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import type { Written } from "../../drafts";
import { SaveMinutesDocument, SaveMinutesPassageDocument } from "../../generated/graphql";
import { UNREACHABLE } from "../../network";
import { createSaver, type Shelf } from "../../saver";
import type { MinutesStore } from "./store";

type Kept = { id: string; version: number; text: string };
type Put = (text: string, version: number) => Promise<{ kept: Kept | null; codes: string[] }>;

/** One text that several write: what another saved meanwhile is shown beside one's own. */
function createWriting(place: string, put: Put, newest: () => Promise<Kept | null>) {
  const text = signal("");
  const draftOf = ({ id, version, text: body }: Kept) => ({ id, version, body, choices: "" });
  const shelf: Shelf = {
    place,
    put: async ({ body }, { version }) => {
      const { kept, codes } = await put(body, version);
      if (kept) return draftOf(kept);
      const other = codes.includes("DRAFT_CHANGED") ? await newest() : null;
      return { instead: other && draftOf(other), away: codes.includes(UNREACHABLE) };
    },
  };
  const screen = (): Written => ({ body: text.value.trim() && text.value, choices: "" });
  const saver = createSaver(shelf, screen, ({ body }) => (text.value = body));
  return { text, saver, meet: (kept: Kept | null) => saver.meet(kept && draftOf(kept)), stop: saver.stop };
}

export function createPassage(store: MinutesStore, passageId: string) {
  const act = createAct(SaveMinutesPassageDocument, payloadOf, true);
  const kept = (words: { version: number; text: string } | null | undefined) =>
    words ? { id: passageId, version: words.version, text: words.text } : null;
  return createWriting(
    passageId,
    async (text, version) => {
      const made = await act.run({ passageId, version, text });
      return { kept: kept(made?.minutesPassage?.words), codes: act.problems.peek().map(({ code }) => code) };
    },
    async () => {
      const { minutes } = await store.read();
      const passages = minutes?.sections.flatMap((section) => section.passages) ?? [];
      return kept(passages.find(({ id }) => id === passageId)?.words);
    },
  );
}

/** Where what is said before the items, or after them, is kept while it is not saved. */
export const placeOf = (minutesId: string, part: "opening" | "closing") => `${minutesId} ${part}`;

/** What is said before the items, or after them; the other one stays as it is. */
export function createFrame(store: MinutesStore, part: "opening" | "closing") {
  const act = createAct(SaveMinutesDocument, payloadOf, true);
  const minutesId = store.minutes.peek()?.id ?? "";
  const beside = () => store.minutes.peek()?.[part === "opening" ? "closing" : "opening"] ?? null;
  const kept = (minutes: { version: number; opening: string | null; closing: string | null } | null | undefined) =>
    minutes ? { id: minutesId, version: minutes.version, text: minutes[part] ?? "" } : null;
  return createWriting(
    placeOf(minutesId, part),
    async (text, version) => {
      const own = part === "opening" ? { opening: text, closing: beside() } : { opening: beside(), closing: text };
      const made = await act.run({ minutesId, version, ...own });
      return { kept: kept(made?.minutes), codes: act.problems.peek().map(({ code }) => code) };
    },
    async () => kept((await store.read()).minutes),
  );
}
