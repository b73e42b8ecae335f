// Draws the conferences: what they ask of one's agency, those to come, those that are over.
import type { ComponentChildren } from "preact";
import { AgencyAnswer, isToAnswer, isToCome, OwnAnswer } from "../../conferences/answer";
import { Meets, meetsAt } from "../../conferences/when";
import { askedFor, Condition, RequestAnswer } from "../../conferences/requested";
import * as said from "../../conferences/words";
import { i18n } from "../../i18n";
import { may } from "../../session";
import { Page, StandIn } from "../../ui/page";
import { Pages } from "../../ui/pages";
import { Badge, When } from "../../ui/parts";
import * as words from "../../words";
import { PutOff, Repeats, Reviews } from "./ahead";
import { Plan } from "./plan";
import { type Asked, bySeries, type Conferences, type Listed, ownAttendance, ownPart, type Requested } from "./store";

export function ConferencesView({ store }: { store: Conferences }) {
  const title = i18n._("Conferences");
  if (!store.ahead.data.value)
    return <StandIn title={title} reading={store.ahead.reading.value} again={() => void store.ahead.read()} />;
  const upcoming = store.upcoming.value;
  const past = store.over.data.value?.conferences;
  return (
    <Page title={title}>
      {may("CONFERENCE_LEAD") && (
        <p>
          <Plan store={store} />
        </p>
      )}
      <ToDo store={store} />
      <Repeats store={store.planning} />
      <PutOff store={store.planning} />
      <Reviews store={store.planning} />
      <section class="block" aria-labelledby="upcoming">
        <h2 id="upcoming">{i18n._("Coming up")}</h2>
        {upcoming.length === 0 && <p class="empty">{i18n._("No conference is planned.")}</p>}
        <ul class="cards">
          {bySeries(upcoming).map(([next, ...later]) => (
            <Card key={next!.id} conference={next!}>
              {later.length > 0 && <Later of={later} />}
            </Card>
          ))}
        </ul>
      </section>
      {past && (past.nodes.length > 0 || store.pager.number.value > 1) && (
        <section class="block" aria-labelledby="past">
          <h2 id="past">{i18n._("Past")}</h2>
          <ul class="cards">
            {past.nodes.map((conference) => (
              <Card key={conference.id} conference={conference} />
            ))}
          </ul>
          <Pages pager={store.pager} info={past.pageInfo} />
        </section>
      )}
    </Page>
  );
}

/** What is asked of one's agency and of oneself, and not answered yet. */
function ToDo({ store }: { store: Conferences }) {
  const calls = store.upcoming.value.filter((one) => isToAnswer(ownPart(one)) || isToCome(ownAttendance(one)));
  const returns = store.returns.value;
  const requests = store.requests.value?.attendeeRequests.nodes ?? [];
  if (!calls.length && !returns.length && !requests.length) return null;
  return (
    <section class="block" aria-labelledby="asked">
      <h2 id="asked">{i18n._("What is asked of us")}</h2>
      <ul class="cards">
        {calls.map((conference) => (
          <Call key={conference.id} conference={conference} changed={store.readSoon} />
        ))}
        {requests.map((request) => (
          <Send key={request.id} request={request} store={store} />
        ))}
        {returns.map((asked) => (
          <Return key={asked.own.id} asked={asked} />
        ))}
      </ul>
    </section>
  );
}

function Call({ conference, changed }: { conference: Listed; changed: () => void }) {
  return (
    <li class="card">
      <h3>{conference.title}</h3>
      <p>
        {isToAnswer(ownPart(conference))
          ? i18n._("{agency} asks your agency to come.", { agency: conference.agency.name })
          : i18n._("{agency} asks you to come.", { agency: conference.agency.name })}
      </p>
      <Facts conference={conference} />
      {isToAnswer(ownPart(conference)) ? (
        <AgencyAnswer conference={conference} changed={changed} />
      ) : (
        <OwnAnswer attendance={ownAttendance(conference)!} title={conference.title} changed={changed} />
      )}
    </li>
  );
}

function Send({ request, store }: { request: Requested; store: Conferences }) {
  const { conference } = request;
  const at = store.upcoming.value.find(({ id }) => id === conference?.id);
  if (!conference) return null;
  const known = new Set(at?.attendance.map(({ membership }) => membership.id));
  return (
    <li class="card">
      <h3>
        <a href={`/conferences/${conference.id}`}>{conference.title}</a>
      </h3>
      <p>{askedFor(conference.agency.name, request)}</p>
      <Condition of={request} />
      <Facts conference={conference} />
      <RequestAnswer
        request={request}
        title={conference.title}
        comes={at !== undefined && ownPart(at)?.state === "ACCEPTED"}
        colleagues={store.colleagues.value.filter(({ id }) => !known.has(id))}
        readColleagues={store.readColleagues}
        named={store.readSoon}
        declined={store.readSoon}
      />
    </li>
  );
}

function Return({ asked: { conference, item, own } }: { asked: Asked }) {
  return (
    <li class="card">
      <h3>
        <a class="whole" href={`/agenda-items/${item.id}`}>
          {i18n._("What do you know? {title}", { title: item.case?.title ?? "" })}
        </a>
      </h3>
      <p class="badges">
        <span class="reference">{item.case?.reference}</span>
        <Badge tone={own.late ? "undone" : "attention"}>{own.late ? i18n._("Late") : said.returnState(own)}</Badge>
        <span class="quiet">
          {conference.title}
          {conference.returnsDueAt && (
            <>
              {" · "}
              {i18n._("until")} <When at={conference.returnsDueAt} />
            </>
          )}
        </span>
      </p>
    </li>
  );
}

function Card({ conference, children }: { conference: Listed; children?: ComponentChildren }) {
  const part = ownPart(conference);
  return (
    <li class="card">
      <h3>
        <a class="whole" href={`/conferences/${conference.id}`}>
          {conference.title}
        </a>
      </h3>
      <p class="badges">
        <Badge tone={conference.status === "IN_SESSION" ? "going" : "plain"}>
          {words.conferenceStatus(conference.status)}
        </Badge>
        <Badge>{words.conferenceType(conference.type)}</Badge>
        {part && (
          <span class="quiet">
            {i18n._("Your agency: {answer}", { answer: said.invitationState(part.state).toLowerCase() })}
          </span>
        )}
      </p>
      <Facts conference={conference} />
      {children}
    </li>
  );
}

/** Those of a series that meet after it. */
function Later({ of }: { of: Listed[] }) {
  return (
    <details class="over-whole">
      <summary>{i18n._("Later ones of this series: {count}", { count: of.length })}</summary>
      <ul class="rows">
        {of.map((one) => (
          <li key={one.id}>
            <a href={`/conferences/${one.id}`}>{meetsAt(one)}</a>{" "}
            <span class="quiet">{words.conferenceStatus(one.status)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Facts({ conference }: { conference: Pick<Listed, "scheduledAt" | "timeZone" | "place"> & { agency: { name: string } } }) {
  return (
    <dl class="facts">
      <div>
        <dt>{i18n._("Meets")}</dt>
        <dd>
          <Meets of={conference} />
        </dd>
      </div>
      {conference.place && (
        <div>
          <dt>{i18n._("Where")}</dt>
          <dd>{conference.place}</dd>
        </div>
      )}
      <div>
        <dt>{i18n._("Convened by")}</dt>
        <dd>{conference.agency.name}</dd>
      </div>
    </dl>
  );
}
