// Draws the dialog that opens a conversation: what about, who sees it, on what basis.
import type { CasePageQuery, LawfulBasis, Sensitivity } from "../../generated/graphql";
import { i18n } from "../../i18n";
import { go } from "../../router";
import { me } from "../../session";
import { FormDialog, LongField, SelectField, TextField } from "../../ui/form";
import { nameOf, Problems } from "../../ui/parts";
import { useStore } from "../../ui/use-store";
import { forField } from "../../problems";
import * as words from "../../words";
import { createOpening, type Opening } from "./opening";

type TheCase = NonNullable<CasePageQuery["case"]>;
const SENSITIVITIES: Sensitivity[] = ["NAMED_AGENCIES", "CASE_AGENCIES", "NAMED_PERSONS"];
const BASES: LawfulBasis[] = ["CONSENT", "LEGAL_OBLIGATION", "VITAL_INTERESTS", "PUBLIC_TASK"];
const RECIPIENTS = ["audience", "agencyIds", "membershipIds", "sensitivity"];

export function OpenDialog({ one, onClose }: { one: TheCase; onClose: () => void }) {
  const store = useStore(() => createOpening(one.id));
  const form = store.form.value;
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
      fields={["subject", "purpose", "lawfulBasis", "rationale", ...RECIPIENTS]}
      onSend={() => void send()}
      onClose={onClose}
    >
      <TextField
        label={i18n._("Subject")}
        name="subject"
        required
        value={form.subject}
        problems={problems}
        onInput={(subject) => store.set({ subject })}
      />
      <SelectField
        label={i18n._("Who may see it")}
        name="sensitivity"
        required
        value={form.sensitivity}
        onInput={(value) => store.setSensitivity(value as Sensitivity)}
      >
        {SENSITIVITIES.map((value) => (
          <option key={value} value={value}>
            {words.sensitivity(value)}
          </option>
        ))}
      </SelectField>
      <Recipients one={one} store={store} />
      <Problems of={RECIPIENTS.flatMap((name) => forField(problems, name))} />
      <TextField
        label={i18n._("Purpose of sharing")}
        name="purpose"
        required
        value={form.purpose}
        problems={problems}
        onInput={(purpose) => store.set({ purpose })}
      />
      <SelectField
        label={i18n._("Lawful basis")}
        name="lawfulBasis"
        required
        value={form.lawfulBasis}
        problems={problems}
        onInput={(basis) => store.set({ lawfulBasis: basis as LawfulBasis })}
      >
        <option value="">{i18n._("Choose a basis")}</option>
        {BASES.map((basis) => (
          <option key={basis} value={basis}>
            {words.lawfulBasis(basis)}
          </option>
        ))}
      </SelectField>
      <LongField
        label={i18n._("Why this basis applies")}
        name="rationale"
        required={form.lawfulBasis !== "" && form.lawfulBasis !== "CONSENT"}
        rows={2}
        value={form.rationale}
        problems={problems}
        onInput={(rationale) => store.set({ rationale })}
      />
    </FormDialog>
  );
}

function Recipients({ one, store }: { one: TheCase; store: Opening }) {
  const { sensitivity, recipients } = store.form.value;
  if (sensitivity === "CASE_AGENCIES") return null;
  const choices =
    sensitivity === "NAMED_AGENCIES"
      ? one.agencies
          .filter((part) => part.state === "ACTIVE" && part.agency.id !== me.value?.agency.id)
          .map(({ agency }) => ({ id: agency.id, name: agency.name, more: words.agencyType(agency.type) }))
      : one.members
          .filter((member) => !member.renouncedAt && member.membership.id !== me.value?.id)
          .map(({ membership }) => ({ id: membership.id, name: nameOf(membership), more: membership.agency.name }));
  return (
    <fieldset>
      <legend>
        {sensitivity === "NAMED_AGENCIES" ? i18n._("Agencies, besides your own") : i18n._("Persons, besides yourself")}
      </legend>
      {choices.map((choice) => (
        <label class="check" key={choice.id}>
          <input
            type="checkbox"
            checked={recipients.has(choice.id)}
            onChange={(event) => store.include(choice.id, event.currentTarget.checked)}
          />
          <span>
            {choice.name} <span class="quiet">{choice.more}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
