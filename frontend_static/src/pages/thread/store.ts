// Asks for one thread, keeps its messages, and follows what happens on its case.
import { computed, effect, signal } from "@preact/signals";
import {
  CaseEventsDocument,
  type CaseEventsSubscription,
  ThreadMessagesDocument,
  ThreadPageDocument,
} from "../../generated/graphql";
import {
  CaseTasksDocument,
  type CaseTasksQuery,
  type CaseTasksQueryVariables,
  type TaskPartsFragment,
} from "../../generated/graphql";
import { glassOn } from "../../glass/glasses";
import { i18n } from "../../i18n";
import { follow } from "../../live";
import { type Message, newestLast, withMessages } from "../../messages";
import { ask, delay, UNKNOWN_DOCUMENT } from "../../network";
import { announce } from "../../notices";
import { hasPosted } from "../../presence";
import { createReadings, type Readings } from "../../reading";
import { loseAccess, me, whenever } from "../../session";
import { nameOf } from "../../ui/parts";
import { createComposer } from "./composer";
import { createMessageActs } from "./message-acts";
import { createReadPosition } from "./read-position";

type Event = CaseEventsSubscription["caseEvents"];
/** A task's own thread may come without its case, and so without a stream: then it is looked at now and again. */
const LOOK_AGAIN = 15_000;

