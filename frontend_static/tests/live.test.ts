// How the page's streams go on: over a line that drops, a server that is started anew, sockets that are not let through.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { Event, Stream } from "../src/live.ts";
import { Line } from "./line.ts";
import { begun, Clock, placed, settled } from "./page.ts";

type Live = {
  connection: { value: string };
  forget(): void;
  ask(document: never, variables: object): Promise<unknown>;
  follow(stream: Stream<Event, { events: Event }, { after: string }>): () => void;
};
const TEXT = `export * from "./live"; export * from "./network";`;

let line: Line;
let clock: Clock;
let live: Live;
let unfollow: (() => void)[];

beforeEach(async () => {
  placed();
  line = new Line();
  line.install();
  unfollow = [];
  live = await begun<Live>(TEXT);
  clock = new Clock();
  clock.start();
});
afterEach(async () => {
  unfollow.forEach((stop) => stop());
  await settled();
  clock.stop();
});

const event = (number: number, prev = `at ${number - 1}`): { data: { events: Event } } => ({
  data: { events: { id: `event ${number}`, cursor: `at ${number}`, prev } },
});
const refused = (code: string) => ({ errors: [{ message: "", extensions: { code } }] });

function followed(name = "one") {
  const heard: string[] = [];
  const seen = { heard, refreshed: 0, from: "at 0" };
  const stop = live.follow({
    document: `subscription ${name}($after: String) { events(after: $after) { id cursor prev } }` as never,
    variables: (after) => ({ after }),
    pick: (data) => data.events,
    from: seen.from,
    onEvent: ({ id }) => void heard.push(id),
    refresh: async () => {
      seen.refreshed += 1;
      return seen.from;
    },
  });
  unfollow.push(stop);
  return seen;
}

test("what is told is heard, once each, over a line that drops", async () => {
  const seen = followed();
  await clock.pass(1);
  line.tell(event(1));
  line.drop();
  line.tells = (after) => (after === "at 1" ? [event(2)] : []);
  await clock.pass(2);
  assert.deepEqual(seen.heard, ["event 1", "event 2"]);
  assert.equal(live.connection.value, "live");
});

test("the old socket's time does not end the new one", async () => {
  followed();
  await clock.pass(9.5);
  // It is asked whether it is there, and drops before it says so.
  for (const one of line.open) one.send = () => {};
  await clock.pass(2);
  line.drop();
  await clock.pass(1.5);
  const [socket] = line.open;
  assert.ok(socket);
  await clock.pass(8);
  assert.deepEqual([...line.open], [socket]);
});

test("a quiet stream comes again soon, and from a state read anew, however often its line has dropped", async () => {
  const seen = followed();
  for (let drop = 0; drop < 8; drop++) {
    await clock.pass(10);
    line.drop();
  }
  await clock.pass(1);
  assert.equal(live.connection.value, "live");
  line.tells = (after) => (after === "at 0" ? [refused("RESYNC_REQUIRED")] : []);
  line.drop();
  seen.from = "at 7";
  await clock.pass(2);
  assert.equal(seen.refreshed, 1);
  line.tell(event(8));
  assert.deepEqual(seen.heard, ["event 8"]);
});

test("what is refused again and again is read anew ever more slowly, and never not at all", async () => {
  const seen = followed();
  line.tells = () => [refused("INVALID_CURSOR")];
  line.drop();
  await clock.pass(60);
  const soon = seen.refreshed;
  assert.ok(soon >= 5 && soon < 20, `${soon}`);
  await clock.pass(60);
  assert.ok(seen.refreshed - soon >= 3 && seen.refreshed - soon < 10, `${seen.refreshed - soon}`);
  line.tells = (after) => (after === "at 3" ? [] : [refused("INVALID_CURSOR")]);
  seen.from = "at 3";
  await clock.pass(31);
  line.tell(event(4));
  assert.deepEqual(seen.heard, ["event 4"]);
});

