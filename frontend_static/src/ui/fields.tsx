// Fields of a form by their description: what most forms of the page are made of.
import type { ComponentChildren } from "preact";
import type { Problem } from "../act";
import { Checks, type Choice, Radios } from "../audience/choices";
import type { PersonInput } from "../generated/graphql";
import { i18n } from "../i18n";
import { forField, forForm } from "../problems";
import { LongField, SelectField, TextField } from "./form";
import { Problems } from "./parts";

/** What was filled in, by the name of the field; of checks, the ids of those that are set, with blanks between. */
export type Values = Record<string, string>;

export type Field = {
  name: string;
  label: string;
  kind?: "text" | "date" | "datetime-local" | "number" | "select" | "radios" | "checks";
  choices?: Choice[];
  hint?: string;
  optional?: boolean;
};

type Props = { fields: Field[]; values: Values; set: (values: Values) => void; problems: Problem[] };

export const idsOf = (value: string | undefined): string[] => value?.split(" ").filter(Boolean) ?? [];
export const choicesOf = <T extends string>(ids: readonly T[], words: (id: T) => string): Choice[] =>
  ids.map((id) => ({ id, name: words(id) }));

export function Fields({ fields, values, set, problems }: Props) {
  return fields.map((field) => (
    <One
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      problems={problems}
      onInput={(value) => set({ ...values, [field.name]: value })}
    />
  ));
}

type OneProps = { field: Field; value: string; problems: Problem[]; onInput: (value: string) => void };

function One({ field, value, problems, onInput }: OneProps) {
  const { name, label, hint, choices = [] } = field;
  if (field.kind === "radios") return <Radios legend={label} choices={choices} chosen={value} onChange={onInput} />;
  if (field.kind === "checks") {
    return (
      <Checks
        legend={label}
        choices={choices}
        chosen={new Set(idsOf(value))}
        onChange={(ids) => onInput([...ids].join(" "))}
        problems={forField(problems, name)}
      />
    );
  }
  const given = { name, label, hint, required: !field.optional, value, problems, onInput };
  if (field.kind === "select") {
    return (
      <SelectField {...given}>
        <option value="">{i18n._("Choose…")}</option>
        {choices.map(({ id, name: words, more }) => (
          <option key={id} value={id}>
            {more ? `${words} (${more})` : words}
          </option>
        ))}
      </SelectField>
    );
  }
  return field.kind ? <TextField {...given} type={field.kind} /> : <LongField {...given} />;
}

type FormProps = {
  fields: Field[];
  values: Values;
  set: (values: Values) => void;
  problems: Problem[];
  pending: boolean;
  send: string;
  onSend: () => void;
  children: ComponentChildren;
};

/** A form that is a page's own; one leaves it for where one came from. */
export function PageForm({ fields, values, set, problems, pending, send, onSend, children }: FormProps) {
  const names = fields.map((field) => field.name);
  return (
    <form
      class="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {children}
      <Fields fields={fields} values={values} set={set} problems={problems} />
      <Problems of={forForm(problems, names)} />
      <div class="buttons">
        <a class="button plain" href="/">
          {i18n._("Cancel")}
        </a>
        <button type="submit" aria-disabled={pending}>
          {pending ? i18n._("Sending…") : send}
        </button>
      </div>
    </form>
  );
}

/** Who is meant, exactly: by a number, or by name and birthday. */
export const personFields = (): Field[] => [
  { name: "nationalId", label: i18n._("National id number"), kind: "text", optional: true },
  {
    name: "fullName",
    label: i18n._("Full name"),
    kind: "text",
    optional: true,
    hint: i18n._("All names, in any order; the date of birth with it. Not needed with the number."),
  },
  { name: "dateOfBirth", label: i18n._("Date of birth"), kind: "date", optional: true },
];

export const personOf = ({ nationalId, fullName, dateOfBirth }: Values): PersonInput => ({
  nationalId: nationalId || null,
  fullName: fullName || null,
  dateOfBirth: dateOfBirth || null,
});
