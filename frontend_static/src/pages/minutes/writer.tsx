// Draws what is being written in minutes, and whether it is saved.
import { useEffect } from "preact/hooks";
import { i18n } from "../../i18n";
import { DraftState } from "../../ui/draft-state";
import { LongField } from "../../ui/form";
import { useStore } from "../../ui/use-store";
import type { MinutesStore, Passage, TheMinutes } from "./store";
import { createFrame, createPassage } from "./writing";

type Writing = ReturnType<typeof createPassage>;

function Writer({ writing, label, name, required }: { writing: Writing; label: string; name: string; required?: boolean }) {
  const text = writing.text.value;
  return (
    <>
      <LongField label={label} name={name} rows={5} required={required} value={text} onInput={(next) => (writing.text.value = next)} />
      <DraftState
        saver={writing.saver}
        empty={!text.trim()}
        changed={i18n._("Somebody else has written something else here meanwhile:")}
      />
    </>
  );
}

export function PassageWriter({ store, passage, label }: { store: MinutesStore; passage: Passage; label: string }) {
  const writing = useStore(() => createPassage(store, passage.id));
  const words = passage.words;
  useEffect(() => {
    if (words) writing.meet({ id: passage.id, version: words.version, text: words.text });
  }, [words?.version, words?.text]);
  return <Writer writing={writing} label={label} name="text" required />;
}

type FrameProps = { store: MinutesStore; minutes: TheMinutes; part: "opening" | "closing"; label: string };

export function FrameWriter({ store, minutes, part, label }: FrameProps) {
  const writing = useStore(() => createFrame(store, part));
  const text = minutes[part] ?? "";
  useEffect(() => writing.meet({ id: minutes.id, version: minutes.version, text }), [minutes.version, text]);
  return <Writer writing={writing} label={label} name={part} />;
}
