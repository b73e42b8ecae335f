// Wires the list of broken glasses.
import { useStore } from "../../ui/use-store";
import { createGlasses } from "./store";
import { GlassesView } from "./view";

export function GlassesPage() {
  return <GlassesView store={useStore(createGlasses)} />;
}
