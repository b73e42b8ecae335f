// Asks for one conference with what one hears of its agenda, follows it, and loses at once what one must not hear.
import { computed, effect, signal, untracked } from "@preact/signals";
import { isOpen } from "../../conferences/rights";
import { createSights } from "../../conferences/sights";
import { createFollowed, type Happened } from "../../followed";
import {
  AgencyChoicesDocument,
  type AgencyChoicesQuery,
  ColleaguesDocument,
  ConferenceEventsDocument,
  type ConferenceEventsSubscription,
  ConferencePageDocument,
  type ConferencePageQuery,
  type MembershipPartsFragment,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { ask, forget } from "../../network";
import { announce } from "../../notices";
import { me, whenever } from "../../session";

export type TheConference = NonNullable<ConferencePageQuery["conference"]>;
export type Attendance = TheConference["attendance"][number];
export type Item = ConferencePageQuery["agenda"]["nodes"][number];
type Agency = AgencyChoicesQuery["agencies"]["nodes"][number];

const casesOf = (items: readonly Item[]) => items.flatMap((item) => (item.case ? [item.case] : []));

export function createConference(conferenceId: string) {
  /** What is read beside the page is read again by what happens here. */
  const heard = signal<Happened>({ what: null });
  const followed = createFollowed(
    ConferencePageDocument,
    { conferenceId },
    (answer) => answer.conference?.eventsCursor,
    () => ({
      document: ConferenceEventsDocument,
      variables: (after: string) => ({ conferenceId, after }),
      pick: ({ conferenceEvents }: ConferenceEventsSubscription) => conferenceEvents,
    }),
    (happened) => (heard.value = happened),
  );
  /** The cases that one has just lost; what was read before still has them. */
  const lost = signal<ReadonlySet<string>>(new Set());
  const agencies = signal<readonly Agency[]>([]);
  const colleagues = signal<readonly MembershipPartsFragment[]>([]);
  const conference = computed(() => followed.data.value?.conference ?? null);
  const items = computed(() =>
    (followed.data.value?.agenda.nodes ?? []).filter((item) => !item.case || !lost.value.has(item.case.id)),
  );
  const current = computed(() => items.value.find((item) => item.currentSince) ?? null);
  const own = computed(() => conference.value?.attendance.find(({ membership }) => membership.id === me.value?.id) ?? null);

  /** Nothing of it stays: neither on the page nor among what was read. */
  const lose = async (caseId: string) => {
    lost.value = new Set(lost.peek()).add(caseId);
    forget();
    await followed.read().catch(() => {});
    lost.value = new Set([...lost.peek()].filter((id) => id !== caseId));
  };
  const again = () => {
    followed.readSoon();
    heard.value = { what: null };
  };
  const sights = createSights(
    again,
    async () => casesOf((await followed.read()).agenda.nodes),
    (caseId) => void lose(caseId),
    // All else that is shown here of a case is told at its conference too.
    (what) => what.startsWith("SafetyPlan") && (heard.value = { what }),
  );
  const stopSeeing = effect(() => {
    const open = conference.value && isOpen(conference.value);
    const cases = open ? casesOf(items.value) : [];
    untracked(() => sights.see(cases));
  });
  // Who opens the page reads what is heard; who has it open is told that it is another.
  let was: string | undefined;
  let opened = false;
  const stopTelling = effect(() => {
    const id = current.value?.id;
    if (opened && id && id !== was) announce(i18n._("A case is heard now."));
    opened ||= conference.value !== null;
    was = id;
  });

  const stopHearing = whenever(again);
  const stop = () => {
    stopHearing();
    stopTelling();
    stopSeeing();
    sights.stop();
    followed.stop();
  };
  const readAgencies = () =>
    void ask(AgencyChoicesDocument, {}).then(
      (answer) => (agencies.value = answer.agencies.nodes),
      () => {},
    );
  const readColleagues = () =>
    void ask(ColleaguesDocument, {}).then(
      (answer) => (colleagues.value = answer.colleagues.nodes),
      () => {},
    );
  const choices = { agencies, colleagues, readAgencies, readColleagues };
  return { ...followed, ...choices, heard, conference, items, current, own, lose: (caseId: string) => void lose(caseId), stop };
}

export type Conference = ReturnType<typeof createConference>;
