// Draws what one answers to a call: for one's agency, whether it comes; for oneself or a colleague, who comes.
import {
  AcceptConferenceDocument,
  type AttendancePartsFragment,
  type ConferenceAgencyPartsFragment,
  type ConferencePartsFragment,
  ConfirmAttendanceDocument,
  DeclineConferenceDocument,
  SendApologiesDocument,
} from "../generated/graphql";
import { i18n } from "../i18n";
import { may, me } from "../session";
import { Ask } from "../ui/ask";
import { nameOf } from "../ui/parts";

export const isToAnswer = (part: ConferenceAgencyPartsFragment | null) =>
  part?.state === "INVITED" && may("CONFERENCE_ANSWER");
export const isToCome = (attendance: AttendancePartsFragment | null) => attendance?.status === "INVITED";

const reason = (hint: string) => [{ name: "reason", label: i18n._("Reason"), hint }];

type AgencyProps = { conference: Pick<ConferencePartsFragment, "id" | "title">; changed: () => void };

export function AgencyAnswer({ conference: { id, title }, changed }: AgencyProps) {
  return (
    <div class="buttons start">
      <Ask
        words={i18n._("Accept: I will come")}
        about={title}
        look="small"
        intro={<p>{i18n._("Your agency comes, and you speak for it. It hears the cases on the agenda from now on.")}</p>}
        document={AcceptConferenceDocument}
        input={() => ({ conferenceId: id, representativeIds: [] })}
        done={changed}
      />
      <Ask
        words={i18n._("Decline")}
        about={title}
        document={DeclineConferenceDocument}
        fields={reason(i18n._("Who convenes it reads it."))}
        input={(values) => ({ conferenceId: id, reason: values.reason ?? "" })}
        done={changed}
      />
    </div>
  );
}

type OwnProps = {
  attendance: AttendancePartsFragment;
  /** What it is about, for who does not see where the buttons stand. */
  title?: string;
  look?: string;
  changed: () => void;
};

/** What may be said of somebody's coming, as it stands now. */
export function OwnAnswer({ attendance, title, look, changed }: OwnProps) {
  const about = title ?? nameOf(attendance.membership);
  const own = attendance.membership.id === me.value?.id;
  const { id, status, function: does, condition, signedAt, agreedAt } = attendance;
  const unsigned = does === "OBSERVER" && !signedAt;
  // Whom another agency named, who speaks for their own confirms.
  const said = does === "OBSERVER" || agreedAt || may("CONFERENCE_ANSWER");
  const waits = ["INVITED", "APOLOGIES", "APOLOGIES_WITH_RETURN"].includes(status);
  const mayConfirm = waits && said && (!unsigned || own);
  return (
    <div class="buttons start">
      {mayConfirm && (
        <Ask
          words={unsigned ? i18n._("Sign, and come") : i18n._("Will come")}
          about={about}
          look={look ?? "small"}
          intro={
            unsigned ? (
              <p class="disclosure description">
                <strong>{i18n._("You watch under this condition:")}</strong> {condition}
              </p>
            ) : undefined
          }
          document={ConfirmAttendanceDocument}
          input={() => ({ attendanceId: id, signs: unsigned })}
          done={changed}
        />
      )}
      {["INVITED", "CONFIRMED"].includes(status) && (
        <Ask
          words={i18n._("Send apologies")}
          about={about}
          look={look}
          document={SendApologiesDocument}
          fields={reason(i18n._("Whoever comes reads it."))}
          input={(values) => ({ attendanceId: id, reason: values.reason ?? "" })}
          done={changed}
        />
      )}
    </div>
  );
}

