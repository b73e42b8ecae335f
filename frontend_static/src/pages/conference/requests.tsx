// Draws for whom agencies are asked, and what they answered; who leads the conference asks, and takes back.
import { isOpen, leads } from "../../conferences/rights";
import { askedFor, Condition, isToSend, type Request, RequestAnswer } from "../../conferences/requested";
import * as said from "../../conferences/words";
import {
  type ConferenceFunction,
  RequestAttendeeDocument,
  WithdrawAttendeeRequestDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { go } from "../../router";
import { me } from "../../session";
import { Ask } from "../../ui/ask";
import { choicesOf, type Field, type Values } from "../../ui/fields";
import { Badge, nameOf } from "../../ui/parts";
import type { Conference, TheConference } from "./store";

type Props = { store: Conference; conference: TheConference };

const TONES: Record<Request["state"], string> = {
  ASKED: "attention",
  NAMED: "done",
  DECLINED: "undone",
  WITHDRAWN: "plain",
};
const FUNCTIONS: ConferenceFunction[] = ["VICTIM_ADVOCATE", "OBSERVER"];

export function Requests({ store, conference }: Props) {
  const { attendeeRequests: requests } = conference;
  const asks = leads(conference) && isOpen(conference);
  if (!requests.length && !asks) return null;
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">{i18n._("People asked for")}</h2>
      {requests.length === 0 && <p class="empty">{i18n._("No agency is asked for an advocate or an observer.")}</p>}
      <ul class="rows attendance">
        {requests.map((request) => (
          <Row key={request.id} request={request} store={store} asks={asks} />
        ))}
      </ul>
      {asks && <AskFor store={store} conference={conference} />}
    </section>
  );
}

function Row({ request, store, asks }: { request: Request; store: Conference; asks: boolean }) {
  const { agency, state, attendance, reason, condition } = request;
  const what = said.conferenceFunction(request.function);
  return (
    <li>
      <p class="badges">
        <strong>{agency.name}</strong> <Badge tone={TONES[state]}>{said.requestState(state)}</Badge>
      </p>
      <p class="quiet">
        {what}
        {attendance && `: ${nameOf(attendance.membership)}`}
        {condition && `: ${condition}`}
      </p>
      {reason && <p class="quiet">{reason}</p>}
      {asks && state === "ASKED" && (
        <div class="buttons start">
          <Ask
            words={i18n._("Ask no more")}
            about={`${agency.name}, ${what}`}
            look="link"
            document={WithdrawAttendeeRequestDocument}
            input={() => ({ attendeeRequestId: request.id })}
            done={store.readSoon}
          />
        </div>
      )}
    </li>
  );
}

function AskFor({ store, conference }: Props) {
  const others = () =>
    store.agencies.value
      .filter(({ id, active }) => active && id !== conference.agency.id)
      .map(({ id, name, county }) => ({ id, name, more: county ?? undefined }));
  const fields = (values: Values): Field[] => [
    { name: "agencyId", label: i18n._("Agency"), kind: "select", choices: others() },
    {
      name: "function",
      label: i18n._("For what"),
      kind: "select",
      choices: choicesOf(FUNCTIONS, said.conferenceFunction),
    },
    ...(values.function === "OBSERVER"
      ? [{ name: "condition", label: i18n._("Under which condition"), hint: i18n._("The observer signs it before the meeting.") }]
      : []),
  ];
  const intro = ({ function: does }: Values) => (
    <p>
      {does === "OBSERVER"
        ? i18n._("The agency says itself whom it sends. It is not asked to come by this, and hears no case.")
        : i18n._("The agency says itself whom it sends. It is asked to come as well, unless it was asked before.")}
    </p>
  );
  return (
    <p>
      <Ask
        words={i18n._("Ask an agency for somebody")}
        first={{ function: "VICTIM_ADVOCATE" }}
        onOpen={store.readAgencies}
        intro={intro}
        document={RequestAttendeeDocument}
        fields={fields}
        input={(values) => ({
          conferenceId: conference.id,
          agencyId: values.agencyId ?? "",
          function: values.function as ConferenceFunction,
          condition: values.function === "OBSERVER" ? (values.condition ?? "") : null,
        })}
        done={store.readSoon}
      />
    </p>
  );
}

/** What one's own agency is asked for, at the top of the page. */
export function ToSend({ store, conference }: Props) {
  const part = conference.agencies.find(({ agency }) => agency.id === me.value?.agency.id);
  const known = new Set(conference.attendance.map(({ membership }) => membership.id));
  return (
    <>
      {conference.attendeeRequests.filter(isToSend).map((request) => (
        <section key={request.id} class="panel" aria-labelledby={`send-${request.id}`}>
          <h2 id={`send-${request.id}`}>{askedFor(conference.agency.name, request)}</h2>
          <Condition of={request} />
          <RequestAnswer
            request={request}
            title={conference.title}
            comes={part?.state === "ACCEPTED"}
            colleagues={store.colleagues.value.filter(({ id }) => !known.has(id))}
            readColleagues={store.readColleagues}
            named={store.readSoon}
            declined={part || store.own.value ? store.readSoon : () => go("/conferences")}
          />
        </section>
      ))}
    </>
  );
}
