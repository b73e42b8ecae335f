// A page keeps of each message what it was last, in whatever order answers and events of it come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Message, withMessages } from "../src/messages.ts";

const AT = (second: number) => `2026-01-01T10:00:0${second}.000000Z`;
const made = (body: string | null, editedAt: string | null = null, redactedAt: string | null = null) =>
  ({ id: "one", createdAt: AT(0), body, editedAt, redactedAt }) as Message;
const POSTED = made("Her adress");
const EDITED = made("Her address", AT(1));
const AGAIN = made("Her new address", AT(2));
const REDACTED = made(null, AT(2), AT(3));

test("the newest stays, whatever comes last", () => {
  const states = [POSTED, EDITED, AGAIN, REDACTED];
  for (const [newest, state] of states.entries())
    for (const older of states.slice(0, newest + 1))
      for (const order of [
        [state, older],
        [older, state],
      ]) {
        const kept = order.reduce((known, one) => withMessages(known, [one]), new Map<string, Message>());
        assert.equal(kept.get("one")!.body, state.body);
      }
});

test("of two that are as new the one that came last stays: one may be shown more or less of it", () => {
  const here = withMessages(new Map([["one", EDITED]]), [{ ...EDITED, editableUntil: AT(9) }]);
  assert.equal(here.get("one")!.editableUntil, AT(9));
});
