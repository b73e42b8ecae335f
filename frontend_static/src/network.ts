// The one module that talks to the server: queries and acts over fetch, streams over one socket.
import { signal } from "@preact/signals";
import { type AnyVariables, Client, type CombinedError, fetchExchange, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { type Client as Socket, createClient as createSocket, GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import type { TypedDocumentString } from "./generated/graphql";
import { inTurn } from "./turns";

/** A request the server, or the way to it, did not answer with data. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    detail = "",
  ) {
    super(detail);
  }
}

export const UNREACHABLE = "UNREACHABLE";
export const UNAUTHENTICATED = "UNAUTHENTICATED";
export const UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT";

/** Whether the socket is open, for the words about the connection. */
export const socketOpen = signal(false);
/** Whether streams are asked for what is new over and over: some networks let no socket through. */
export const asking = signal(false);
/** How a stream ends that was asked so. */
export const TOLD = "TOLD";
/** So often in a row a socket could not be opened, and they are asked; at times it is seen whether one can be, in milliseconds. */
const HOPELESS = 3;
const TRIED_EACH = 10_000;
/** After so long what is not there will not come: the server itself says within 14 seconds that it can not. */
const OPENED_WITHIN = 10_000;
const ANSWERED_WITHIN = 20_000;
/** For how long to wait after so many failures in a row, in milliseconds: longer each time, and not all pages at once. */
export const delay = (failures: number) => Math.min(500 * 2 ** failures, 15_000) * (0.5 + Math.random() / 2);
/** Counts the answers that said the session is over; session.ts acts on each. */
export const sessionLost = signal(0);
/** Whether the server does not know any more what this page asks. */
export const outdated = signal(false);

const HEADERS = { "X-Roundtable-Client": "page" };
const FETCH: RequestInit = { headers: HEADERS, credentials: "same-origin" };
// Parts of an answer, not things by themselves: kept where they were found, never looked up by id.
const PARTS = [
  // A draft as one answer gave it is not what another window made of it since.
  ...["Viewer", "Presence", "Draft", "Problem", "PageInfo", "CaseConnection", "ThreadConnection", "MessageConnection", "TaskConnection"],
  ...[
    "AgencyConnection",
    "MembershipConnection",
    "AgendaItemConnection",
    "MinutesConnection",
    "MessagePosted",
    "MessageEdited",
    "MessageRedacted",
    "PractitionerMentioned",
  ],
  ...["ThreadOpened", "ThreadClosed", "ThreadRead", "ConferenceClosed", "TaskAssigned", "TaskChanged", "AccessChanged"],
  ...["AttendeeRequested", "AttendeeRequestChanged", "AttendeeRequestConnection"],
  ...["ConferenceCalled", "ConferenceChanged", "ConferenceAnswered", "AttendanceChanged", "ConferenceConnection"],
  ...["ReturnsMissing", "ConferenceOverdue", "RepeatFound", "CaseFlagged", "IncidentRecorded", "IncidentWithdrawn"],
  ...["IncidentConnection", "RepeatFindingConnection", "SafetyPlanChanged", "SafetyPlanSignedOff", "SafetyPlanConnection"],
  ...["IncidentsJoined", "IncidentsParted", "RepeatDropped"],
  ...["AgendaItemChanged", "AgendaItemBegun", "AgendaItemLeft", "AgencyReturnChanged", "MinutesChanged", "MinutesSectionChanged"],
  ...["DecisionRecorded", "DecisionChanged", "ActionVolunteered", "ActionReviewed", "DecisionConnection", "UndertakingConnection"],
  ...["RiskTool", "RiskSection", "RiskIndicator", "RiskBand", "AnsweredIndicator", "RiskToolConnection", "RiskAssessed"],
  ...["RiskLevelChanged", "RiskAssessmentConnection", "AppliedRiskLevelConnection"],
  ...["GlassBroken", "GlassReviewed", "BreakGlassConnection", "InvolvementCheck"],
  ...["AgencyInvited", "AgencyChanged", "Prospect", "InvitationConnection", "DeputyshipConnection"],
  ...["ConsentConnection", "ConflictDeclarationConnection"],
  ...["AccessEntry", "AccessedCase", "AccessEntryConnection", "CaseOpening", "CaseOpeningConnection"],
];

const ADDRESS = new URL("/graphql", location.href);
ADDRESS.protocol = ADDRESS.protocol.replace("http", "ws");
/** How often in a row a socket could not be opened, though the server may be there. */
let missed = 0;
let socket: Socket;
let client: Client;
forget();

/** Drops everything read so far and the socket: at sign-out, at a lost right, at a change of post. */
export function forget(): void {
  void socket?.dispose();
  socketOpen.value = false;
  socket = openSocket();
  const { before, after } = inTurn();
  client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchOptions: FETCH,
    fetch: byName,
    exchanges: [
      before,
      cacheExchange({ keys: Object.fromEntries(PARTS.map((name) => [name, () => null])) }),
      after,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: (request) => ({ subscribe: (sink) => stream(request, sink) }) }),
    ],
  });
}

