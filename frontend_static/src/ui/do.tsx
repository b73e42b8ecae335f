// A button that acts at once, for what is easily taken back; where it cannot, it says so beside itself.
import { useMemo } from "preact/hooks";
import { createAct, payloadOf } from "../act";
import type { TypedDocumentString } from "../generated/graphql";
import { Problems } from "./parts";

type Props<I, T> = {
  words: string;
  /** Whom or what it is about, for who does not see where the button stands. */
  about?: string;
  look?: string;
  document: TypedDocumentString<T, { input: I }>;
  input: Omit<I, "clientMutationId">;
  disabled?: boolean;
  done?: (payload: T[keyof T]) => void;
};

export function Do<I extends { clientMutationId: string }, T extends object>(props: Props<I, T>) {
  const act = useMemo(() => createAct(props.document, payloadOf), []);
  const run = async () => {
    if (props.disabled) return;
    const payload = await act.run(props.input);
    if (payload) props.done?.(payload);
  };
  return (
    <>
      <button
        type="button"
        class={props.look ?? "plain small"}
        aria-label={props.about && `${props.words}: ${props.about}`}
        aria-disabled={act.pending.value || props.disabled}
        onClick={() => void run()}
      >
        {props.words}
      </button>
      <Problems of={act.problems.value} />
    </>
  );
}
