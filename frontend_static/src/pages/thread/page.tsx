// Wires the page of one thread.
import { useStore } from "../../ui/use-store";
import { createThread } from "./store";
import { ThreadView } from "./view";

export function ThreadPage({ threadId }: { threadId: string }) {
  return <ThreadView store={useStore(() => createThread(threadId))} />;
}
