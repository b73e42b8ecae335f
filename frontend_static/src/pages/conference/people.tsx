// Draws who comes: for what, from when to when, and what one may say or note of each.
import { OwnAnswer } from "../../conferences/answer";
import { answersFor, chairs, isOpen, leads, runs, withoutMeeting } from "../../conferences/rights";
import * as said from "../../conferences/words";
import { timeOf } from "../../format";
import {
  type ConferenceFunction,
  HandOverChairDocument,
  NameAttendeeDocument,
  RecordArrivalDocument,
  RecordLeavingDocument,
  RecuseDocument,
  SendDeputyDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { may, me } from "../../session";
import { Ask } from "../../ui/ask";
import { choicesOf, type Field, type Values } from "../../ui/fields";
import { Badge, nameOf, titleOf } from "../../ui/parts";
import { byTheOthers, declaration } from "./declaring";
import { Aside, recuseFields } from "./recusing";
import type { Attendance, Conference, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

const TONES: Partial<Record<Attendance["status"], string>> = {
  INVITED: "attention",
  CONFIRMED: "going",
  PRESENT: "plain",
  ABSENT: "undone",
};

export function People({ store, conference }: Props) {
  const { attendance } = conference;
  const here = attendance.filter(({ isThere }) => isThere);
  const others = attendance.filter(({ isThere }) => !isThere);
  const meets = conference.status === "IN_SESSION" && !withoutMeeting(conference);
  const coming = isOpen(conference) ? i18n._("Who comes") : i18n._("Who was there");
  return (
    <section aria-labelledby="people">
      <h2 id="people">{meets ? i18n._("Here: {count}", { count: here.length }) : coming}</h2>
      {attendance.length === 0 && <p class="empty">{i18n._("Nobody is named yet.")}</p>}
      <ul class="rows attendance">
        {[...here, ...others].map((there) => (
          <Attends key={there.id} there={there} store={store} conference={conference} />
        ))}
      </ul>
      {isOpen(conference) && <Name store={store} conference={conference} />}
    </section>
  );
}

function Attends({ there, store, conference }: Props & { there: Attendance }) {
  const { membership: post, standsInFor } = there;
  const open = isOpen(conference);
  const marks = [
    post.id === conference.chair?.id && i18n._("chairs"),
    post.id === conference.scribe?.id && i18n._("writes the minutes"),
    there.function !== "REPRESENTATIVE" && said.conferenceFunction(there.function),
    standsInFor && i18n._("for {name}", { name: nameOf(standsInFor) }),
  ].filter(Boolean);
  return (
    <li>
      <p class="badges">
        <strong>{nameOf(post)}</strong>
        {there.isThere ? (
          <Badge tone="done">{i18n._("here")}</Badge>
        ) : (
          <Badge tone={TONES[there.status]}>{said.attendanceStatus(there.status)}</Badge>
        )}
      </p>
      <p class="quiet">
        {titleOf(post)} · {post.agency.name}
        {marks.length > 0 && ` · ${marks.join(" · ")}`}
      </p>
      {there.spans.length > 0 && (
        <p class="quiet">
          {there.spans
            .map(({ arrivedAt, leftAt }) => `${timeOf(arrivedAt)}–${leftAt ? timeOf(leftAt) : ""}`)
            .join(", ")}
        </p>
      )}
      {there.reason && <p class="quiet">{there.reason}</p>}
      {open && <Acts there={there} store={store} conference={conference} />}
    </li>
  );
}

function Acts({ there, store, conference }: Props & { there: Attendance }) {
  const about = nameOf(there.membership);
  const own = there.membership.id === me.value?.id;
  const meets = conference.status === "IN_SESSION";
  const notes = meets && runs(conference) && !own && !withoutMeeting(conference);
  // Who may take the chair notes that who had it has gone: by a crash nobody leaves.
  const iAmThere = conference.attendance.some((each) => each.membership.id === me.value?.id && each.isThere);
  const notesLeaving = notes || (meets && leads(conference) && iAmThere && !own && there.membership.id === conference.chair?.id);
  const done = store.readSoon;
  return (
    <div class="buttons start">
      {notes && !there.isThere && (there.function === "OBSERVER" ? there.signedAt : there.agreedAt) && (
        <Ask
          words={i18n._("Note that they are here")}
          about={about}
          look="link"
          intro={
            <>
              <p class="disclosure">{declaration()}</p>
              <p>{byTheOthers()}</p>
            </>
          }
          document={RecordArrivalDocument}
          input={() => ({ attendanceId: there.id, confidential: true })}
          done={done}
        />
      )}
      {notesLeaving && there.isThere && (
        <Ask
          words={i18n._("Note that they have left")}
          about={about}
          look="link"
          document={RecordLeavingDocument}
          input={() => ({ attendanceId: there.id })}
          done={done}
        />
      )}
      {meets && chairs(conference) && !own && there.isThere && (
        <Ask
          words={i18n._("Hand over the chair")}
          about={about}
          look="link"
          document={HandOverChairDocument}
          input={() => ({ conferenceId: conference.id, membershipId: there.membership.id })}
          done={done}
        />
      )}
      {notes && store.current.value && there.membership.id !== conference.chair?.id && (
        <Ask
          words={i18n._("Note that they step aside")}
          about={about}
          look="link"
          intro={<Aside />}
          document={RecuseDocument}
          fields={recuseFields()}
          input={(values) => ({
            agendaItemId: store.current.value?.id ?? "",
            membershipId: there.membership.id,
            reason: values.reason ?? "",
            lasting: Boolean(values.lasting),
          })}
          done={done}
        />
      )}
      {!there.isThere && there.status !== "PRESENT" && answersFor(there) && (
        <>
          <OwnAnswer attendance={there} look="link" changed={done} />
          <Deputy there={there} store={store} />
        </>
      )}
    </div>
  );
}

/** A colleague comes instead. */
function Deputy({ there, store }: { there: Attendance; store: Conference }) {
  const ours = there.membership.agency.id === me.value?.agency.id;
  if (!ours || !["INVITED", "CONFIRMED"].includes(there.status) || there.function === "OBSERVER") return null;
  return (
    <Ask
      words={i18n._("Send somebody else")}
      about={nameOf(there.membership)}
      look="link"
      onOpen={store.readColleagues}
      document={SendDeputyDocument}
      fields={() => [
        { name: "deputyMembershipId", label: i18n._("Colleague"), kind: "select", choices: newcomers(store) },
      ]}
      input={(values) => ({ attendanceId: there.id, deputyMembershipId: values.deputyMembershipId ?? "" })}
      done={store.readSoon}
    />
  );
}

/** Colleagues who are not among those who come. */
function newcomers(store: Conference) {
  const known = new Set(store.conference.value?.attendance.map(({ membership }) => membership.id));
  return store.colleagues.value
    .filter(({ id }) => !known.has(id))
    .map((post) => ({ id: post.id, name: nameOf(post), more: titleOf(post) }));
}

const FUNCTIONS: ConferenceFunction[] = ["REPRESENTATIVE", "VICTIM_ADVOCATE", "OBSERVER"];

/** Who speaks for an agency names its people; who leads the conference names advocates and observers too. */
function Name({ store, conference }: Props) {
  const part = conference.agencies.find(({ agency }) => agency.id === me.value?.agency.id);
  const ours = leads(conference);
  if (!ours && !(part?.state === "ACCEPTED" && may("CONFERENCE_ANSWER"))) return null;
  const fields = (values: Values): Field[] => [
    { name: "membershipId", label: i18n._("Colleague"), kind: "select", choices: newcomers(store) },
    ...(ours
      ? [
          {
            name: "function",
            label: i18n._("For what"),
            kind: "select",
            choices: choicesOf(FUNCTIONS, said.conferenceFunction),
          } as const,
        ]
      : []),
    ...(values.function === "OBSERVER"
      ? [{ name: "condition", label: i18n._("Under which condition"), hint: i18n._("The observer signs it before the meeting.") }]
      : []),
  ];
  return (
    <p>
      <Ask
        words={i18n._("Name somebody who comes")}
        first={{ function: "REPRESENTATIVE" }}
        onOpen={store.readColleagues}
        document={NameAttendeeDocument}
        fields={fields}
        input={(values) => ({
          conferenceId: conference.id,
          membershipId: values.membershipId ?? "",
          function: values.function as ConferenceFunction,
          condition: values.function === "OBSERVER" ? (values.condition ?? "") : null,
        })}
        done={store.readSoon}
      />
    </p>
  );
}
