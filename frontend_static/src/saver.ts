// Saves what one is writing on the server, a moment after one stops, and settles it with what another window saved.
import { effect, signal } from "@preact/signals";
import { createAct } from "./act";
import { keepDraft, readDraft, sameText, type Written } from "./drafts";
import { DiscardDraftDocument, type DraftPartsFragment, SaveDraftDocument } from "./generated/graphql";
import { UNREACHABLE } from "./network";
import { draftOwner, me, standing, writing } from "./session";

const STILL = 1_000;
/** Whoever types on and on is saved all the same. */
const LONGEST = 5_000;
const NOTHING: Written = { body: "", choices: "" };
const said = ({ body, choices }: Written) => JSON.stringify([body, choices]);

type Saved = DraftPartsFragment;
/** Where something that is being written is saved. */
export type Shelf = {
  place: string;
  /**
   * Puts it in the place of what one `knows` to be there. Answers what is there then; or what is there `instead`, or that
   * nobody could be asked.
   */
  put: (written: Written, knows: { id: string; version: number }) => Promise<Saved | { instead: Saved | null; away: boolean }>;
  /** Both texts in one, by what either made of what `was` there; null where they touch the same and neither `wins`. */
  join?: (mine: Written, there: Written, was: Written, wins?: "mine" | "there") => Written | null;
};

/** The draft that an act is of, as it knows it. */
export type Used = { draftId?: string; draftVersion?: number };

/** Under what something is kept here for a post until its place has it. */
export const keptAs = (place: string) => `${me.peek()?.id} ${place}`;

/** Where messages and conversations are written. */
function draftsOf(place: { threadId: string } | { caseId: string }): Shelf {
  let there: Saved | null = null;
  const note = <P extends { draft: Saved | null; problems: object[] }>({ draft, problems }: P) => {
    there = draft;
    return { problems: problems as never[], made: draft };
  };
  const saving = createAct(SaveDraftDocument, (answer) => note(answer.saveDraft), true);
  const discarding = createAct(DiscardDraftDocument, (answer) => note(answer.discardDraft), true);
  const put: Shelf["put"] = async (written, { id, version }) => {
    there = null;
    const done = await (written.body
      ? saving.run({ ...place, ...written, version })
      : discarding.run({ draftId: id, version }));
    const { problems } = written.body ? saving : discarding;
    return done ?? { instead: there, away: problems.peek().some(({ code }) => code === UNREACHABLE) };
  };
  return { place: Object.values(place)[0]!, put };
}

export type Saver = ReturnType<typeof createSaver>;

/**
 * `screen` tells what is written, `show` puts something else in its place. Nothing is saved before `meet` was told
 * what the server has.
 */
