// Wires the list of tasks; its filters stand in the address.
import { useEffect } from "preact/hooks";
import { useStore } from "../../ui/use-store";
import { createTasks, filtersOf } from "./store";
import { TasksView } from "./view";

export function TasksPage({ search }: { search: URLSearchParams }) {
  const store = useStore(() => createTasks(search));
  useEffect(() => store.follow(search), [search]);
  return <TasksView store={store} filters={filtersOf(search)} />;
}
