// Wires the page of one case.
import { useStore } from "../../ui/use-store";
import { createCase } from "./store";
import { CaseView } from "./view";

export function CasePage({ caseId }: { caseId: string }) {
  return <CaseView store={useStore(() => createCase(caseId))} />;
}
