// Draws the dialog that opens a conversation: what about, who sees it, on what basis.
import { CATEGORIES } from "../../audience/categories";
import { Checks, Radios } from "../../audience/choices";
import { GROUND_FIELDS } from "../../audience/grounds";
import { GroundsFields } from "../../audience/grounds-fields";
import { WillSee } from "../../audience/people";
import { i18n } from "../../i18n";
import { go } from "../../router";
import { DraftState } from "../../ui/draft-state";
import { FormDialog, TextField } from "../../ui/form";
import { Loading, Problems } from "../../ui/parts";
import { useStore } from "../../ui/use-store";
import { forField } from "../../problems";
import * as words from "../../words";
import { createOpening, type Opening } from "./opening";

const RECIPIENTS = ["audience", "agencyIds", "membershipIds", "sensitivity"];

export function OpenDialog({ caseId, onClose }: { caseId: string; onClose: () => void }) {
  const store = useStore(() => createOpening(caseId));
  const problems = store.problems.value;
  const send = async () => {
    const thread = await store.send();
    if (thread) go(`/threads/${thread.id}`);
  };
  return (
    <FormDialog
      title={i18n._("Open a conversation")}
      send={i18n._("Open the conversation")}
      pending={store.pending.value}
      problems={problems}
      fields={["subject", "categories", ...GROUND_FIELDS, ...RECIPIENTS]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <TextField
        label={i18n._("Subject")}
        name="subject"
        required
        value={store.subject.value}
        problems={problems}
        onInput={(subject) => (store.subject.value = subject)}
      />
      <DraftState saver={store.saver} empty={!store.subject.value} />
      {store.loaded.value ? <Recipients store={store} /> : <Loading />}
      <Problems of={RECIPIENTS.flatMap((name) => forField(problems, name))} />
      <Categories store={store} />
      <WillSee label={i18n._("Who will see this:")} posts={store.willSee.value} />
      <GroundsFields
        value={store.grounds.value}
        set={(part) => (store.grounds.value = { ...store.grounds.value, ...part })}
        problems={problems}
      />
    </FormDialog>
  );
}

function Recipients({ store }: { store: Opening }) {
  const preset = store.preset.value;
  return (
    <>
      <Radios
        legend={i18n._("Who may see it")}
        choices={store.presets.value}
        chosen={preset}
        onChange={store.setPreset}
      />
      {(preset === "agencies" || preset === "persons") && (
        <Checks
          legend={preset === "agencies" ? i18n._("Agencies, besides your own") : i18n._("Persons, besides yourself")}
          choices={store.choices.value}
          chosen={store.named.value}
          onChange={(named) => (store.named.value = named)}
        />
      )}
    </>
  );
}

/** Each narrows it to those entitled to it, among those chosen. */
function Categories({ store }: { store: Opening }) {
  const count = store.categories.value.size;
  return (
    <details open={count > 0 || undefined}>
      <summary>{i18n._("It holds something that needs an entitlement")}</summary>
      <Checks
        legend={i18n._("Only those entitled to all of these will see it")}
        choices={CATEGORIES.map((id) => ({ id, name: words.category(id) }))}
        chosen={store.categories.value}
        onChange={(categories) => (store.categories.value = categories)}
        problems={forField(store.problems.value, "categories")}
      />
    </details>
  );
}