export function createThread(threadId: string) {
  const readings = createReadings(ThreadPageDocument, { threadId, first: 30 }, (answer) => answer.thread !== null);
  const thread = computed(() => readings.data.value?.thread ?? null);
  const messages = signal<ReadonlyMap<string, Message>>(new Map());
  const older = signal<{ hasNextPage: boolean; endCursor: string | null } | null>(null);
  const loadingOlder = signal(false);
  const caseTasks = signal<Readings<CaseTasksQuery, CaseTasksQueryVariables> | null>(null);
  const stops: (() => void)[] = [readings.stop];
  let stopped = false;
  let begun = false;
  let looking = 0;
  let failures = 0;

  const keep = (...news: Message[]) => {
    messages.value = withMessages(messages.peek(), news);
    news.forEach((message) => composer.outbox.heard(message));
  };
  stops.push(
    effect(() => {
      if (thread.value) keep(...thread.value.messages.nodes);
    }),
  );

  /** Reads from the newest page on; what was kept may have a gap before it, so it goes. */
  const readAnew = async () => {
    if (stopped) return null;
    const known = new Set(messages.peek().keys());
    position.pause();
    const answer = await readings.read().catch((refusal) => {
      if (refusal.code !== UNKNOWN_DOCUMENT) readAgain();
      throw refusal;
    });
    if (!answer.thread) return null;
    const { nodes } = answer.thread.messages;
    const page = new Set(nodes.map(({ id }) => id));
    // What came in while it was being read may be younger than the answer.
    keep(...nodes);
    messages.value = new Map([...messages.peek()].filter(([id]) => page.has(id) || !known.has(id)));
    older.value = answer.thread.messages.pageInfo;
    begin(answer.thread);
    void readBack(answer.thread);
    return answer.thread;
  };

  const onEvent = (event: Event) => {
    if ("message" in event && event.message?.thread?.id === threadId) {
      const isNew = !messages.peek().has(event.message.id);
      keep(event.message);
      const { author } = event.message;
      if (isNew) hasPosted(author.id);
      if (isNew && author.id !== me.peek()?.id) announce(i18n._("New message from {name}", { name: nameOf(author) }));
    }
    if ("task" in event && event.task?.assignedFrom?.id === threadId) {
      const words =
        event.__typename === "TaskAssigned" ? i18n._("A task was assigned.") : i18n._("A task has changed.");
      announce(words);
    }
    if ("task" in event) caseTasks.peek()?.readSoon();
    if (event.__typename === "AccessChanged" || event.__typename === "AgencyChanged") lookAgainSoon();
  };
  /** Who sees what has changed, perhaps what one sees oneself: once for a burst of events. */
  const lookAgainSoon = (after = 100) => {
    window.clearTimeout(looking);
    looking = window.setTimeout(() => {
      void readAnew().catch(() => {});
      caseTasks.peek()?.readSoon();
    }, after);
  };
  /** Not all that is unread is here, and until it is nothing is read. */
  const readAgain = () => {
    if (thread.peek() && !stopped) lookAgainSoon(delay(failures++));
  };

  /** Follows what happens from the first answer on, whatever that was asked for by. */
  const begin = (first: TheThread) => {
    if (stopped || begun) return;
    begun = true;
    if (!first.case) return void stops.push(lookAgain());
    const caseId = first.case.id;
    const tasks = createReadings(CaseTasksDocument, { caseId, first: 100 });
    void tasks.read();
    caseTasks.value = tasks;
    stops.push(tasks.stop);
    stops.push(
      follow({
        document: CaseEventsDocument,
        variables: (after: string) => ({ caseId, after }),
        pick: (data) => data.caseEvents,
        from: first.case.eventsCursor,
        onEvent,
        refresh: async () => {
          tasks.readSoon();
          return (await readAnew())?.case?.eventsCursor ?? "";
        },
        onEnded: loseAccess,
      }),
    );
  };
  const lookAgain = () => {
    const timer = window.setInterval(() => document.visibilityState === "visible" && readings.readSoon(), LOOK_AGAIN);
    const stopHearing = whenever(readings.readSoon);
    return () => {
      window.clearInterval(timer);
      stopHearing();
    };
  };

  /** As far as the first message that is unread. */
  const readBack = async (first: TheThread) => {
    while (!stopped && position.isBeyond(first) && (await loadOlder()));
    if (position.isBeyond(first) && older.value?.hasNextPage) return readAgain();
    failures = 0;
    // A glass shows, and one reads nothing up to anywhere.
    if (!stopped && !(first.case && glassOn(first.case.id))) position.begin(first);
  };

  const loadOlder = async (): Promise<boolean> => {
    const page = older.value;
    if (!page?.hasNextPage || loadingOlder.value) return false;
    loadingOlder.value = true;
    try {
      const answer = await ask(ThreadMessagesDocument, { threadId, first: 30, after: page.endCursor });
      // Read anew meanwhile: this page is not the next one any more.
      if (!answer.thread || older.peek() !== page) return false;
      keep(...answer.thread.messages.nodes);
      older.value = answer.thread.messages.pageInfo;
      return true;
    } catch {
      // The button stays for another try.
      return false;
    } finally {
      loadingOlder.value = false;
    }
  };

  const ordered = computed(() => newestLast([...messages.value.values()]));
  // Those assigned from here, and the one whose own conversation this is.
  const isAbout = (task: TaskPartsFragment) => task.assignedFrom?.id === threadId || task.thread.id === threadId;
  const tasks = computed(() => (caseTasks.value?.data.value?.tasks.nodes ?? []).filter(isAbout));
  const position = createReadPosition(threadId, () => ordered.peek());
  stops.push(position.stop);
  const audience = computed(() => thread.value?.audience ?? null);
  const composer = createComposer(threadId, audience, keep, readAnew);
  const acts = createMessageActs(threadId, keep);
  stops.push(acts.stop);
  // What one was writing in a conversation goes with the sight of it.
  const stopDropping = effect(() => {
    if (readings.reading.value !== "missing") return;
    composer.drop();
    acts.drop();
  });
  // What nobody can read any more is not written anew.
  const stopEditing = effect(() => {
    const edited = messages.value.get(acts.editing.value?.id ?? "");
    if (edited?.redactedAt) acts.editing.value = null;
  });
  const stopMeeting = effect(() => {
    if (thread.value) composer.saver.meet(thread.value.draft);
  });
  stops.push(stopDropping, stopMeeting, stopEditing, composer.stop);
  const startOver = () => void readAnew().catch(() => {});
  startOver();

  return {
    reading: readings.reading,
    thread,
    messages: ordered,
    tasks,
    hasOlder: computed(() => older.value?.hasNextPage ?? false),
    loadingOlder,
    loadOlder,
    startOver,
    position,
    composer,
    acts,
    onAssigned: () => caseTasks.peek()?.readSoon(),
    stop: () => {
      stopped = true;
      window.clearTimeout(looking);
      stops.forEach((stop) => stop());
    },
  };
}

export type Thread = ReturnType<typeof createThread>;
export type TheThread = NonNullable<Thread["thread"]["value"]>;
