// Asks for the conferences of one's agency: those to come, those that are over, and what the former ask of it.
import { computed, effect, signal } from "@preact/signals";
import { AHEAD } from "../../conferences/rights";
import { AgencyChoicesDocument, type AgencyChoicesQuery, AskedReturnsDocument, type AskedReturnsQuery } from "../../generated/graphql";
import { AskedAttendeesDocument, type AskedAttendeesQuery, ColleaguesDocument, type MembershipPartsFragment } from "../../generated/graphql";
import { type ConferenceStatus, MyConferencesDocument, type MyConferencesQuery } from "../../generated/graphql";
import { ask } from "../../network";
import { createPager } from "../../pager";
import { createReadings } from "../../reading";
import { may, me, whenever } from "../../session";
import { createPlanning } from "./planning";

export type Listed = MyConferencesQuery["conferences"]["nodes"][number];
type Item = AskedReturnsQuery["agenda"]["nodes"][number];
export type Asked = { conference: Listed; item: Item; own: Item["returns"][number] };
export type Requested = AskedAttendeesQuery["attendeeRequests"]["nodes"][number];
export type Agency = AgencyChoicesQuery["agencies"]["nodes"][number];

const OPEN: ConferenceStatus[] = [...AHEAD, "IN_SESSION"];
const OVER: ConferenceStatus[] = ["MINUTES_DRAFT", "MINUTES_APPROVED", "CLOSED", "CANCELLED"];
const UNANSWERED = ["REQUESTED", "IN_PREPARATION"];

export const ownPart = (conference: Listed) =>
  conference.agencies.find(({ agency }) => agency.id === me.value?.agency.id) ?? null;
export const ownAttendance = (conference: Pick<Listed, "attendance">) =>
  conference.attendance.find(({ membership }) => membership.id === me.value?.id) ?? null;
/** What belongs together, each where the first of it stands. */
export function bySeries(conferences: readonly Listed[]): Listed[][] {
  const series = ({ id, othersOfSeries }: Listed) => [id, ...othersOfSeries.map((other) => other.id)].toSorted()[0]!;
  return [...Map.groupBy(conferences, series).values()];
}

const comes = (conference: Listed) => {
  const part = ownPart(conference);
  return part ? part.state === "ACCEPTED" : conference.agency.id === me.value?.agency.id;
};

async function askedAt(conference: Listed): Promise<Asked[]> {
  const { agenda } = await ask(AskedReturnsDocument, { conferenceId: conference.id });
  // What was put off, withdrawn or heard waits for no answer.
  const waiting = agenda.nodes.filter(({ status }) => status === "ACCEPTED");
  return waiting.flatMap((item) =>
    item.returns
      .filter(({ agency, askedAt: since, state }) => agency.id === me.value?.agency.id && since && UNANSWERED.includes(state))
      .map((own) => ({ conference, item, own })),
  );
}

export function createConferences() {
  const ahead = createReadings(MyConferencesDocument, { status: OPEN, first: 50 });
  const past = (after: string | null) => ({ status: OVER, first: 10, after });
  const over = createReadings(MyConferencesDocument, past(null));
  const pager = createPager((after) => void over.read(past(after)));
  const returns = signal<Asked[]>([]);
  const requests = createReadings(AskedAttendeesDocument, {});
  const colleagues = signal<readonly MembershipPartsFragment[]>([]);
  const agencies = signal<Agency[]>([]);
  // The latest come first; of those to come, the next is what one looks for.
  const upcoming = computed(() => ahead.data.value?.conferences.nodes.toReversed() ?? []);

  const stopAsking = effect(() => {
    const conferences = upcoming.value.filter(comes);
    if (!may("RETURN_GIVE")) return;
    // What cannot be read now is read at the next reason to.
    Promise.all(conferences.map(askedAt)).then(
      (found) => (returns.value = found.flat()),
      () => {},
    );
  });
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
  const planning = createPlanning(() => Promise.all([ahead.read(), over.read()]));
  const readSoon = () => {
    ahead.readSoon();
    over.readSoon();
    if (may("CONFERENCE_ANSWER")) requests.readSoon();
    planning.readSoon();
  };
  void ahead.read();
  void over.read();
  if (may("CONFERENCE_ANSWER")) void requests.read();
  const stopHearing = whenever(readSoon);
  const stop = () => {
    stopHearing();
    stopAsking();
    planning.stop();
    ahead.stop();
    over.stop();
    requests.stop();
  };
  const choices = { agencies, readAgencies, colleagues, readColleagues };
  return { ahead, over, pager, upcoming, planning, returns, requests: requests.data, ...choices, readSoon, stop };
}

export type Conferences = ReturnType<typeof createConferences>;