/** A file that was made for who asks; null where there is none now. */
export async function fetchFile(path: string): Promise<Blob | null> {
  const answer = await fetch(path, { ...FETCH, method: "POST" }).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}

// The server knows the page's documents by the hash of their text (frontend_static/scripts/documents.mjs).
const named = new Map<string, string>();

async function nameOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Names the document where it can: what is sent as the page goes waits for nothing, and a plain address has no hashes. */
async function byName(url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const { query, ...asked } = JSON.parse(init.body as string);
  if (!named.has(query) && crypto.subtle && !init.keepalive) named.set(query, await nameOf(query));
  const documentId = named.get(query);
  const since = Date.now();
  const body = documentId ? JSON.stringify({ ...asked, documentId }) : (init.body as string);
  const response = await fetch(url, { ...init, body, signal: inTime(init.signal) });
  compareClocks(response.headers.get("Date"), since);
  return response;
}

const inTime = (asked?: AbortSignal | null) =>
  AbortSignal.any([AbortSignal.timeout(ANSWERED_WITHIN), ...(asked ? [asked] : [])]);

// By how much the server's clock is ahead of ours, at least and at most: every answer says the second it was sent in.
let [least, most] = [0, 0];
let compared = false;

function compareClocks(said: string | null, since: number): void {
  const sent = Date.parse(said ?? "");
  if (!sent) return;
  // What it says may be as old as a second, and of a second it says only the beginning.
  const [from, to] = [sent - Date.now(), sent + 2_000 - since];
  // Where they contradict each other, one of the clocks was put right meanwhile.
  const known = compared && from <= most && to >= least;
  [least, most] = known ? [Math.max(least, from), Math.min(most, to)] : [from, to];
  compared = true;
}

/** The server's time, by which meetings are timed: a device's clock may be wrong. */
export const serverNow = () => Date.now() + (least + most) / 2;

function openSocket(): Socket {
  let overdue = 0;
  let connected = false;
  const within = (milliseconds: number) => {
    window.clearTimeout(overdue);
    overdue = window.setTimeout(() => opened.terminate(), milliseconds);
  };
  const opened = createSocket({
    url: ADDRESS.href,
    // live.ts resumes by hand, since every resumption names the newest cursor.
    retryAttempts: 0,
    lazyCloseTimeout: 3_000,
    keepAlive: 10_000,
    on: {
      connecting: () => within(OPENED_WITHIN),
      connected: () => {
        window.clearTimeout(overdue);
        // One that was given up for another says nothing any more.
        if (opened !== socket) return;
        missed = 0;
        asking.value = false;
        socketOpen.value = connected = true;
      },
      closed: () => {
        // It was for this one, and would end the next.
        window.clearTimeout(overdue);
        if (opened !== socket) return;
        if (!connected) missed += 1;
        socketOpen.value = connected = false;
      },
      ping: (received) => {
        if (!received) within(5_000);
      },
      pong: (received) => {
        if (received) window.clearTimeout(overdue);
      },
    },
  });
  return opened;
}

let trial: WebSocket | undefined;
let triedAt = 0;

/** Sees whether a socket can be opened by now, which then takes all streams: nothing waits for it. */
function tryOne(): void {
  if (Date.now() - triedAt < TRIED_EACH) return;
  triedAt = Date.now();
  trial?.close();
  const one = (trial = new WebSocket(ADDRESS, GRAPHQL_TRANSPORT_WS_PROTOCOL));
  one.onopen = () => one.send('{"type":"connection_init"}');
  one.onmessage = () => {
    missed = 0;
    one.close();
  };
}

type Answer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
};
type Sink = { next(answer: Answer): void; complete(): void };

/** One stream, whose every end (refusal, closed socket, the server's completion) arrives as a coded error. */
function stream(request: { query?: string; variables?: object }, sink: Sink): { unsubscribe(): void } {
  let over = false;
  const end = (errors: Answer["errors"]) => {
    if (over) return;
    over = true;
    sink.next({ errors });
    sink.complete();
  };
  const lost = (code = UNREACHABLE) => end([{ message: "", extensions: { code } }]);
  if (missed >= HOPELESS) {
    const asked = new AbortController();
    told(request, asked.signal, (answer) => (answer.errors ? end(answer.errors) : over || sink.next(answer))).then(
      () => {
        asking.value = !socketOpen.value;
        tryOne();
        lost(TOLD);
      },
      () => {
        if (over) return;
        // It is not that sockets are not let through: nothing is.
        asking.value = false;
        missed = 0;
        lost();
      },
    );
    return {
      unsubscribe: () => {
        over = true;
        asked.abort();
      },
    };
  }
  const stop = socket.subscribe(
    { query: request.query ?? "", variables: { ...request.variables } },
    {
      next: (answer) =>
        answer.errors ? end([...answer.errors] as Answer["errors"]) : over || sink.next(answer as Answer),
      error: (cause) => {
        if (Array.isArray(cause)) end(cause);
        else lost(cause instanceof CloseEvent && [4401, 4403].includes(cause.code) ? UNAUTHENTICATED : UNREACHABLE);
      },
      complete: () => lost(),
    },
  );
  return {
    unsubscribe: () => {
      over = true;
      stop();
    },
  };
}

