// Draws a conference that meets: first what is heard now and who speaks, then the agenda and who is there.
import { Criterion } from "../../conferences/criterion";
import { chairs, leads, runs } from "../../conferences/rights";
import { Timer } from "../../conferences/timer";
import { DecidedOver } from "../../decisions/decided";
import {
  EndConferenceDocument,
  ExtendAgendaItemDocument,
  RecordLeavingDocument,
  TakeChairDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { SafetyPlansBeside } from "../../safety/beside";
import { Ask } from "../../ui/ask";
import { Do } from "../../ui/do";
import { nameOf, Risk, SafeContact } from "../../ui/parts";
import * as words from "../../words";
import { Agenda, Conclude, titleOf } from "./agenda";
import { Call } from "./call";
import { Arrival } from "./declaring";
import { People } from "./people";
import { StepAside } from "./recusing";
import { Requests, ToSend } from "./requests";
import { Speaking } from "./speaking";
import type { Conference, Item, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

export function Session({ store, conference }: Props) {
  const own = store.own.value;
  const item = store.current.value;
  return (
    <>
      <Call store={store} conference={conference} />
      <ToSend store={store} conference={conference} />
      {own && !own.isThere && <Arrival key={own.id} own={own} store={store} conference={conference} />}
      <div class="columns meeting">
        <div class="main-column">
          <section class="panel now" aria-labelledby="now">
            {item ? (
              <Now item={item} store={store} conference={conference} />
            ) : (
              <>
                <h2 id="now">{i18n._("Nothing is heard now")}</h2>
                <p class="empty">
                  {chairs(conference)
                    ? i18n._("Choose a case on the agenda to be heard: all pages follow.")
                    : i18n._("When the chair begins a case that you hear, it stands here.")}
                </p>
                <Speaking store={store} conference={conference} />
              </>
            )}
          </section>
          <Meeting store={store} conference={conference} />
        </div>
        <div class="side-column">
          <Agenda store={store} conference={conference} />
        </div>
        <div class="main-column">
          <People store={store} conference={conference} />
          <Requests store={store} conference={conference} />
        </div>
      </div>
    </>
  );
}

function Now({ item, store, conference }: Props & { item: Item }) {
  const one = item.case;
  return (
    <>
      <p class="quiet">{i18n._("Heard now")}</p>
      <h2 id="now" class="heard">
        {titleOf(item)}
      </h2>
      <p class="badges">
        <span class="reference">{one?.reference}</span>
        {one && <Risk level={one.riskLevel} />}
      </p>
      <Timer key={item.id} of={item} />
      {chairs(conference) && <Time item={item} store={store} />}
      <Speaking store={store} conference={conference} />
      {one?.safeContact && <SafeContact words={one.safeContact} />}
      <Criterion of={item} />
      {one && (
        <ul class="rows people">
          {one.participants.map((participant) => (
            <li key={participant.id}>
              <strong>{participant.label}</strong> <span class="quiet">{words.participantRole(participant.role)}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="links">
        <a class="button plain" href={`/agenda-items/${item.id}`}>
          {i18n._("What agencies know")}
        </a>
        {item.thread && (
          <a class="button plain" href={`/threads/${item.thread.id}`}>
            {i18n._("Conversation")}
          </a>
        )}
        {one && (
          <a class="button plain" href={`/cases/${one.id}`}>
            {i18n._("The case")}
          </a>
        )}
      </div>
      {one && <SafetyPlansBeside key={one.id} caseId={one.id} heard={store.heard} level="h3" />}
      <DecidedOver key={item.id} item={item} conference={conference} heard={store.heard} />
      {item.recusals.length > 0 && (
        <p class="quiet">
          {i18n._("Stepped aside: {names}", { names: item.recusals.map(({ membership }) => nameOf(membership)).join(", ") })}
        </p>
      )}
      {store.own.value && !chairs(conference) && (
        <p>
          <StepAside item={item} about={titleOf(item)} store={store} />
        </p>
      )}
    </>
  );
}

/** The chair's: more time for a case, or its end. */
function Time({ item, store }: { item: Item; store: Conference }) {
  const about = titleOf(item);
  return (
    <div class="buttons start">
      <Conclude item={item} store={store} look="" />
      <Ask
        words={i18n._("More time")}
        about={about}
        look="plain"
        first={{ minutes: "5" }}
        document={ExtendAgendaItemDocument}
        fields={[
          { name: "minutes", label: i18n._("Minutes more"), kind: "number" },
          { name: "reason", label: i18n._("Reason"), kind: "text", hint: i18n._("All who are there read it.") },
        ]}
        input={(values) => ({ agendaItemId: item.id, minutes: Number(values.minutes), reason: values.reason ?? "" })}
        done={store.readSoon}
      />
    </div>
  );
}

/** Leaving, the chair and the end of the meeting. */
function Meeting({ store, conference }: Props) {
  const own = store.own.value;
  const { chair, attendance } = conference;
  const chairIsThere = attendance.some(({ membership, isThere }) => isThere && membership.id === chair?.id);
  const mayTake = (leads(conference) || runs(conference)) && !chairs(conference);
  const given = { conferenceId: conference.id };
  return (
    <div class="buttons start">
      {own?.isThere && (
        <Ask
          words={i18n._("Leave the meeting")}
          look="plain"
          intro={<p>{i18n._("You may come back as long as it goes on.")}</p>}
          document={RecordLeavingDocument}
          input={() => ({ attendanceId: own.id })}
          done={store.readSoon}
        />
      )}
      {own?.isThere && mayTake && !chairIsThere && (
        <Do words={i18n._("Take the chair")} look="plain" document={TakeChairDocument} input={given} done={store.readSoon} />
      )}
      {chairs(conference) && (
        <Ask
          words={i18n._("End the meeting")}
          look="plain"
          intro={<p>{i18n._("Everybody leaves. What is on the agenda still has to be heard or deferred first.")}</p>}
          document={EndConferenceDocument}
          input={() => given}
          done={store.readSoon}
        />
      )}
      <a class="button plain to-wall" href={`/conferences/${conference.id}?screen=wall`} target="_blank" rel="noopener">
        {i18n._("Wall screen")}
      </a>
    </div>
  );
}
