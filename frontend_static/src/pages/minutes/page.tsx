// Wires the page of one version of minutes.
import { useStore } from "../../ui/use-store";
import { createMinutes } from "./store";
import { MinutesView } from "./view";

export function MinutesPage({ minutesId }: { minutesId: string }) {
  return <MinutesView store={useStore(() => createMinutes(minutesId))} />;
}
