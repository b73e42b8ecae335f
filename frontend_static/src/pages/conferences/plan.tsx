// Draws the form that plans a conference: when and where, and which agencies are asked.
import { withoutMeeting } from "../../conferences/rights";
import * as said from "../../conferences/words";
import { clockIn, instantIn, placeOf, ZONES } from "../../conferences/when";
import { type ConferenceType, PlanConferenceDocument, type Rhythm } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { go } from "../../router";
import { me } from "../../session";
import { Ask } from "../../ui/ask";
import { choicesOf, type Field, idsOf, type Values } from "../../ui/fields";
import * as words from "../../words";
import type { Conferences } from "./store";

const RHYTHMS: Rhythm[] = ["WEEKLY", "FORTNIGHTLY", "MONTHLY"];
const TYPES: ConferenceType[] = ["ROUTINE", "EMERGENCY", "ASYNCHRONOUS", "REVIEW"];

/** Until when one without a meeting lasts. */
export const deadlineField = (): Field => ({
  name: "deadlineAt",
  label: i18n._("To be concluded by"),
  kind: "datetime-local",
  hint: i18n._("It has no meeting: until then agencies write in the conversation of each case."),
});

/** When and where a conference meets, whether it is planned or moved. */
export const meetingFields = (without = false): Field[] => [
  {
    name: "title",
    label: i18n._("Title"),
    kind: "text",
    hint: i18n._("Invitations say it: name no case and no person."),
  },
  { name: "startsAt", label: i18n._("Begins"), kind: "datetime-local" },
  {
    name: "timeZone",
    label: i18n._("By the clocks in"),
    kind: "select",
    choices: ZONES.map((zone) => ({ id: zone, name: placeOf(zone) })),
  },
  ...(without ? [deadlineField()] : [{ name: "minutes", label: i18n._("Length in minutes"), kind: "number" } as const]),
  { name: "place", label: i18n._("Place, or link"), kind: "text", optional: true },
  {
    name: "returnsDueAt",
    label: i18n._("Returns until"),
    kind: "datetime-local",
    optional: true,
    hint: i18n._("By when agencies say what they know; before it begins."),
  },
];

/** What of it is given in the schema's form. */
export function meetingOf({ timeZone = "", minutes, returnsDueAt, deadlineAt, ...values }: Values) {
  return {
    title: values.title ?? "",
    startsAt: values.startsAt ?? "",
    timeZone,
    minutes: Number(minutes),
    place: values.place ?? "",
    returnsDueAt: returnsDueAt ? instantIn(timeZone, returnsDueAt) : null,
    deadlineAt: deadlineAt ? instantIn(timeZone, deadlineAt) : null,
  };
}

/** Whether it is held again, and how often in all. */
const seriesFields = ({ rhythm }: Values): Field[] => [
  {
    name: "rhythm",
    label: i18n._("Held again"),
    kind: "select",
    optional: true,
    hint: i18n._("At the same hour by the clocks there, also where they change in between."),
    choices: choicesOf(RHYTHMS, said.rhythm),
  },
  ...(rhythm ? [{ name: "times", label: i18n._("How many times in all"), kind: "number" } as const] : []),
];

/** In so many weeks, in the morning. */
const suggested = (weeks = 1) => clockIn(ZONES[0]!, Date.now() + weeks * 7 * 86_400_000).replace(/T.*/, "T10:00");

const isWithout = (values: Values) => withoutMeeting({ type: values.type as ConferenceType });

export function Plan({ store }: { store: Conferences }) {
  return (
    <Ask
      words={i18n._("Plan a conference")}
      look=""
      first={{ type: "ROUTINE", startsAt: suggested(), deadlineAt: suggested(2), timeZone: ZONES[0]!, minutes: "120" }}
      onOpen={store.readAgencies}
      document={PlanConferenceDocument}
      fields={(values) => [
        { name: "type", label: i18n._("Kind"), kind: "select", choices: choicesOf(TYPES, words.conferenceType) },
        ...meetingFields(isWithout(values)),
        ...seriesFields(values),
        {
          name: "agencyIds",
          label: i18n._("Agencies to ask"),
          kind: "checks",
          choices: store.agencies.value
            .filter((agency) => agency.active && agency.id !== me.value?.agency.id)
            .map(({ id, name, county }) => ({ id, name, more: county ?? undefined })),
        },
      ]}
      input={(values) => ({
        ...meetingOf(isWithout(values) ? values : { ...values, deadlineAt: "" }),
        type: values.type as ConferenceType,
        agencyIds: idsOf(values.agencyIds),
        repeats: values.rhythm ? { rhythm: values.rhythm as Rhythm, times: Number(values.times) } : null,
      })}
      done={({ conference }) => conference && go(`/conferences/${conference.id}`)}
    />
  );
}
