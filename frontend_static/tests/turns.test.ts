// What a page shows of things that change under it, while answers, events and failures come in any order: in hundreds of
// such orders, by the page's own exchanges, over a server that is made to answer when a seed says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, type OperationResult, subscriptionExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { inTurn } from "../src/turns.ts";

// Among these are 1216, 1246 and 1881, in which the cache by itself shows something old again.
const SEEDS = Array.from({ length: 700 }, (_, n) => 1_200 + n);
const STEPS = 50;
const PAGE = "query Page { items { id version } }";
const BESIDE = (n: number) => `query Beside${n} { beside${n} { id } }`;
const EVENTS = "subscription Events($after: Int) { events(after: $after) { cursor item { id version } } }";

type Versions = Record<string, number>;
type Sink = { next(answer: object): void };
type Stream = { sink: Sink; at: number };
type Asked = { query: string; answer(body: object): void; fail(): void };

/** Numbers between 0 and 1 that are the same for the same seed. */
function drawn(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x80000000;
}

const settled = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done));
};

function createServer() {
  const versions: Versions = { first: 0, second: 0 };
  const facts: string[] = [];
  const asked = new Set<Asked>();
  const streams = new Set<Stream>();

  const fetch = (_: unknown, { body, signal }: RequestInit = {}) =>
    new Promise<Response>((done, failed) => {
      const one: Asked = {
        query: JSON.parse(body as string).query,
        answer: (data) => done(Response.json({ data })),
        fail: () => failed(new TypeError("reset")),
      };
      asked.add(one);
      signal?.addEventListener("abort", () => asked.delete(one));
    });
  const forward = ({ variables }: { variables?: object }) => ({
    subscribe: (sink: Sink) => {
      const stream = { sink, at: (variables as { after: number }).after };
      streams.add(stream);
      return { unsubscribe: () => streams.delete(stream) };
    },
  });
  const change = (id: string) => {
    versions[id]! += 1;
    facts.push(id);
  };
  const answer = (one: Asked) => {
    asked.delete(one);
    const beside = /beside\d/.exec(one.query)?.[0];
    const items = Object.entries(versions).map(([id, version]) => ({ __typename: "Item", id, version }));
    one.answer(beside ? { [beside]: { __typename: "Beside", id: beside } } : { items });
  };
  const fail = (one: Asked) => {
    asked.delete(one);
    one.fail();
  };
  /** What changed is told as it is now: the server reads it at delivery. */
  const tell = () => {
    for (const stream of streams) {
      const id = facts[stream.at];
      if (!id) continue;
      stream.at += 1;
      const item = { __typename: "Item", id, version: versions[id] };
      stream.sink.next({ data: { events: { __typename: "Event", cursor: stream.at, item } } });
    }
  };
  return { versions, facts, asked, streams, fetch, forward, change, answer, fail, tell };
}

type Server = ReturnType<typeof createServer>;

function createPage(server: Server) {
  const { before, after } = inTurn();
  const client = new Client({
    url: "http://server/graphql",
    preferGetMethod: false,
    fetch: server.fetch as typeof fetch,
    exchanges: [
      before,
      cacheExchange({ keys: { Event: () => null } }),
      after,
      subscriptionExchange({ forwardSubscription: server.forward as never }),
    ],
  });
  let cursor = 0;
  let unwatch = () => {};
  let unlisten = () => {};
  const besides = new Map<number, () => void>();
  const page = { shown: {} as Versions, backwards: [] as string[], isStale: false };

  const show = ({ data, stale }: OperationResult) => {
    if (!data || stale) return;
    const shown = Object.fromEntries(data["items"].map((item: { id: string; version: number }) => [item.id, item.version]));
    for (const [id, version] of Object.entries(page.shown)) if (shown[id]! < version) page.backwards.push(id);
    page.shown = shown;
  };
  const read = () => {
    page.isStale = false;
    unwatch();
    unwatch = client.query(PAGE, {}, { requestPolicy: "network-only" }).subscribe((result) => {
      if (result.error) page.isStale = true;
      else show(result);
    }).unsubscribe;
  };
  const listen = () => {
    unlisten();
    unlisten = client.subscription(EVENTS, { after: cursor }).subscribe(({ data }) => {
      cursor = data["events"].cursor;
      page.isStale = true;
    }).unsubscribe;
  };
  const readBeside = (n: number) => {
    besides.get(n)?.();
    const asked = client.query(BESIDE(n), {}, { requestPolicy: "network-only" });
    besides.set(n, asked.subscribe(() => {}).unsubscribe);
  };
  return Object.assign(page, { read, listen, readBeside });
}

async function play(seed: number): Promise<{ server: Server; page: ReturnType<typeof createPage> }> {
  const next = drawn(seed);
  const below = (most: number) => Math.floor(next() * most);
  const server = createServer();
  const page = createPage(server);
  const one = () => [...server.asked][below(server.asked.size)];
  page.read();
  await settled();
  server.answer(one()!);
  page.listen();
  const steps = [
    () => server.change(below(2) ? "first" : "second"),
    () => server.change(below(2) ? "first" : "second"),
    server.tell,
    server.tell,
    () => server.asked.size && server.answer(one()!),
    () => page.readBeside(below(3)),
    () => page.isStale && page.read(),
    () => below(3) || page.listen(),
    () => server.asked.size && !below(3) && server.fail(one()!),
  ];
  for (let step = 0; step < STEPS; step++) {
    steps[below(steps.length)]!();
    await settled();
  }
  // At last everything arrives, in whatever order, and what is stale is read again.
  while (server.asked.size || page.isStale || [...server.streams].some(({ at }) => at < server.facts.length)) {
    if (page.isStale) page.read();
    if (below(2)) server.tell();
    else if (server.asked.size) server.answer(one()!);
    await settled();
  }
  return { server, page };
}

test("what is shown never goes backwards, and is at last what is", async () => {
  for (const seed of SEEDS) {
    const { server, page } = await play(seed);
    assert.deepEqual(page.shown, server.versions, `seed ${seed}`);
    assert.deepEqual(page.backwards, [], `seed ${seed}`);
  }
});

test("what is answered is asked for once, and with the names of types", async () => {
  const server = createServer();
  const page = createPage(server);
  page.read();
  await settled();
  const [asked] = server.asked;
  assert.match(asked!.query, /items \{\s+id\s+version\s+__typename\s+\}/);
  server.answer(asked!);
  await settled();
  assert.equal(server.asked.size, 0);
  assert.deepEqual(page.shown, server.versions);
});
