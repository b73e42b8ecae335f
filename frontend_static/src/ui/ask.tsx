// A button that asks something in a dialog and then acts: what most acts of the page are.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { createAct, payloadOf, type Problem } from "../act";
import type { TypedDocumentString } from "../generated/graphql";
import { i18n } from "../i18n";
import { announce } from "../notices";
import { problemWords } from "../problems";
import { loseAccess, partWith } from "../session";
import { type Field, Fields, type Values } from "./fields";
import { FormDialog } from "./form";

type Props<I, T> = {
  words: string;
  /** Whom or what it is about, for who does not see where the button stands. */
  about?: string;
  look?: string;
  intro?: ComponentChildren | ((values: Values) => ComponentChildren);
  /** What the form begins with. */
  first?: Values;
  fields?: Field[] | ((values: Values) => Field[]);
  document: TypedDocumentString<T, { input: I }>;
  input: (values: Values) => Omit<I, "clientMutationId">;
  /** Whether it may be done now. Where it no longer may, who is at it already is told so, and why if that is said. */
  offered?: boolean;
  over?: (values: Values) => string | undefined;
  /** Said if it ends one's own sight of what is shown. */
  parting?: string;
  onOpen?: () => void;
  done?: (payload: T[keyof T]) => void;
};

const given = <R,>(what: R | ((values: Values) => R), values: Values): R =>
  typeof what === "function" ? (what as (values: Values) => R)(values) : what;

export function Ask<I extends { clientMutationId: string }, T extends object>(props: Props<I, T>) {
  const values = useSignal<Values | null>(null);
  const act = useMemo(() => createAct(props.document, payloadOf), []);
  const label = props.about ? `${props.words}: ${props.about}` : props.words;
  const open = () => {
    act.clear();
    props.onOpen?.();
    values.value = props.first ?? {};
  };
  const send = async () => {
    partWith(props.parting);
    const payload = await act.run(props.input(values.value ?? {}));
    // Done, and what it would answer is not for one's own eyes any more.
    if (!payload && props.parting && act.problems.value.some(isGone)) return loseAccess();
    if (!payload) return partWith(undefined);
    values.value = null;
    announce(i18n._("Done."));
    props.done?.(payload);
    partWith(undefined);
  };
  const filled = values.value;
  const { offered = true } = props;
  const why = () => (filled && props.over?.(filled)) ?? (offered ? undefined : problemWords({ code: "WRONG_STATUS", detail: "" }));
  // What one's own act changes is no news.
  const over = act.pending.value ? undefined : why();
  const fields = filled ? given(props.fields ?? [], filled) : [];
  return (
    <>
      {offered && (
        <button type="button" class={props.look ?? "plain small"} aria-label={label} onClick={open}>
          {props.words}
        </button>
      )}
      {filled && (
        <FormDialog
          title={label}
          intro={given(props.intro, filled)}
          send={props.words}
          pending={act.pending.value}
          problems={act.problems.value}
          fields={fields.map((field) => field.name)}
          over={over}
          stays={over !== undefined}
          onSend={() => void send()}
          onClose={() => (values.value = null)}
        >
          <Fields
            fields={fields}
            values={filled}
            set={(next) => (values.value = next)}
            problems={act.problems.value}
          />
        </FormDialog>
      )}
    </>
  );
}

/** The problem of an answer that one may not see, and not of anything that was sent: it names no field. */
function isGone(problem: Problem): boolean {
  return problem.code === "NOT_FOUND" && problem.path.length === 0;
}
