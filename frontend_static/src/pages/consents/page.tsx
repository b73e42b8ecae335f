// Wires the page of a case's consents and conflicts of interest.
import { useStore } from "../../ui/use-store";
import { createConsents } from "./store";
import { ConsentsView } from "./view";

export function ConsentsPage({ caseId }: { caseId: string }) {
  return <ConsentsView store={useStore(() => createConsents(caseId))} />;
}
