// Answers and events reach the cache in the order they arrive. By itself it ranks an answer by when it was asked for, and
// what is told meanwhile above or below it by what else is under way: an old event could then hide newer answers.
import { type Exchange, fetchExchange, formatDocument, makeOperation, type Operation, type OperationResult } from "@urql/core";
import { filter, map, merge, pipe, share, tap } from "wonka";

const isAsked = ({ kind, context }: Operation) =>
  kind === "mutation" || (kind === "query" && context.requestPolicy === "network-only");

/** Two exchanges, to stand before and after the cache: it sees what is asked only once the answer is here. */
export function inTurn(): { before: Exchange; after: Exchange } {
  const arrived = new Map<number, OperationResult>();

  const before: Exchange =
    ({ client, forward, dispatchDebug }) =>
    (operations) => {
      const all = share(operations);
      const fetched = fetchExchange({ client, dispatchDebug, forward: filter(() => false) as never });
      const answered = pipe(
        all,
        filter((operation) => isAsked(operation) || operation.kind === "teardown"),
        // As the cache would: with the names of types, by which it keeps what is answered.
        map((operation) => makeOperation(operation.kind, { ...operation, query: formatDocument(operation.query) })),
        fetched,
        tap((result) => void arrived.set(result.operation.key, result)),
        // Else the cache would guess at what an act's answer will be.
        map(({ operation }) => makeOperation(operation.kind, operation, { ...operation.context, requestPolicy: "network-only" })),
      );
      return forward(merge([pipe(all, filter((operation) => !isAsked(operation))), answered]));
    };

  const after: Exchange =
    ({ forward }) =>
    (operations) => {
      const all = pipe(
        operations,
        map((operation) => {
          const result = arrived.get(operation.key);
          arrived.delete(operation.key);
          return { operation, result: result && { ...result, operation } };
        }),
        share,
      );
      return merge([
        pipe(
          all,
          map(({ result }) => result),
          filter((result) => result !== undefined),
        ),
        pipe(
          all,
          filter(({ result }) => !result),
          map(({ operation }) => operation),
          forward,
        ),
      ]);
    };

  return { before, after };
}
