// Says on every page of a case that one sees it through a broken glass, and for how long yet; and closes it.
import { useEffect, useMemo, useState } from "preact/hooks";
import { createAct, payloadOf } from "../act";
import { CloseGlassDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { loseAccess, partWith } from "../session";
import { Problems } from "../ui/parts";
import { type Glass, glassOn } from "./glasses";

export function GlassBanner({ caseId }: { caseId: string }) {
  const glass = glassOn(caseId);
  return glass ? <Looking key={glass.id} glass={glass} /> : null;
}

function Looking({ glass }: { glass: Glass }) {
  const act = useMemo(() => createAct(CloseGlassDocument, payloadOf), []);
  const close = async () => {
    partWith(i18n._("Closed. You no longer see the case."));
    if (await act.run({ glassId: glass.id })) loseAccess();
    else partWith(undefined);
  };
  return (
    <section class="glass" aria-label={i18n._("Seen in an emergency")}>
      <p>
        <strong>{i18n._("You see this case in an emergency.")}</strong> {i18n._("All you open is on the record.")}{" "}
        {i18n._("It ends by itself in")} <Countdown to={glass.endsAt} />
      </p>
      <button type="button" class="small" aria-disabled={act.pending.value} onClick={() => void close()}>
        {i18n._("Close it now")}
      </button>
      <Problems of={act.problems.value} />
    </section>
  );
}

const two = (number: number) => String(number).padStart(2, "0");

/** To the second. The pages go when it has come to its end, whether the server says so or not. */
function Countdown({ to }: { to: string }) {
  const left = () => Math.max(0, Math.ceil((Date.parse(to) - Date.now()) / 1000));
  const [seconds, show] = useState(left());
  useEffect(() => {
    const timer = window.setInterval(() => show(left()), 1000);
    return () => window.clearInterval(timer);
  }, [to]);
  useEffect(() => {
    if (!seconds) loseAccess();
  }, [seconds]);
  return (
    <strong class="countdown" role="timer">
      {Math.floor(seconds / 3600)}:{two(Math.floor(seconds / 60) % 60)}:{two(seconds % 60)}
    </strong>
  );
}
