// Draws what one is asked, at the top of the page: whether one's agency comes, or oneself.
import { AgencyAnswer, isToAnswer, isToCome, OwnAnswer } from "../../conferences/answer";
import { i18n } from "../../i18n";
import { me } from "../../session";
import type { Conference, TheConference } from "./store";

export function Call({ store, conference }: { store: Conference; conference: TheConference }) {
  const part = conference.agencies.find(({ agency }) => agency.id === me.value?.agency.id) ?? null;
  const own = store.own.value;
  if (isToAnswer(part)) {
    return (
      <section class="panel" aria-labelledby="call">
        <h2 id="call">{i18n._("Your agency is asked to come")}</h2>
        <AgencyAnswer conference={conference} changed={store.readSoon} />
      </section>
    );
  }
  // Who comes into a meeting that goes on says so by coming in.
  if (!own || !isToCome(own) || conference.status === "IN_SESSION") return null;
  return (
    <section class="panel" aria-labelledby="call">
      <h2 id="call">{i18n._("You are asked to come")}</h2>
      <OwnAnswer attendance={own} title={conference.title} changed={store.readSoon} />
    </section>
  );
}
