// Instants and days as the reader writes them.
import { signal } from "@preact/signals";
import { language } from "./i18n";

/** Now, to the quarter minute: what ends by time alone (editing, "today") follows it. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 15_000);

export const locale = language === "ro" ? "ro-RO" : "en-GB";
const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const midnight = (instant: Date) => new Date(instant.getFullYear(), instant.getMonth(), instant.getDate()).getTime();
const daysFromToday = (instant: Date) => Math.round((midnight(instant) - midnight(new Date(now.value))) / 86_400_000);

export function dayOf(iso: string): string {
  const instant = new Date(iso);
  const days = daysFromToday(instant);
  if (Math.abs(days) <= 1) return relative.format(days, "day");
  return Math.abs(days) < 180 ? day.format(instant) : date.format(instant);
}

export const timeOf = (iso: string) => time.format(new Date(iso));
export const dateOf = (iso: string) => date.format(new Date(iso));
export const instantOf = (iso: string) => `${dayOf(iso)}, ${timeOf(iso)}`;

/** A day picked in a form, as its last minute here. */
export const endOfDay = (picked: string) => new Date(`${picked}T23:59:00`).toISOString();
/** A day picked in a form, as its first minute here. */
export const startOfDay = (picked: string) => new Date(`${picked}T00:00:00`).toISOString();
