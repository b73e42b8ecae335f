// Wires the page that says who opened a case.
import { useStore } from "../../ui/use-store";
import { createOpenings } from "./store";
import { OpeningsView } from "./view";

export function OpeningsPage({ caseId }: { caseId: string }) {
  return <OpeningsView store={useStore(() => createOpenings(caseId))} />;
}
