// Draws how one comes in: first one declares that what is said there stays confidential.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { createAct, payloadOf } from "../../act";
import { OwnAnswer } from "../../conferences/answer";
import { withoutMeeting } from "../../conferences/rights";
import { RecordArrivalDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { Problems } from "../../ui/parts";
import type { Attendance, Conference, TheConference } from "./store";

export const declaration = () =>
  i18n._(
    "What is said at this conference is confidential. It is used only to protect the people concerned and for one's duties in these cases, passed on to nobody who is not entitled to it, and kept nowhere but in one's agency's own file.",
  );

export const byTheOthers = () => i18n._("They have declared in the meeting that they keep to this.");

type Props = {
  attendanceId: string;
  declared: boolean;
  /** What it is sent by. */
  words: string;
  /** Whether one is led here by what one wanted to do. */
  focused?: boolean;
  done: () => void;
  children?: ComponentChildren;
};

/** What is declared, and the box by which one does. */
export function Declaring({ attendanceId, declared: before, words, focused, done, children }: Props) {
  const declared = useSignal(before);
  const box = useRef<HTMLInputElement>(null);
  const act = useMemo(() => createAct(RecordArrivalDocument, payloadOf), []);
  useEffect(() => {
    if (focused) box.current?.focus();
  }, []);
  const arrive = async () => {
    if (await act.run({ attendanceId, confidential: declared.value })) done();
  };
  return (
    <form
      class="form block"
      onSubmit={(event) => {
        event.preventDefault();
        void arrive();
      }}
    >
      {children}
      <p class="disclosure" id="declaration">
        {declaration()}
      </p>
      <label class="check">
        <input
          ref={box}
          type="checkbox"
          aria-describedby="declaration"
          checked={declared.value}
          onChange={(event) => (declared.value = event.currentTarget.checked)}
        />
        <span>{i18n._("I declare that I keep to this.")}</span>
      </label>
      <Problems of={act.problems.value} />
      <div class="buttons start">
        <button type="submit" aria-disabled={act.pending.value}>
          {words}
        </button>
      </div>
    </form>
  );
}

type ArrivalProps = { own: Attendance; store: Conference; conference: TheConference };

export function Arrival({ own, store, conference }: ArrivalProps) {
  const writes = withoutMeeting(conference);
  const unsigned = own.function === "OBSERVER" && !own.signedAt;
  const arrived = () => {
    announce(writes ? i18n._("You take part in the conference.") : i18n._("You are in the meeting."));
    store.readSoon();
  };
  const back = own.declaredAt ? i18n._("I am back") : i18n._("I am here");
  return (
    <section class="panel" aria-labelledby="arrival">
      <h2 id="arrival">{writes ? i18n._("The conference has begun") : i18n._("The meeting has begun")}</h2>
      {unsigned ? (
        <OwnAnswer attendance={own} changed={store.readSoon} />
      ) : (
        <Declaring
          attendanceId={own.id}
          declared={own.declaredAt !== null}
          words={writes ? i18n._("Take part") : back}
          done={arrived}
        />
      )}
    </section>
  );
}
