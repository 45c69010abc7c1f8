// The way to the server: the client kit, and urql before it, which keeps what was read until something of its types changes.
import { Client, RequestError, createClient, type Problem } from '@kith/client';
import { kithExchange } from '@kith/client/urql';
import { Client as Cache, cacheExchange, useQuery, type CombinedError } from 'urql';
import type { Job } from './types';

let ended = () => {};

// onSessionEnd sets what happens when the server does not know the session any more.
export const onSessionEnd = (handler: () => void) => {
  ended = handler;
};

const newKit = () => createClient({ onSignedOut: () => ended() });
const newCache = (kit: Client) =>
  new Cache({ url: '/graphql', exchanges: [cacheExchange, kithExchange(kit)], preferGetMethod: false, requestPolicy: 'cache-and-network' });

export let kit = newKit();
export let client = newCache(kit);

// forgetEverything drops all that was read, which belongs to whoever was signed in.
export function forgetEverything() {
  kit.dispose();
  kit = newKit();
  client = newCache(kit);
}

// explain turns an error of the transport into a sentence for people.
export function explain(error: CombinedError | RequestError): string {
  const first = error instanceof RequestError ? error : error.networkError instanceof RequestError ? error.networkError : undefined;
  const entry = error instanceof RequestError ? error.errors[0] : error.graphQLErrors[0];
  switch (entry?.extensions?.code ?? first?.code) {
    case 'RATE_LIMITED':
      return 'That was a lot at once. Wait a few seconds and try again.';
    case 'UNAVAILABLE':
      return 'The database is away for the moment. Try again shortly.';
    case 'NETWORK':
      return 'The server does not answer. Check the connection and try again.';
  }
  return entry?.message ?? first?.message ?? error.message;
}

// Absent is what a hook answers before there is data.
export type Loaded<T> = { data: T | undefined; fetching: boolean; error: string | null; again: () => void };

// useData reads a query and reads it again when a mutation changes something of the given types.
export function useData<T>(query: string, variables: object = {}, types: string[] = [], pause = false): Loaded<T> {
  const key = types.join();
  const context = cachedContext(key);
  const [{ data, fetching, error, stale }, execute] = useQuery<T>({ query, variables: variables as never, pause, context });
  return {
    data,
    fetching: fetching || stale,
    error: error && !data ? explain(error) : null,
    again: () => execute({ requestPolicy: 'network-only', ...context }),
  };
}

const contexts = new Map<string, { additionalTypenames: string[] }>();

function cachedContext(key: string) {
  if (!contexts.has(key)) {
    contexts.set(key, { additionalTypenames: key ? key.split(',') : [] });
  }
  return contexts.get(key)!;
}

// read asks the server once, past everything that is kept.
export async function read<T>(query: string, variables: object = {}): Promise<T> {
  const { data, error } = await client.query<T>(query, variables as never, { requestPolicy: 'network-only' }).toPromise();
  if (error) {
    throw new Error(explain(error));
  }
  return data as T;
}

export type Payload = { userErrors: Problem[] };

// write runs a mutation and returns its payload. The kit sends it again when the connection breaks, under a key that makes that safe.
export async function write<T extends Payload>(mutation: string, input: object): Promise<T> {
  const [, deleted] = /\{(\w+)Delete\(/.exec(mutation) ?? []; // the answer has nothing of the type that was deleted
  const additionalTypenames = deleted ? [deleted.charAt(0).toUpperCase() + deleted.slice(1)] : [];
  const { data, error } = await client.mutation(mutation, { input }, { additionalTypenames }).toPromise();
  if (!data) {
    throw new Error(error ? explain(error) : 'The server sent no answer.');
  }
  return Object.values(data as object)[0] as T;
}

// subscribe calls back with each value until it is ended by the returned function.
export const subscribe = <T>(query: string, variables: Record<string, unknown>, next: (data: T) => void, done = () => {}): (() => void) =>
  kit.subscribe<T>(query, variables, { next, error: done, complete: done });

// followJob calls back with each state of a job.
export const followJob = (query: string, id: string, next: (job: Job) => void, done?: () => void) =>
  subscribe<{ jobProgress: Job }>(query, { id }, ({ jobProgress }) => next(jobProgress), done);
