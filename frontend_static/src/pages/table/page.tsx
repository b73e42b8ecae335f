// Wires the page that says who is at a case's table.
import { useStore } from "../../ui/use-store";
import { createSeats } from "./store";
import { TableView } from "./view";

export function TablePage({ caseId }: { caseId: string }) {
  return <TableView store={useStore(() => createSeats(caseId))} />;
}
