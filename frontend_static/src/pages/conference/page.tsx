// Wires the page of one conference.
import { useStore } from "../../ui/use-store";
import { createConference } from "./store";
import { ConferenceView } from "./view";
import { Wall } from "./wall";

/** On a `wall` it is shown to a room: large, and with nothing to fill in. */
export function ConferencePage({ conferenceId, wall }: { conferenceId: string; wall: boolean }) {
  const store = useStore(() => createConference(conferenceId));
  return wall ? <Wall store={store} /> : <ConferenceView store={store} />;
}
