// Draws a conference that is being prepared: what is on the agenda, who comes, and the steps to the meeting.
import { chairs, leads, withoutMeeting } from "../../conferences/rights";
import { clockIn, meetsAt } from "../../conferences/when";
import * as said from "../../conferences/words";
import {
  BeginConferenceDocument,
  CancelConferenceDocument,
  ChangeConferenceDocument,
  InviteToConferenceDocument,
  MakeConferenceReadyDocument,
  OpenReturnsDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { idsOf, type Values } from "../../ui/fields";
import { Badge, nameOf } from "../../ui/parts";
import * as words from "../../words";
import { meetingFields, meetingOf } from "../conferences/plan";
import { Agenda } from "./agenda";
import { Call } from "./call";
import { People } from "./people";
import { Requests, ToSend } from "./requests";
import type { Conference, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

const TONES = { INVITED: "attention", ACCEPTED: "done", DECLINED: "undone" };

export function Board({ store, conference }: Props) {
  return (
    <>
      <Call store={store} conference={conference} />
      <ToSend store={store} conference={conference} />
      <Steps store={store} conference={conference} />
      <div class="columns">
        <div class="main-column">
          <Agenda store={store} conference={conference} />
        </div>
        <div class="side-column">
          <Agencies store={store} conference={conference} />
          <Requests store={store} conference={conference} />
          <People store={store} conference={conference} />
          <Series conference={conference} />
        </div>
      </div>
    </>
  );
}

/** What leads from here to the meeting, or away from it. */
function Steps({ store, conference }: Props) {
  const { id, status } = conference;
  const ours = leads(conference);
  const just = { input: () => ({ conferenceId: id }), done: store.readSoon };
  if (!ours && !chairs(conference)) return null;
  return (
    <div class="buttons start">
      {ours && status === "PLANNED" && (
        <Ask
          words={i18n._("Ask for returns")}
          look=""
          intro={<p>{i18n._("The agencies that come are asked what they know of each case on the agenda.")}</p>}
          document={OpenReturnsDocument}
          {...just}
        />
      )}
      {ours && status !== "READY" && (
        <Ask
          words={i18n._("All is ready")}
          look={status === "PLANNED" ? "plain" : ""}
          intro={<p>{i18n._("Returns are taken still, until the meeting is over.")}</p>}
          document={MakeConferenceReadyDocument}
          {...just}
        />
      )}
      {chairs(conference) && (
        <Ask
          words={withoutMeeting(conference) ? i18n._("Begin the conference") : i18n._("Begin the meeting")}
          look={status === "READY" ? "" : "plain"}
          intro={
            <p>
              {withoutMeeting(conference)
                ? i18n._("All cases on the agenda are open from now on: agencies write in the conversation of each.")
                : i18n._("All pages of this conference go into the meeting.")}
            </p>
          }
          document={BeginConferenceDocument}
          {...just}
        />
      )}
      {ours && <Change store={store} conference={conference} />}
      {ours && (
        <Ask
          words={i18n._("Call it off")}
          look="plain"
          document={CancelConferenceDocument}
          fields={[{ name: "reason", label: i18n._("Reason"), hint: i18n._("All who are asked read it.") }]}
          input={(values) => ({ conferenceId: id, reason: values.reason ?? "" })}
          done={store.readSoon}
        />
      )}
    </div>
  );
}

/** Only what was changed is sent: a time that has come cannot be said again. */
function Change({ store, conference }: Props) {
  const { timeZone, scheduledAt, returnsDueAt, deadlineAt } = conference;
  const first: Values = {
    title: conference.title,
    startsAt: clockIn(timeZone, scheduledAt),
    timeZone,
    minutes: String(conference.minutes),
    place: conference.place ?? "",
    returnsDueAt: returnsDueAt ? clockIn(timeZone, returnsDueAt) : "",
    deadlineAt: deadlineAt ? clockIn(timeZone, deadlineAt) : "",
    chairId: conference.chair?.id ?? "",
    scribeId: conference.scribe?.id ?? "",
  };
  const input = (values: Values) => {
    const whole = { ...meetingOf(values), chairId: values.chairId || null, scribeId: values.scribeId || null };
    const changed = (name: string) => values[name] !== first[name];
    // Returns are due by the same clocks as the meeting, and so is its end where it has none.
    const byClocks = (name: string) => name === "returnsDueAt" || (name === "deadlineAt" && deadlineAt !== null);
    const depends = (name: string) => changed(name) || (byClocks(name) && changed("timeZone"));
    const given = Object.fromEntries(Object.entries(whole).filter(([name]) => depends(name)));
    return { conferenceId: conference.id, ...given } as { conferenceId: string };
  };
  const posts = () => {
    const coming = conference.attendance.map(({ membership }) => membership);
    const known = new Map([...coming, ...store.colleagues.value].map((post) => [post.id, post]));
    return [...known.values()].map((post) => ({ id: post.id, name: nameOf(post), more: post.agency.name }));
  };
  return (
    <Ask
      words={i18n._("Change time or place")}
      look="plain"
      first={first}
      onOpen={store.readColleagues}
      document={ChangeConferenceDocument}
      fields={() => [
        ...meetingFields(withoutMeeting(conference)),
        { name: "chairId", label: i18n._("Chair"), kind: "select", choices: posts() },
        { name: "scribeId", label: i18n._("Writes the minutes"), kind: "select", optional: true, choices: posts() },
      ]}
      input={input}
      done={store.readSoon}
    />
  );
}

/** The others that were planned together with it. */
function Series({ conference: { othersOfSeries } }: { conference: TheConference }) {
  if (!othersOfSeries.length) return null;
  return (
    <section aria-labelledby="series">
      <h2 id="series">{i18n._("Others of this series")}</h2>
      <ul class="rows">
        {othersOfSeries.map((other) => (
          <li key={other.id}>
            <a href={`/conferences/${other.id}`}>{meetsAt(other)}</a>{" "}
            <span class="quiet">{words.conferenceStatus(other.status)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Agencies({ store, conference }: Props) {
  const asked = new Set(conference.agencies.filter(({ state }) => state !== "DECLINED").map(({ agency }) => agency.id));
  return (
    <section aria-labelledby="agencies">
      <h2 id="agencies">{i18n._("Agencies")}</h2>
      <ul class="rows">
        <li>
          <strong>{conference.agency.name}</strong> <span class="quiet">{i18n._("convenes it")}</span>
        </li>
        {conference.agencies.map((part) => (
          <li key={part.id}>
            <strong>{part.agency.name}</strong> <Badge tone={TONES[part.state]}>{said.invitationState(part.state)}</Badge>
            {part.reason && <p class="quiet">{part.reason}</p>}
          </li>
        ))}
      </ul>
      {leads(conference) && (
        <p>
          <Ask
            words={i18n._("Ask more agencies")}
            onOpen={store.readAgencies}
            document={InviteToConferenceDocument}
            intro={<p>{i18n._("They see when and where it is, and nothing of any case, until they accept.")}</p>}
            fields={() => [
              {
                name: "agencyIds",
                label: i18n._("Agencies to ask"),
                kind: "checks",
                choices: store.agencies.value
                  .filter(({ id, active }) => active && id !== conference.agency.id && !asked.has(id))
                  .map(({ id, name, county }) => ({ id, name, more: county ?? undefined })),
              },
            ]}
            input={(values) => ({ conferenceId: conference.id, agencyIds: idsOf(values.agencyIds) })}
            done={store.readSoon}
          />
        </p>
      )}
    </section>
  );
}
