// Wires the page of one case on an agenda.
import { useStore } from "../../ui/use-store";
import { createAgendaItem } from "./store";
import { AgendaItemView } from "./view";

export function AgendaItemPage({ agendaItemId }: { agendaItemId: string }) {
  return <AgendaItemView store={useStore(() => createAgendaItem(agendaItemId))} />;
}
