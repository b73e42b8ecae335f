// Forms: fields with their labels, hints and problems; dialogs; the buttons that end them.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Problem } from "../act";
import { keepForm, readForm } from "../drafts";
import { i18n } from "../i18n";
import { forField, forForm } from "../problems";
import { draftOwner, standing } from "../session";
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

/** What is typed, or picked where the browser has a way to pick it. */
export function TextField(props: FieldProps & { type?: "text" | "date" | "datetime-local" | "number" }) {
  const ties = useTies(props);
  return (
    <Frame {...props} ties={ties}>
      <input
        {...ties.control}
        type={(props.type ?? "text") as "text"}
        autocomplete="off"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Frame>
  );
}

export const DateField = (props: FieldProps) => <TextField {...props} type="date" />;

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
  /** Why it cannot be sent any more: what was filled in stays to be read; and where it `stays`, for the form opened anew. */
  over?: string;
  stays?: boolean;
  onSend: () => void;
  onClose: () => void;
  children?: ComponentChildren;
};

const isText = (control: unknown): control is HTMLInputElement | HTMLTextAreaElement =>
  control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && control.type === "text");

/**
 * What is typed into a form is kept while it stands open. It stays where the session ends over it, and is typed in
 * again when the form is opened anew; whom one had chosen is to be chosen anew.
 */
function useTyped(title: string, stays: boolean) {
  const form = useRef<HTMLFormElement>(null);
  const staying = useRef(stays);
  staying.current = stays;
  const { owner, key, typed, left } = useMemo(() => {
    const [owner, key] = [draftOwner.peek(), `${location.pathname} ${title}`];
    return { owner, key, typed: readForm(owner, key), left: readForm(owner, key) };
  }, []);
  // After each drawing, since a choice may bring a field.
  useEffect(() => {
    for (const control of form.current?.elements ?? []) {
      if (!isText(control) || !(control.name in left)) continue;
      control.value = left[control.name] ?? "";
      delete left[control.name];
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  useEffect(
    () => () => {
      if (standing.peek() === "in" && !staying.current) keepForm(owner, key, null);
    },
    [],
  );
  const onInput = ({ target }: Event) => {
    if (!isText(target)) return;
    typed[target.name] = target.value;
    keepForm(owner, key, typed);
  };
  return { ref: form, onInput };
}

/** A form in a modal dialog; the browser keeps the focus inside and gives it back. */
export function FormDialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const typed = useTyped(props.title, props.stays === true);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={props.onClose}>
      <form
        {...typed}
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.over) props.onSend();
        }}
      >
        <h2 id={id}>{props.title}</h2>
        {props.intro}
        {props.children}
        <Problems of={forForm(props.problems, props.fields)} />
        {props.over && (
          <p class="disclosure" role="alert">
            {props.over}
          </p>
        )}
        <div class="buttons">
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            {props.over ? i18n._("Close") : i18n._("Cancel")}
          </button>
          {!props.over && (
            <button type="submit" aria-disabled={props.pending}>
              {props.pending ? i18n._("Sending…") : props.send}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}
