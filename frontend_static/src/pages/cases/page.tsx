// Wires the list of cases.
import { useStore } from "../../ui/use-store";
import { createCases } from "./store";
import { CasesView } from "./view";

export function CasesPage() {
  return <CasesView store={useStore(createCases)} />;
}
