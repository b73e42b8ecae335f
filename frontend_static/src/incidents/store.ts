// Asks for what happened in a case, as far as one may see it.
import { computed } from "@preact/signals";
import { type Heard, onHeard } from "../decisions/store";
import { CaseIncidentsDocument, type CaseIncidentsQuery } from "../generated/graphql";
import { createReadings } from "../reading";

export type Incident = CaseIncidentsQuery["incidents"]["nodes"][number];
export type OtherIncident = Incident["likelySame"][number];

const OF_INCIDENTS = ["IncidentRecorded", "IncidentWithdrawn", "IncidentsJoined", "IncidentsParted", "AccessChanged"];

export function createIncidents(caseId: string, heard: Heard) {
  const readings = createReadings(CaseIncidentsDocument, { caseId, first: 50 });
  void readings.read();
  const unhear = onHeard(heard, OF_INCIDENTS, readings.readSoon);
  const stop = () => {
    unhear();
    readings.stop();
  };
  return {
    /** Those that another stands in the place of are not shown beside it. */
    incidents: computed(() => (readings.data.value?.incidents.nodes ?? []).filter(({ supersededBy }) => !supersededBy.length)),
    ready: computed(() => readings.data.value !== null),
    readSoon: readings.readSoon,
    stop,
  };
}
