// Who may decide, speak on it and undertake something, as the page asks before it offers a button.
import { runs } from "../conferences/rights";
import type { AgendaItemPartsFragment, AttendanceStatus, ConferencePartsFragment } from "../generated/graphql";
import { may, me } from "../session";

/** An item as both the meeting's page and its own have it. */
export type Over = Pick<AgendaItemPartsFragment, "id" | "status" | "beganAt"> & { case: { id: string; title: string | null } | null };
export type At = ConferencePartsFragment & {
  attendance: readonly { status: AttendanceStatus; membership: { id: string } }[];
};

/** Once an item was begun, and until the minutes stand. */
export const isDecidable = (at: At, over: Over) =>
  ["IN_SESSION", "MINUTES_DRAFT"].includes(at.status) && ["ACCEPTED", "HEARD"].includes(over.status) && over.beganAt !== null;

export const records = (at: At, over: Over) => isDecidable(at, over) && runs(at);
export const speaks = (at: At, over: Over) => isDecidable(at, over) && may("CONFERENCE_ATTEND");
export const reviews = (at: At, over: Over) => isDecidable(at, over) && may("TASK_ANSWER");
export const volunteers = (at: At, over: Over) =>
  reviews(at, over) && at.attendance.some(({ status, membership }) => status === "PRESENT" && membership.id === me.value?.id);