test("all streams come again together, by one socket", async () => {
  const all = Array.from({ length: 12 }, (_, number) => followed(`number${number}`));
  await clock.pass(1);
  line.there = false;
  line.drop();
  const since = Date.now();
  await clock.pass(60);
  assert.ok(line.count("socket", since) < 40, `${line.count("socket", since)}`);
  line.there = true;
  await clock.pass(5);
  assert.equal(live.connection.value, "live");
  line.tell(event(1));
  assert.deepEqual(all.map(({ heard }) => heard), all.map(() => ["event 1"]));
});

test("a server that was away for ten seconds is found within seconds, by a socket, and nothing else is said", async () => {
  followed();
  const said = new Set<string>();
  for (const seconds of [10, 10, 30, 3]) {
    await clock.pass(3);
    line.there = false;
    line.drop();
    for (let gone = 0; gone < seconds; gone += 1) {
      await clock.pass(1);
      said.add(live.connection.value);
    }
    line.there = true;
    await clock.pass(7);
    assert.equal(live.connection.value, "live");
  }
  assert.deepEqual([...said], ["reconnecting"]);
});

test("where no socket is let through one asks, as often however quiet it is, and nothing is missed", async () => {
  line.sockets = false;
  const seen = followed();
  const other = followed("other");
  await clock.pass(8);
  assert.equal(live.connection.value, "asking");
  await clock.pass(120);
  const since = Date.now();
  await clock.pass(60);
  const polls = line.count("poll", since);
  assert.ok(polls >= 38 && polls <= 62, `${polls}`);
  assert.ok(line.count("socket", since) >= 4);
  line.tells = (after) => (after === "at 0" ? [event(1), event(2)] : []);
  await clock.pass(4);
  assert.deepEqual([seen.heard, other.heard], [["event 1", "event 2"], ["event 1", "event 2"]]);
});

test("a socket that is let through after all takes all streams within seconds", async () => {
  line.sockets = false;
  const all = [followed(), followed("other")];
  await clock.pass(60);
  assert.equal(live.connection.value, "asking");
  line.sockets = true;
  await clock.pass(15);
  assert.equal(live.connection.value, "live");
  line.tell(event(1));
  assert.deepEqual(all.map(({ heard }) => heard), [["event 1"], ["event 1"]]);
  const since = Date.now();
  await clock.pass(30);
  assert.equal(line.count("poll", since), 0);
});

test("what nobody answers and nobody ends is given up", async () => {
  followed();
  await clock.pass(1);
  line.silent = true;
  line.drop();
  await clock.pass(90);
  line.silent = false;
  await clock.pass(25);
  assert.equal(live.connection.value, "live");
});

test("a request that nobody answers fails within twenty seconds", async () => {
  line.silent = true;
  let code = "";
  void live.ask("query Page { page }" as never, {}).catch((cause: { code: string }) => (code = cause.code));
  while (!line.count("state")) await settled();
  await clock.pass(19);
  assert.equal(code, "");
  await clock.pass(2);
  assert.equal(code, "UNREACHABLE");
});

test("where something was lost on the way, the state is read anew, and the stream goes on from there", async () => {
  const seen = followed();
  await clock.pass(1);
  line.tell(event(1));
  seen.from = "at 3";
  line.tell(event(3));
  line.tell(event(4));
  await clock.pass(1);
  assert.equal(seen.refreshed, 1);
  line.tell(event(4));
  assert.deepEqual(seen.heard, ["event 1", "event 4"]);
});

test("what was lost is found by who asks, too", async () => {
  line.sockets = false;
  const seen = followed();
  await clock.pass(8);
  line.tells = (after) => (after === "at 0" ? [event(1), event(3), event(4)] : after === "at 5" ? [event(6)] : []);
  seen.from = "at 5";
  await clock.pass(8);
  assert.equal(seen.refreshed, 1);
  assert.deepEqual(seen.heard, ["event 1", "event 6"]);
});

test("a socket that is given up and closes late says nothing of the one there is", async () => {
  line.closes = 3_000;
  followed();
  await clock.pass(1);
  unfollow.pop()!();
  live.forget();
  assert.equal(live.connection.value, "idle");
  followed();
  for (let second = 0; second < 6; second++) {
    await clock.pass(1);
    assert.equal(live.connection.value, "live");
  }
});
