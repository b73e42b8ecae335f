// Draws for whom agencies are asked: what it is for, and what whoever speaks for one answers.
import {
  AnswerAttendeeRequestDocument,
  type AttendeeRequestPartsFragment,
  DeclineAttendeeRequestDocument,
  type MembershipPartsFragment,
} from "../generated/graphql";
import { i18n } from "../i18n";
import { may, me } from "../session";
import { Ask } from "../ui/ask";
import { nameOf, titleOf } from "../ui/parts";
import { conferenceFunction } from "./words";

export type Request = AttendeeRequestPartsFragment;

/** Asked of one's own agency, and one's to answer. */
export const isToSend = ({ agency, state }: Request) =>
  state === "ASKED" && agency.id === me.value?.agency.id && may("CONFERENCE_ANSWER");

/** In whole sentences, for headings. */
export const askedFor = (agency: string, { function: does }: Request) =>
  does === "OBSERVER"
    ? i18n._("{agency} asks your agency for an observer.", { agency })
    : i18n._("{agency} asks your agency for somebody who speaks for the victim.", { agency });

export function Condition({ of: { condition } }: { of: Request }) {
  if (!condition) return null;
  return (
    <p class="disclosure description">
      <strong>{i18n._("Under this condition, which the observer signs:")}</strong> {condition}
    </p>
  );
}

type Props = {
  request: Request;
  /** What it is about, for who does not see where the buttons stand. */
  title: string;
  /** Whether one's agency comes to the conference itself. */
  comes: boolean;
  colleagues: readonly MembershipPartsFragment[];
  readColleagues: () => void;
  named: () => void;
  declined: () => void;
};

export function RequestAnswer({ request, title, comes, colleagues, readColleagues, named, declined }: Props) {
  const { id, function: does } = request;
  const about = `${title}, ${conferenceFunction(does)}`;
  const choices = () => colleagues.map((post) => ({ id: post.id, name: nameOf(post), more: titleOf(post) }));
  const signs = i18n._("They are asked to come, and sign the condition before.");
  const hears = comes
    ? i18n._("They are asked to come, and hear the cases on the agenda from now on.")
    : i18n._("They are asked to come, and hear the cases on the agenda once your agency has accepted.");
  return (
    <div class="buttons start">
      <Ask
        words={i18n._("Name a colleague")}
        about={about}
        look="small"
        intro={<p>{does === "OBSERVER" ? signs : hears}</p>}
        onOpen={readColleagues}
        document={AnswerAttendeeRequestDocument}
        fields={() => [{ name: "membershipId", label: i18n._("Who comes"), kind: "select", choices: choices() }]}
        input={(values) => ({ attendeeRequestId: id, membershipId: values.membershipId ?? "" })}
        done={named}
      />
      <Ask
        words={i18n._("Name nobody")}
        about={about}
        parting={i18n._("You have said that nobody comes.")}
        document={DeclineAttendeeRequestDocument}
        fields={[{ name: "reason", label: i18n._("Reason"), hint: i18n._("Whoever comes reads it.") }]}
        input={(values) => ({ attendeeRequestId: id, reason: values.reason ?? "" })}
        done={declined}
      />
    </div>
  );
}
