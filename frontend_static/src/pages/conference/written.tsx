// Draws a conference without a meeting while it goes on: agencies write in each case's conversation, until its deadline.
import { chairs, runs } from "../../conferences/rights";
import { clockIn, instantIn } from "../../conferences/when";
import { EndConferenceDocument, MoveDeadlineDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { deadlineField } from "../conferences/plan";
import { Agenda } from "./agenda";
import { Call } from "./call";
import { Arrival } from "./declaring";
import { People } from "./people";
import { Requests, ToSend } from "./requests";
import type { Conference, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

export function Written({ store, conference }: Props) {
  const own = store.own.value;
  return (
    <>
      <Call store={store} conference={conference} />
      <ToSend store={store} conference={conference} />
      {own && !own.declaredAt && <Arrival key={own.id} own={own} store={store} conference={conference} />}
      <div class="columns">
        <div class="main-column">
          <p>{i18n._("This conference has no meeting: all cases are open at once, and agencies write in the conversation of each.")}</p>
          <Agenda store={store} conference={conference} />
          <Steps store={store} conference={conference} />
        </div>
        <div class="side-column">
          <People store={store} conference={conference} />
          <Requests store={store} conference={conference} />
        </div>
      </div>
    </>
  );
}

function Steps({ store, conference }: Props) {
  const { id, timeZone, deadlineAt } = conference;
  return (
    <div class="buttons start">
      {runs(conference) && (
        <Ask
          words={i18n._("Move the deadline")}
          look="plain"
          intro={<p>{i18n._("Everybody who comes is told, and their calendars are.")}</p>}
          first={{ deadlineAt: deadlineAt ? clockIn(timeZone, deadlineAt) : "" }}
          document={MoveDeadlineDocument}
          fields={[deadlineField()]}
          input={(values) => ({ conferenceId: id, deadlineAt: instantIn(timeZone, values.deadlineAt ?? "") })}
          done={store.readSoon}
        />
      )}
      {chairs(conference) && (
        <Ask
          words={i18n._("End the conference")}
          look="plain"
          intro={<p>{i18n._("What is on the agenda still has to be concluded or deferred first.")}</p>}
          document={EndConferenceDocument}
          input={() => ({ conferenceId: id })}
          done={store.readSoon}
        />
      )}
    </div>
  );
}
