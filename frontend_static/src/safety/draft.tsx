// Draws the draft of a safety plan for the agency that keeps it: to be read, written on, signed off or discarded.
import { useEffect, useRef } from "preact/hooks";
import { i18n } from "../i18n";
import { forForm } from "../problems";
import { DraftState } from "../ui/draft-state";
import { LongField } from "../ui/form";
import { Badge, nameOf, Problems, When } from "../ui/parts";
import { unsavedAt } from "../ui/unsaved";
import { useStore } from "../ui/use-store";
import { Changed } from "./content";
import type { Plans, Version } from "./store";
import * as said from "./words";
import { asRead, clashes, createWriting, textsIn, type Writing } from "./writing";

/** `before` is what is in force, if anything is; `sign` is for who may. */
type Props = { version: Version; before: Version | null; store: Plans; sign: (() => void) | null };

export function DraftOf({ version, before, store, sign }: Props) {
  const writing = useStore(() => createWriting(version, store.read));
  useEffect(() => {
    // What was not saved when the page was left is shown, not kept out of sight.
    if (!writing.saver.saved.peek()) store.show(version.id);
    writing.meet(version);
    store.begin(version.id, writing);
    return () => store.end(version.id);
  }, []);
  useEffect(() => writing.meet(version), [version.revision]);
  const { saved, other } = writing.saver;
  const open = store.open.value.has(version.id) || other.value !== null;
  const empty = !version.sections.some(({ text }) => text);
  const ready = saved.value && writing.saved.value <= version.revision && !empty;
  return (
    <section class="block draft" aria-label={i18n._("Draft")}>
      <p class="badges">
        <Badge tone="going">{said.state("DRAFT")}</Badge>
        <span class="quiet">
          {i18n._("Written last by {name}", { name: nameOf(version.writtenBy) })} · <When at={version.writtenAt} />
        </span>
      </p>
      <p class="hint">
        {sign
          ? i18n._("Only your agency sees this until it is signed off.")
          : i18n._("Only your agency sees this until a case manager or supervisor of it signs it off.")}
      </p>
      {open ? <Form writing={writing} version={version} store={store} /> : <Changed of={version} before={before} />}
      <DraftState
        saver={writing.saver}
        empty={!open && saved.value}
        changed={i18n._("Somebody of your agency has written something else here meanwhile:")}
        text={<Other writing={writing} version={version} />}
      />
      <div class="buttons start">
        {sign && (
          <button type="button" class="small" aria-disabled={!ready} onClick={() => ready && sign()}>
            {i18n._("Sign off")}
          </button>
        )}
        <button type="button" class="plain small" aria-expanded={open} onClick={() => store.show(version.id, !open)}>
          {open ? i18n._("Close the form") : i18n._("Write on")}
        </button>
      </div>
    </section>
  );
}

function Form({ writing, version, store }: { writing: Writing; version: Version; store: Plans }) {
  const [texts, problems] = [writing.texts.value, writing.problems.value];
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (store.takesFocus(version.id)) form.current?.querySelector("textarea")?.focus();
  }, []);
  return (
    <div class="block" ref={form}>
      {said.SECTIONS.map((code) => (
        <LongField
          key={code}
          label={said.section(code)}
          hint={said.about(code)}
          name={code}
          value={texts[code]}
          problems={problems}
          onInput={(text) => (writing.texts.value = { ...writing.texts.peek(), [code]: text })}
        />
      ))}
      <Problems of={forForm(problems, said.SECTIONS)} />
    </div>
  );
}

/** Of what another window wrote, what is otherwise in the same sections: the rest is put together. */
function Other({ writing, version }: { writing: Writing; version: Version }) {
  const other = writing.saver.other.value;
  if (!other) return null;
  const there = textsIn(other);
  const was = textsIn(unsavedAt(version.id)?.was ?? { body: "", choices: "" });
  return <>{asRead(there, clashes(writing.texts.value, there, was))}</>;
}
