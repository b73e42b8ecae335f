// Who may do what with minutes, as the page asks before it offers a button; the server says whether it is so.
import { leads, runs } from "../../conferences/rights";
import { may, me } from "../../session";
import type { TheMinutes } from "./store";

export const writes = ({ conference }: TheMinutes) => runs(conference) || leads(conference);

/** One's own agency came, and has not approved what is before it. */
export const approves = ({ state, conference, approvals }: TheMinutes) => {
  const own = me.value?.agency.id;
  const came =
    conference.agency.id === own ||
    conference.attendance.some(({ status, membership }) => status === "PRESENT" && membership.agency.id === own);
  return state === "CIRCULATED" && may("CONFERENCE_ANSWER") && came && !approvals.some(({ agency }) => agency.id === own);
};
