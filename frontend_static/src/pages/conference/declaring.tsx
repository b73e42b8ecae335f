// Draws how one comes into the meeting: first one declares that what is said there stays confidential.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { createAct, payloadOf } from "../../act";
import { OwnAnswer } from "../../conferences/answer";
import { RecordArrivalDocument } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { announce } from "../../notices";
import { Problems } from "../../ui/parts";
import type { Attendance, Conference } from "./store";

export const declaration = () =>
  i18n._(
    "What is said in this meeting is confidential. It is used only to protect the people concerned and for one's duties in these cases, passed on to nobody who is not entitled to it, and kept nowhere but in one's agency's own file.",
  );

export const byTheOthers = () => i18n._("They have declared in the meeting that they keep to this.");

export function Arrival({ own, store }: { own: Attendance; store: Conference }) {
  const declared = useSignal(own.declaredAt !== null);
  const act = useMemo(() => createAct(RecordArrivalDocument, payloadOf), []);
  if (own.function === "OBSERVER" && !own.signedAt) {
    return (
      <section class="panel" aria-labelledby="arrival">
        <h2 id="arrival">{i18n._("The meeting has begun")}</h2>
        <OwnAnswer attendance={own} changed={store.readSoon} />
      </section>
    );
  }
  const arrive = async () => {
    if (!(await act.run({ attendanceId: own.id, confidential: declared.value }))) return;
    announce(i18n._("You are in the meeting."));
    store.readSoon();
  };
  return (
    <section class="panel" aria-labelledby="arrival">
      <h2 id="arrival">{i18n._("The meeting has begun")}</h2>
      <form
        class="form block"
        onSubmit={(event) => {
          event.preventDefault();
          void arrive();
        }}
      >
        <p class="disclosure" id="declaration">
          {declaration()}
        </p>
        <label class="check">
          <input
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
            {own.declaredAt ? i18n._("I am back") : i18n._("I am here")}
          </button>
        </div>
      </form>
    </section>
  );
}
