// Who is signed in, by which post they act, and what lands with them live.
import { computed, effect, signal } from "@preact/signals";
import { createAct } from "./act";
import { dropDrafts, holdsDrafts } from "./drafts";
import { type MyEventsSubscription, MyEventsDocument, SwitchMembershipDocument } from "./generated/graphql";
import { type Permission, ViewerDocument, type ViewerQuery } from "./generated/graphql";
import { i18n } from "./i18n";
import { follow } from "./live";
import { ask, endSession, forget, Refusal, sessionLost, UNAUTHENTICATED } from "./network";
import { notify } from "./notices";
import { go } from "./router";

export type Viewer = ViewerQuery["viewer"];
export type MyEvent = MyEventsSubscription["myEvents"];

export const viewer = signal<Viewer | null>(null);
/** `expired` is signed out in the middle of something; `unreachable` is no answer at all. */
export const standing = signal<"starting" | "in" | "out" | "expired" | "unreachable">("starting");

export const me = computed(() => viewer.value?.membership ?? null);
/** Whom drafts belong to. */
export const draftOwner = computed(() => viewer.value?.practitioner?.id ?? viewer.value?.membership.id ?? "");
export const may = (permission: Permission) => viewer.value?.permissions.includes(permission) ?? false;

/** Grows when the viewer's stream could not resume. */
const resyncs = signal(0);
const listeners = new Set<(event: MyEvent) => void>();
let unfollow = () => {};

/** Hears what lands with the viewer, until the returned function is called. */
export function onMyEvent(listener: (event: MyEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls where lists may have changed: something landed, the stream could not resume, or the page is looked at again. */
export function whenever(changed: () => void): () => void {
  const unhear = onMyEvent(changed);
  const stopResync = resyncs.subscribe((count) => {
    if (count) changed();
  });
  const onVisible = () => document.visibilityState === "visible" && changed();
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    unhear();
    stopResync();
    document.removeEventListener("visibilitychange", onVisible);
  };
}

async function readViewer(): Promise<string> {
  const answer = await ask(ViewerDocument, {});
  viewer.value = answer.viewer;
  return answer.viewer.eventsCursor;
}

/** `moveOn` is done once it is known that one is signed in still, before anything is shown. */
export async function startSession(moveOn = () => {}): Promise<void> {
  const was = standing.peek();
  standing.value = "starting";
  try {
    const from = await readViewer();
    dropDrafts(draftOwner.value);
    moveOn();
    standing.value = "in";
    unfollow();
    unfollow = follow({
      document: MyEventsDocument,
      variables: (after: string) => ({ after }),
      pick: (data) => data.myEvents,
      from,
      onEvent: (event) => listeners.forEach((listener) => listener(event)),
      refresh: async () => {
        const cursor = await readViewer();
        resyncs.value += 1;
        return cursor;
      },
      onEnded: () => void startSession(),
    });
  } catch (cause) {
    const signedOut = cause instanceof Refusal && cause.code === UNAUTHENTICATED;
    if (!signedOut) standing.value = "unreachable";
    else if (standing.value === "starting") leave(was === "in" ? "expired" : "out");
  }
}

function leave(to: "out" | "expired"): void {
  unfollow();
  unfollow = () => {};
  viewer.value = null;
  forget();
  standing.value = to;
}

effect(() => {
  if (sessionLost.value && standing.peek() === "in") queueMicrotask(() => leave("expired"));
});

/** What is being written: how each is saved while one may still act, and dropped with the sight of what it is about. */
export const writing = new Map<() => Promise<void>, () => void>();
const saveAll = () => Promise.all([...writing.keys()].map((save) => save()));

let parting: string | undefined;

/** What to say if an act ends one's own sight: the stream may end before the act is answered. */
export function partWith(words: string | undefined): void {
  parting = words;
}

/**
 * The right to something ended: its data is dropped and its page left. Where it was the session that ended, which a
 * stream does not tell apart, one signs in again and goes on where one was.
 */
export function loseAccess(): void {
  if (standing.peek() !== "in") return;
  forget();
  const words = parting ?? i18n._("What you were looking at is no longer shared with you.");
  const drops = [...writing.values()];
  parting = undefined;
  void startSession(() => {
    drops.forEach((drop) => drop());
    notify(words);
    go("/", { replace: true });
  });
}

/** Answers false, and nothing has happened, where something is kept in this tab alone and is not to be lost. */
export async function signOut(anyway: boolean): Promise<boolean> {
  await saveAll();
  if (!anyway && holdsDrafts()) return false;
  const next = await endSession();
  dropDrafts();
  leave("out");
  location.assign(next);
  return true;
}

const switching = createAct(SwitchMembershipDocument, ({ switchMembership: { problems, membership } }) => ({
  problems,
  made: membership,
}));

/** Acts for another of one's agencies: everything seen by the former post is dropped first. */
export async function actFor(membershipId: string): Promise<boolean> {
  await saveAll();
  if (!(await switching.run({ membershipId }))) return false;
  unfollow();
  forget();
  go("/");
  await startSession();
  return true;
}