/** Asks for all that a stream has to tell by now, over plain HTTP; rejects where nothing is answered. */
async function told(request: { query?: string; variables?: object }, asked: AbortSignal, tell: (answer: Answer) => void) {
  const response = await fetch("/graphql/stream", {
    ...FETCH,
    method: "POST",
    signal: inTime(asked),
    headers: { ...HEADERS, "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ query: request.query, variables: { ...request.variables, once: true } }),
  });
  if (response.status === 401) tell({ errors: [{ message: "", extensions: { code: UNAUTHENTICATED } }] });
  else if (!response.ok) throw new Refusal(UNREACHABLE);
  for (const [, answer] of (await response.text()).matchAll(/^event: next\r\ndata: (.+)/gm)) tell(JSON.parse(answer as string));
}

function refusalOf(error: CombinedError): Refusal {
  const first = error.graphQLErrors[0];
  const status = (error.response as Response | undefined)?.status;
  let code = first?.extensions?.code;
  if (typeof code !== "string") code = status === 401 ? UNAUTHENTICATED : error.networkError ? UNREACHABLE : "INTERNAL";
  if (code === UNAUTHENTICATED) sessionLost.value += 1;
  if (code === UNKNOWN_DOCUMENT) outdated.value = true;
  return new Refusal(code as string, first?.message);
}

type Document<T, V> = TypedDocumentString<T, V>;

/** Asks once; rejects with a Refusal. */
export async function ask<T, V extends AnyVariables>(document: Document<T, V>, variables: V): Promise<T> {
  const result = await client.query<T, V>(document.toString(), variables, { requestPolicy: "network-only" });
  if (result.error || !result.data) throw result.error ? refusalOf(result.error) : new Refusal("INTERNAL");
  return result.data;
}

export type Watcher<T> = { data(data: T): void; refused(refusal: Refusal): void };

/** Asks, and tells again whenever a later answer, act or event changes what was told. */
export function watch<T, V extends AnyVariables>(document: Document<T, V>, variables: V, to: Watcher<T>): () => void {
  const source = client.query<T, V>(document.toString(), variables, { requestPolicy: "network-only" });
  return source.subscribe((result) => {
    // A stale result is followed by a fresh one.
    if (result.stale) return;
    if (result.error) to.refused(refusalOf(result.error));
    else if (result.data) to.data(result.data);
  }).unsubscribe;
}

/** A request may outlive its page while it is no longer than this. */
const LASTING = 15_000;

/** Sends a mutation; rejects with a Refusal where there is no payload. */
export async function send<T, V extends AnyVariables>(
  document: Document<T, V>,
  variables: V,
  lasting = false,
): Promise<T> {
  const keepalive = lasting && JSON.stringify(variables).length < LASTING;
  const result = await client.mutation<T, V>(document.toString(), variables, {
    fetchOptions: { ...FETCH, keepalive },
  });
  if (result.error || !result.data) throw result.error ? refusalOf(result.error) : new Refusal("INTERNAL");
  return result.data;
}

export type Listener<T> = { data(data: T): void; ended(refusal: Refusal): void };

/** Opens one stream, until it ends or is stopped; live.ts keeps it going. */
export function listen<T, V extends AnyVariables>(document: Document<T, V>, variables: V, to: Listener<T>): () => void {
  return client.subscription<T, V>(document.toString(), variables).subscribe((result) => {
    if (result.error) to.ended(refusalOf(result.error));
    else if (result.data) to.data(result.data);
  }).unsubscribe;
}

/** Whose sign-in page one will be sent to. */
export async function signInOptions(): Promise<{ demo: boolean; providerName: string }> {
  const response = await fetch("/auth/options", { headers: HEADERS });
  if (!response.ok) throw new Refusal(UNREACHABLE);
  return response.json();
}

/** Ends the session; answers where the provider wants the browser next. */
export async function endSession(): Promise<string> {
  const response = await fetch("/auth/logout", { method: "POST", headers: HEADERS });
  if (response.status === 401) return "/";
  if (!response.ok) throw new Refusal(UNREACHABLE);
  const { redirectTo } = (await response.json()) as { redirectTo?: string };
  return redirectTo ?? "/";
}
