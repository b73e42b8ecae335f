// What each page of a case rests on: its state, read again whenever something happens on the case.
import type { AnyVariables } from "@urql/core";
import { createFollowed, type Happened } from "../../followed";
import { CaseEventsDocument, type CaseEventsSubscription, type TypedDocumentString } from "../../generated/graphql";

type OfCase = { case: { eventsCursor: string } | null };

/** `also` reads what stands beside the state. */
export function createOnCase<T extends OfCase, V extends AnyVariables & { caseId: string }>(
  document: TypedDocumentString<T, V>,
  variables: NoInfer<V>,
  also?: (happened: Happened) => void,
) {
  const { caseId } = variables;
  const stream = () => ({
    document: CaseEventsDocument,
    variables: (after: string) => ({ caseId, after }),
    pick: ({ caseEvents }: CaseEventsSubscription) => caseEvents,
  });
  return createFollowed(
    document,
    variables,
    (answer) => answer.case?.eventsCursor,
    stream,
    also,
  );
}
