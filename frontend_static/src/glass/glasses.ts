// The broken glasses one looks through now: read at the start, and again when one's rights may have changed.
import { signal } from "@preact/signals";
import { OpenGlassesDocument, type OpenGlassesQuery } from "../generated/graphql";
import { ask } from "../network";
import { may, whenever } from "../session";

export type Glass = OpenGlassesQuery["openGlasses"][number];

const glasses = signal<readonly Glass[]>([]);

export const glassOn = (caseId: string) => glasses.value.find((glass) => glass.case?.id === caseId);

export async function readGlasses(): Promise<void> {
  glasses.value = (await ask(OpenGlassesDocument, {})).openGlasses;
}

/** Keeps them true until the returned function is called. */
export function keepGlasses(): () => void {
  glasses.value = [];
  if (!may("GLASS_BREAK")) return () => {};
  // What cannot be read now is read at the next reason to.
  const read = () => void readGlasses().catch(() => {});
  read();
  return whenever(read);
}
