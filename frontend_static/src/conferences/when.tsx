// When a conference meets: by the clocks where it is called, and by the reader's own where those differ.
import { locale, timeOf } from "../format";
import { i18n } from "../i18n";

export const ZONES = ["Europe/Bucharest", "Europe/Oslo"];

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An instant as the clocks show it in a zone, as forms write it: `2026-12-03T10:00`. */
export function clockIn(zone: string, instant: number | string): string {
  const said = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return said.format(new Date(instant)).replace(" ", "T");
}

/** The instant that a form's time means in a zone. */
export function instantIn(zone: string, local: string): string {
  const wanted = Date.parse(`${local}Z`);
  const isShown = (instant: number) => Date.parse(`${clockIn(zone, instant)}Z`);
  let instant = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let step = 0; step < 2; step += 1) instant -= isShown(instant) - wanted;
  return new Date(instant).toISOString();
}

type Meeting = { scheduledAt: string; timeZone: string };

const PARTS = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;

/** By the clocks there. */
export const meetsAt = ({ scheduledAt, timeZone }: Meeting) =>
  new Intl.DateTimeFormat(locale, { ...PARTS, timeZone }).format(new Date(scheduledAt));

export function Meets({ of }: { of: Meeting }) {
  const { scheduledAt, timeZone } = of;
  const differs = clockIn(timeZone, scheduledAt) !== clockIn(here, scheduledAt);
  return (
    <>
      <time dateTime={scheduledAt}>{meetsAt(of)}</time> <span class="quiet">({placeOf(timeZone)})</span>
      {differs && <span class="quiet"> · {i18n._("{time} on your clock", { time: timeOf(scheduledAt) })}</span>}
    </>
  );
}

/** `Europe/Bucharest` as one says it. */
export const placeOf = (zone: string) => zone.split("/").at(-1)!.replaceAll("_", " ");
