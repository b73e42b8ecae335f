// Wires the involvement check.
import { useStore } from "../../ui/use-store";
import { createInvolvement } from "./store";
import { InvolvementView } from "./view";

export function InvolvementPage() {
  return <InvolvementView store={useStore(createInvolvement)} />;
}
