// Asks whether another agency knows a person, and keeps what was answered until something else is asked.
import { signal } from "@preact/signals";
import { createAct, payloadOf } from "../../act";
import { CheckInvolvementDocument, type CheckInvolvementMutation } from "../../generated/graphql";
import { personOf, type Values } from "../../ui/fields";

type Answer = CheckInvolvementMutation["checkInvolvement"]["involvement"];

export function createInvolvement() {
  const values = signal<Values>({});
  const answer = signal<Answer>(null);
  const act = createAct(CheckInvolvementDocument, payloadOf);
  /** An answer is about who was asked for, and stands only beside that. */
  const set = (next: Values) => {
    values.value = next;
    answer.value = null;
  };
  const send = async () => {
    const asked = values.peek();
    answer.value = null;
    const payload = await act.run({ person: personOf(asked), purpose: asked.purpose ?? "" });
    if (asked === values.peek()) answer.value = payload?.involvement ?? null;
  };
  return { values, answer, set, send, pending: act.pending, problems: act.problems, stop: () => {} };
}

export type Involvement = ReturnType<typeof createInvolvement>;
