// A page, or a part of one, that is fetched when it is first asked for.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { type Reading, StandIn } from "./page";

/** `fetched` is asked once for all that comes together; a `part` of a page has nothing in its place meanwhile. */
export function late<P extends object>(fetched: () => Promise<ComponentType<P>>, part = false): ComponentType<P> {
  const page = signal<ComponentType<P> | null>(null);
  const reading = signal<Reading>("reading");
  return (props: P) => {
    useEffect(() => {
      fetched().then(
        (found) => (page.value = found),
        () => (reading.value = "unreachable"),
      );
    }, []);
    const Fetched = page.value;
    if (Fetched) return <Fetched {...props} />;
    if (part) return null;
    // A browser may keep in mind that a script did not come: the page starts anew.
    return <StandIn title="Roundtable" reading={reading.value} again={() => location.reload()} />;
  };
}
