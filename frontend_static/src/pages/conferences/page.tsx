// Wires the list of conferences.
import { useStore } from "../../ui/use-store";
import { createConferences } from "./store";
import { ConferencesView } from "./view";

export function ConferencesPage() {
  return <ConferencesView store={useStore(createConferences)} />;
}
