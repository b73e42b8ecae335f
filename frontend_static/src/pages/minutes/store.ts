// Asks for one version of minutes as one may see it, and follows its conference.
import { computed, signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import { createFollowed } from "../../followed";
import {
  ConferenceEventsDocument,
  type ConferenceEventsSubscription,
  type ExportFormat,
  ExportMinutesDocument,
  MinutesPageDocument,
  type MinutesPageQuery,
} from "../../generated/graphql";
import { fetchFile } from "../../network";
import { whenever } from "../../session";

export type TheMinutes = NonNullable<MinutesPageQuery["minutes"]>;
export type Section = TheMinutes["sections"][number];
export type Passage = Section["passages"][number];
export type Comment = Section["comments"][number] | TheMinutes["remarks"][number];

export function createMinutes(minutesId: string) {
  const followed = createFollowed(
    MinutesPageDocument,
    { minutesId },
    (answer) => answer.minutes?.conference.eventsCursor,
    ({ minutes }) => ({
      document: ConferenceEventsDocument,
      variables: (after: string) => ({ conferenceId: minutes?.conference.id ?? "", after }),
      pick: ({ conferenceEvents }: ConferenceEventsSubscription) => conferenceEvents,
    }),
  );
  const minutes = computed(() => followed.data.value?.minutes ?? null);
  const act = createAct(ExportMinutesDocument, payloadOf);
  /** Which form is made now; paper takes a while. */
  const making = signal<ExportFormat | null>(null);
  const failed = signal(false);

  const take = async (format: ExportFormat) => {
    if (making.peek()) return;
    making.value = format;
    failed.value = false;
    const made = await act.run({ minutesId, format });
    const file = made?.minutesExport && (await fetchFile(`/minutes-exports/${made.minutesExport.id}`));
    if (file) save(file, `minutes.${format.toLowerCase()}`);
    else failed.value = !act.problems.peek().length;
    making.value = null;
  };
  const stopHearing = whenever(followed.readSoon);
  const stop = () => {
    stopHearing();
    followed.stop();
  };
  return { ...followed, minutes, take, making, failed, problems: act.problems, stop };
}

/** Where the browser keeps what it is given. */
function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Once it was taken.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export type MinutesStore = ReturnType<typeof createMinutes>;
