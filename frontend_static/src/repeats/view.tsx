// Draws for the agency that leads a case that something happened again, and where that went by itself: nothing else is told.
import type { ComponentChildren } from "preact";
import { Meets } from "../conferences/when";
import { type Heard, onHeard } from "../decisions/store";
import { RepeatsDocument } from "../generated/graphql";
import { i18n } from "../i18n";
import { createReadings } from "../reading";
import { Badge, When } from "../ui/parts";
import { useStore } from "../ui/use-store";
import * as words from "../words";
import { isDealtWith, isWaiting, OF_REPEATS, openOnes, type Repeat } from "./store";

function createRepeats(caseId: string, heard: Heard) {
  const readings = createReadings(RepeatsDocument, { caseId, first: 20 });
  void readings.read();
  const unhear = onHeard(heard, OF_REPEATS, readings.readSoon);
  const stop = () => {
    unhear();
    readings.stop();
  };
  return { ...readings, stop };
}

export function CaseRepeats({ caseId, heard }: { caseId: string; heard: Heard }) {
  const store = useStore(() => createRepeats(caseId, heard));
  const all = store.data.value?.repeats.nodes ?? [];
  const [open] = openOnes(all);
  const before = all.filter(isDealtWith);
  if (!all.length) return null;
  return (
    <section class="block" aria-labelledby="repeats">
      <h2 id="repeats">{i18n._("It happened again")}</h2>
      {open && (
        <div class="panel">
          <Found repeat={open} />
        </div>
      )}
      {before.length > 0 && (
        <details>
          <summary>{i18n._("Dealt with before: {count}", { count: before.length })}</summary>
          <ul class="history">
            {before.map((one) => (
              <li key={one.id}>
                <Found repeat={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What is known of it: that it was found, when, and where it went. */
export function Found({ repeat, children }: { repeat: Repeat; children?: ComponentChildren }) {
  const { agendaItem: item, foundAt } = repeat;
  const waits = item !== null && isWaiting(item);
  return (
    <>
      <p>
        {i18n._("The same victim and alleged perpetrator within twelve months, or something new while the case is flagged.")}{" "}
        {i18n._("It is not said what happened, in which case it was recorded, or by whom. Your agency alone is told.")}
      </p>
      <p class="quiet">
        {i18n._("Found")} <When at={foundAt} />
      </p>
      {item && (waits || isDealtWith(repeat)) ? (
        <div class="block">
          <p>
            {waits && item.proposedBy === null && <>{i18n._("It went on the agenda by itself:")} </>}
            <a href={`/agenda-items/${item.id}`}>{item.conference.title}</a>{" "}
            <span class="quiet">
              <Meets of={item.conference} />
            </span>{" "}
            <Badge tone={isDealtWith(repeat) ? "done" : "attention"}>{words.agendaItemStatus(item.status)}</Badge>
          </p>
          {waits && item.proposedBy === null && (
            <p class="hint">{i18n._("The agencies that come hear it there once somebody of your agency refers the case.")}</p>
          )}
        </div>
      ) : (
        <p>{i18n._("It is on no agenda that you hear yet, and goes on the next one by itself.")}</p>
      )}
      {children}
    </>
  );
}
