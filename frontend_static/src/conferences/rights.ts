// Who may do what at a conference, as the page asks before it offers a button; the server says whether it is so.
import type { AgendaItemPartsFragment, AttendancePartsFragment, ConferenceStatus, ConferenceType } from "../generated/graphql";
import { may, me } from "../session";

type Some = { id: string };
type Run = { agency: Some; chair: Some | null; coordinator: Some | null; scribe: Some | null };

export const AHEAD: ConferenceStatus[] = ["PLANNED", "RETURNS_OPEN", "READY"];
export const isAhead = ({ status }: { status: ConferenceStatus }) => AHEAD.includes(status);
/** It has not met, or meets: who comes and what is heard may still change. */
export const isOpen = (conference: { status: ConferenceStatus }) => isAhead(conference) || conference.status === "IN_SESSION";

/** All cases are open at once, and agencies write: nobody comes into a room. */
export const withoutMeeting = ({ type }: { type: ConferenceType }) => type === "ASYNCHRONOUS";

const isMe = (post: { id: string } | null) => post !== null && post.id === me.value?.id;
const isOurs = (post: { agency: Some } | null) => post?.agency.id === me.value?.agency.id;

export const leads = (conference: Run) => isOurs(conference) && may("CONFERENCE_LEAD");
export const chairs = (conference: Run) => isMe(conference.chair);
export const runs = ({ chair, coordinator, scribe }: Run) => [chair, coordinator, scribe].some(isMe);
export const setsAgenda = (conference: Run) => chairs(conference) || isMe(conference.coordinator) || leads(conference);
/** Says for oneself, or for a colleague, who comes. */
export const answersFor = ({ membership }: AttendancePartsFragment) =>
  isMe(membership) || (isOurs(membership) && may("CONFERENCE_ANSWER"));
export const withdraws = ({ proposedBy }: AgendaItemPartsFragment) => isOurs(proposedBy) && may("CASE_REFER");
