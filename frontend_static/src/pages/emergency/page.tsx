// Wires the page that opens a case in an emergency.
import { useStore } from "../../ui/use-store";
import { createEmergency } from "./store";
import { EmergencyView } from "./view";

export function EmergencyPage() {
  return <EmergencyView store={useStore(createEmergency)} />;
}
