// Wires the record of access.
import { useStore } from "../../ui/use-store";
import { createRecord } from "./store";
import { RecordView } from "./view";

export function RecordPage({ search }: { search: URLSearchParams }) {
  return <RecordView store={useStore(() => createRecord(search))} />;
}
