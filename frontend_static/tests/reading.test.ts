// What a page shows is asked for again by itself where it could not be answered.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { Readings } from "../src/reading.ts";
import { begun, Clock, placed, settled } from "./page.ts";

type Answered = { page: number };
type Module = { createReadings(document: never, variables: object): Readings<Answered, object> };
const SESSION = { "./session": "export const loseAccess = () => {};" };

let clock: Clock;
let readings: Readings<Answered, object>;
let asked: number[];
let answer: () => Response;

beforeEach(async () => {
  placed();
  asked = [];
  globalThis.fetch = async () => {
    asked.push(Date.now());
    return answer();
  };
  const { createReadings } = await begun<Module>(`export * from "./reading";`, SESSION);
  clock = new Clock();
  clock.start();
  readings = createReadings("query Page { page }" as never, {});
  answer = () => Response.json({ data: { page: 1 } });
  void readings.read();
  while (!readings.data.value) await settled();
});
afterEach(() => {
  readings.stop();
  clock.stop();
});

const FAILS = {
  UNREACHABLE: () => Response.error(),
  INTERNAL: () => Response.json({ errors: [{ message: "", extensions: { code: "INTERNAL" } }] }, { status: 500 }),
};
for (const [code, failing] of Object.entries(FAILS))
  test(`what was answered with ${code} is asked for again, ever more slowly, until it is answered`, async () => {
    answer = failing;
    asked = [];
    readings.readSoon();
    await clock.pass(60);
    assert.ok(asked.length >= 6 && asked.length <= 14, `${asked.length}`);
    assert.deepEqual([readings.reading.value, readings.data.value], ["ready", { page: 1 }]);
    answer = () => Response.json({ data: { page: 2 } });
    await clock.pass(15);
    assert.deepEqual(readings.data.value, { page: 2 });
    const { length } = asked;
    await clock.pass(60);
    assert.equal(asked.length, length);
  });

test("a page that is too old does not ask again", async () => {
  answer = () => Response.json({ errors: [{ message: "", extensions: { code: "UNKNOWN_DOCUMENT" } }] });
  asked = [];
  readings.readSoon();
  await clock.pass(60);
  assert.equal(asked.length, 1);
});
