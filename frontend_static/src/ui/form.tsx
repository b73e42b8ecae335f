// Forms: fields with their labels, hints and problems; dialogs; the buttons that end them.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Problem } from "../act";
import { i18n } from "../i18n";
import { forField, forForm } from "../problems";
import { Problems } from "./parts";

type FieldProps = {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  problems?: Problem[];
  hint?: string;
  required?: boolean;
};

/** Ids and attributes that tie a control to its hint and its problems. */
function useTies(props: FieldProps) {
  const id = useId();
  const mine = forField(props.problems ?? [], props.name);
  const described = [props.hint && `${id}-hint`, mine.length && `${id}-problems`].filter(Boolean).join(" ");
  return {
    mine,
    id,
    control: {
      id,
      name: props.name,
      value: props.value,
      required: props.required,
      "aria-invalid": mine.length ? ("true" as const) : undefined,
      "aria-describedby": described || undefined,
    },
  };
}

function Frame(props: FieldProps & { ties: ReturnType<typeof useTies>; children: ComponentChildren }) {
  const { id, mine } = props.ties;
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        {!props.required && <span class="quiet"> {i18n._("(optional)")}</span>}
      </label>
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children}
      <Problems of={mine} id={`${id}-problems`} />
    </div>
  );
}

export function TextField(props: FieldProps) {
  const ties = useTies(props);
  return (
    <Frame {...props} ties={ties}>
      <input
        {...ties.control}
        type="text"
        autocomplete="off"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Frame>
  );
}

export function DateField(props: FieldProps) {
  const ties = useTies(props);
  return (
    <Frame {...props} ties={ties}>
      <input {...ties.control} type="date" onInput={(event) => props.onInput(event.currentTarget.value)} />
    </Frame>
  );
}

export function LongField(props: FieldProps & { rows?: number }) {
  const ties = useTies(props);
  return (
    <Frame {...props} ties={ties}>
      <textarea
        {...ties.control}
        rows={props.rows ?? 3}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Frame>
  );
}

export function SelectField(props: FieldProps & { children: ComponentChildren }) {
  const ties = useTies(props);
  return (
    <Frame {...props} ties={ties}>
      <select {...ties.control} onChange={(event) => props.onInput(event.currentTarget.value)}>
        {props.children}
      </select>
    </Frame>
  );
}

type DialogProps = {
  title: string;
  intro?: ComponentChildren;
  send: string;
  pending: boolean;
  problems: Problem[];
  fields: string[];
  onSend: () => void;
  onClose: () => void;
  children?: ComponentChildren;
};

/** A form in a modal dialog; the browser keeps the focus inside and gives it back. */
export function FormDialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSend();
        }}
      >
        <h2 id={id}>{props.title}</h2>
        {props.intro}
        {props.children}
        <Problems of={forForm(props.problems, props.fields)} />
        <div class="buttons">
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            {i18n._("Cancel")}
          </button>
          <button type="submit" aria-disabled={props.pending}>
            {props.pending ? i18n._("Sending…") : props.send}
          </button>
        </div>
      </form>
    </dialog>
  );
}