export function createSaver(
  where: Parameters<typeof draftsOf>[0] | Shelf,
  screen: () => Written,
  show: (written: Written) => void,
) {
  const shelf = "put" in where ? where : draftsOf(where);
  const owner = draftOwner.peek();
  const post = me.peek()?.id;
  const key = keptAs(shelf.place);
  const kept = readDraft(owner, key);
  const saved = signal(false);
  /** What another window wrote, while something else is on this screen. */
  const other = signal<Saved | null>(null);
  let known = { id: "", version: kept?.version ?? 0 };
  let clean: Written = kept?.was ?? NOTHING;
  let sent = kept?.sent ?? "";
  let met = false;
  let over = false;
  let posting = 0;
  let left = false;
  let timer = 0;
  let since = 0;
  let underWay: Promise<void> | null = null;

  const isDirty = () => said(screen()) !== said(clean);

  const keep = () => {
    if (over) return;
    const dirty = isDirty();
    saved.value = !dirty;
    const was = shelf.join && clean;
    keepDraft(owner, key, dirty ? { ...screen(), version: known.version, sent, was } : null);
  };
  const later = (wait = Math.min(STILL, (since ||= Date.now()) + LONGEST - Date.now())) => {
    clearTimeout(timer);
    if (!over && isDirty()) timer = window.setTimeout(() => void save(), wait);
  };
  /** Whoever leaves before the server has told what it has, saves all the same: it takes nothing for newer than it is. */
  const save = (leaving = false): Promise<void> => {
    clearTimeout(timer);
    const may = (met || leaving) && !over && !posting && !other.peek() && standing.peek() === "in" && me.peek()?.id === post;
    if (may && isDirty())
      underWay ??= send().finally(() => (underWay = null));
    return underWay ?? Promise.resolve();
  };
  const send = async () => {
    const written = screen();
    const { id, version } = known;
    since = 0;
    sent = written.body;
    keep();
    if (written.body || id) {
      const done = await shelf.put(written, { id, version });
      if ("away" in done) {
        if (done.instead) settle(done.instead);
        else if (done.away) later(LONGEST);
        return;
      }
      known = done;
    }
    clean = written;
    keep();
    later();
  };
  /** Takes what the server has, unless something else stands here that it does not know of. */
  const settle = (draft: Saved) => {
    const own = [screen().body, sent];
    if (!isDirty()) return take(draft);
    const both = shelf.join?.(screen(), draft, clean);
    const isOwn = own.some((text) => sameText(text, draft.body));
    if (!both && draft.body && draft.version !== known.version && !isOwn) {
      other.value = draft;
      return;
    }
    other.value = null;
    known = clean = draft;
    if (both) show(both);
    keep();
    later();
  };
  const take = (draft: Saved) => {
    other.value = null;
    known = draft;
    show(draft);
    clean = screen();
    keep();
  };
  /** What is on the screen and what is there, once it was said which `wins`. */
  const decide = (wins: "mine" | "there") => {
    const there = other.peek()!;
    const both = shelf.join?.(screen(), there, clean, wins);
    if (!both && wins === "there") return take(there);
    other.value = null;
    known = there;
    if (both) {
      clean = there;
      show(both);
    }
    void save();
  };

  if (kept) show(kept);
  // What stands there from the beginning (a message that is not sent) is nothing new.
  else if (!shelf.join) clean = screen();
  const stopKeeping = effect(() => {
    said(screen());
    keep();
    later();
  });
  const part = () => save(true);
  const onHide = () => document.visibilityState === "hidden" && void part();
  addEventListener("pagehide", part);
  document.addEventListener("visibilitychange", onHide);
  writing.set(part, () => drop());

  const leave = () => {
    left = true;
    writing.delete(part);
    stopKeeping();
    clearTimeout(timer);
    removeEventListener("pagehide", part);
    document.removeEventListener("visibilitychange", onHide);
  };
  /** It is gone from one's sight; what the server has comes back with that. */
  const drop = () => {
    leave();
    over = true;
    keepDraft(owner, key, null);
  };
  return {
    saved,
    other,
    /** The server's draft, as a state tells it; what is older than what one knows is passed over. */
    meet: (draft: Saved | null) => {
      const news = draft && !underWay && (!met || draft.version > known.version);
      met = true;
      if (news) settle(draft);
      else later();
    },
    mine: () => decide("mine"),
    theirs: () => decide("there"),
    /**
     * Does an act that makes something of the draft, `after` which the screen is as it is to be. One that is tried again
     * is of the draft that it was of at `first`.
     */
    use: async <T>(
      act: (draft: Used) => Promise<T | null>,
      after: (made: T) => void = () => {},
      first?: Used,
    ): Promise<T | null> => {
      posting += 1;
      await underWay;
      const { id, version } = known;
      const used = first ?? (id ? { draftId: id, draftVersion: version } : {});
      const made = await act(used);
      posting -= 1;
      if (made) {
        // What another window, or one's next message, has put there since stays.
        if (used.draftId ? used.draftId === known.id && used.draftVersion === known.version : !known.id) {
          if (known.id) known = { id: known.id, version: known.version + 1 };
          clean = NOTHING;
        }
        after(made);
        const waiting = other.peek();
        other.value = null;
        if (waiting) settle(waiting);
      }
      // Whoever is back by now keeps what is written themselves.
      if (left) return made;
      keep();
      later();
      return made;
    },
    stop: () => {
      void part();
      leave();
    },
    drop,
  };
}
