// urql: an exchange that takes the place of fetchExchange and subscriptionExchange, so that its operations are sent as the client sends its
// own: with idempotency keys, again when the connection breaks, with files, and over the one socket.
import { makeErrorResult, makeResult, stringifyDocument, type Exchange, type Operation, type OperationResult } from '@urql/core';
import { filter, make, merge, mergeMap, pipe, takeUntil, type Source } from 'wonka';
import type { Client } from './client.js';
import type { RequestError } from './errors.js';

const isOurs = ({ kind }: Operation) => kind === 'query' || kind === 'mutation' || kind === 'subscription';

// kithExchange is the last exchange of a urql client. Errors of it are CombinedErrors; a RequestError is `networkError` if there was no
// answer, and otherwise `graphQLErrors` has its entries.
export function kithExchange(client: Client): Exchange {
  return ({ forward }) =>
    (operations) => {
      const results = pipe(
        operations,
        filter(isOurs),
        mergeMap((operation) => {
          const ended = pipe(
            operations,
            filter(({ kind, key }) => kind === 'teardown' && key === operation.key),
          );
          return pipe(operation.kind === 'subscription' ? follow(client, operation) : run(client, operation), takeUntil(ended));
        }),
      );
      return merge([
        results,
        pipe(
          operations,
          filter((operation) => !isOurs(operation)),
          forward,
        ),
      ]);
    };
}

const run = (client: Client, operation: Operation): Source<OperationResult> =>
  make(({ next, complete }) => {
    const ended = new AbortController();
    client.execute(stringifyDocument(operation.query), operation.variables as object, { signal: ended.signal }).then(
      (answer) => {
        next(makeResult(operation, answer as Parameters<typeof makeResult>[1]));
        complete();
      },
      (error: RequestError) => {
        next(failed(operation, error));
        complete();
      },
    );
    return () => ended.abort();
  });

const follow = (client: Client, operation: Operation): Source<OperationResult> =>
  make(({ next, complete }) =>
    client.subscribe(stringifyDocument(operation.query), operation.variables as Record<string, unknown>, {
      next: (data) => next(makeResult(operation, { data } as Parameters<typeof makeResult>[1])),
      error: (error) => {
        next(failed(operation, error));
        complete();
      },
      complete,
    }),
  );

const failed = (operation: Operation, error: RequestError): OperationResult =>
  error.errors?.length
    ? makeResult(operation, { errors: error.errors } as unknown as Parameters<typeof makeResult>[1])
    : makeErrorResult(operation, error);
