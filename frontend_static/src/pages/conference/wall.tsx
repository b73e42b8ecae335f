// Draws a conference for a screen on the wall: what is heard, its time, who speaks, the agenda. Nothing to fill in.
import { useEffect, useRef } from "preact/hooks";
import { Timer } from "../../conferences/timer";
import { DecidedOnWall } from "../../decisions/decided";
import { i18n } from "../../i18n";
import { connection } from "../../live";
import { Page, StandIn } from "../../ui/page";
import { nameOf } from "../../ui/parts";
import * as words from "../../words";
import { titleOf } from "./agenda";
import { speakersOf } from "./speaking";
import type { Conference, Item, TheConference } from "./store";

export function Wall({ store }: { store: Conference }) {
  const conference = store.conference.value;
  if (!conference) return <StandIn title={i18n._("Conference")} reading={store.reading.value} again={store.startOver} />;
  const item = store.current.value;
  const meets = conference.status === "IN_SESSION";
  return (
    <div class="wall">
      <Page title={i18n._("Conference")} heading={conference.title} lead={<Lead conference={conference} />}>
        <div class="wall-parts">
          <section class="now" aria-labelledby="now" tabIndex={0}>
            {item ? (
              <>
                <h2 id="now">{titleOf(item)}</h2>
                <Timer key={item.id} of={item} />
              </>
            ) : (
              <h2 id="now">{meets ? i18n._("Nothing is heard now") : words.conferenceStatus(conference.status)}</h2>
            )}
            {meets && <Speakers conference={conference} />}
            {item && <DecidedOnWall key={item.id} item={item} heard={store.heard} />}
          </section>
          <Agenda items={store.items.value} />
        </div>
      </Page>
    </div>
  );
}

/** Nobody scrolls a wall: of a long agenda what is heard now stands in the middle. */
function Agenda({ items }: { items: readonly Item[] }) {
  const list = useRef<HTMLOListElement>(null);
  const current = items.find(({ currentSince }) => currentSince)?.id;
  useEffect(() => list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "center" }), [current]);
  return (
    <section aria-labelledby="agenda" tabIndex={0}>
      <h2 id="agenda">{i18n._("Agenda")}</h2>
      <ol ref={list}>
        {items
          .filter(({ status }) => ["ACCEPTED", "HEARD"].includes(status))
          .map((one) => (
            <li key={one.id} class={one.status.toLowerCase()} aria-current={one.id === current ? "step" : undefined}>
              {titleOf(one)}
              {one.status === "HEARD" && ` · ${words.agendaItemStatus(one.status)}`}
            </li>
          ))}
      </ol>
    </section>
  );
}

function Lead({ conference }: { conference: TheConference }) {
  return (
    <p>
      {conference.status === "IN_SESSION" && words.conferenceStatus(conference.status)}
      {connection.value === "reconnecting" && (
        <strong class="stale"> · {i18n._("No connection: this may be old.")}</strong>
      )}
    </p>
  );
}

function Speakers({ conference }: { conference: TheConference }) {
  const { speaker, asked } = speakersOf(conference);
  return (
    <div class="speakers">
      {speaker && <p>{i18n._("{name} has the word.", { name: nameOf(speaker.membership) })}</p>}
      {asked.length > 0 && (
        <p>
          {i18n._("Next: {names}", { names: asked.map(({ membership }) => nameOf(membership)).join(", ") })}
        </p>
      )}
    </div>
  );
}
