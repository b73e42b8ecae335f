// Draws one conference as it stands: being prepared, meeting, or over.
import { isAhead, leads, withoutMeeting } from "../../conferences/rights";
import { Meets } from "../../conferences/when";
import { CloseConferenceDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { Ask } from "../../ui/ask";
import { Page, StandIn } from "../../ui/page";
import { Badge, nameOf, When } from "../../ui/parts";
import * as words from "../../words";
import { MinutesList } from "../minutes/list";
import { Agenda } from "./agenda";
import { Board } from "./board";
import { People } from "./people";
import { Session } from "./session";
import type { Conference, TheConference } from "./store";
import { Written } from "./written";

export function ConferenceView({ store }: { store: Conference }) {
  const conference = store.conference.value;
  if (!conference) return <StandIn title={i18n._("Conference")} reading={store.reading.value} again={store.startOver} />;
  return (
    <Page title={i18n._("Conference")} heading={conference.title} lead={<Lead conference={conference} />}>
      {isAhead(conference) && <Board store={store} conference={conference} />}
      {conference.status === "IN_SESSION" && <Goes store={store} conference={conference} />}
      {!isAhead(conference) && conference.status !== "IN_SESSION" && <Over store={store} conference={conference} />}
    </Page>
  );
}

function Goes({ store, conference }: { store: Conference; conference: TheConference }) {
  const As = withoutMeeting(conference) ? Written : Session;
  return <As store={store} conference={conference} />;
}

function Lead({ conference }: { conference: TheConference }) {
  const { status, type, agency, cancellation } = conference;
  return (
    <>
      <p class="badges">
        <Badge tone={status === "IN_SESSION" ? "going" : status === "CANCELLED" ? "undone" : "plain"}>
          {words.conferenceStatus(status)}
        </Badge>
        <Badge>{words.conferenceType(type)}</Badge>
        {status !== "IN_SESSION" && (
          <span class="quiet">{i18n._("Convened by {agency}", { agency: agency.name })}</span>
        )}
      </p>
      {cancellation && <p class="disclosure">{cancellation}</p>}
      <Facts conference={conference} />
    </>
  );
}

/** In the meeting there is less to say, so that what is heard stands near the top. */
function Facts({ conference }: { conference: TheConference }) {
  const { chair, place, minutes, returnsDueAt, status, deadlineAt, timeZone } = conference;
  return (
    <dl class="facts">
      {status !== "IN_SESSION" && (
        <div>
          <dt>{deadlineAt ? i18n._("Begins") : i18n._("Meets")}</dt>
          <dd>
            <Meets of={conference} />
            {!deadlineAt && `, ${i18n._("{minutes} min", { minutes })}`}
          </dd>
        </div>
      )}
      {deadlineAt && (
        <div>
          <dt>{i18n._("To be concluded by")}</dt>
          <dd>
            <Meets of={{ scheduledAt: deadlineAt, timeZone }} />
          </dd>
        </div>
      )}
      {place && (
        <div>
          <dt>{i18n._("Where")}</dt>
          <dd>{place}</dd>
        </div>
      )}
      {chair && (
        <div>
          <dt>{i18n._("Chair")}</dt>
          <dd>{nameOf(chair)}</dd>
        </div>
      )}
      {returnsDueAt && isAhead(conference) && (
        <div>
          <dt>{i18n._("Returns until")}</dt>
          <dd>
            <When at={returnsDueAt} />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What became of each case, and who was there. */
function Over({ store, conference }: { store: Conference; conference: TheConference }) {
  const closes = leads(conference) && conference.status === "MINUTES_APPROVED";
  return (
    <div class="columns">
      <div class="main-column">
        <Agenda store={store} conference={conference} />
        <MinutesList conference={conference} changed={store.data.value} />
        {closes && (
          <p>
            <Ask
              words={i18n._("Close the conference")}
              look="plain"
              intro={<p>{i18n._("Its conversation can then be read, not added to. Tasks go on.")}</p>}
              document={CloseConferenceDocument}
              input={() => ({ conferenceId: conference.id })}
              done={store.readSoon}
            />
          </p>
        )}
      </div>
      <div class="side-column">
        <People store={store} conference={conference} />
      </div>
    </div>
  );
}
