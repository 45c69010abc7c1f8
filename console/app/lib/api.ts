// The way to the server: queries that are kept until something of their types changes, mutations with an idempotency key, and
// subscriptions that resume.
import { Client, cacheExchange, fetchExchange, mapExchange, useQuery, type CombinedError } from 'urql';
import { createClient } from 'graphql-ws';
import type { Job, Problem } from './types';

let ended = () => {};

// onSessionEnd sets what happens when the server does not know the session any more.
export const onSessionEnd = (handler: () => void) => {
  ended = handler;
};

const sessionExchange = mapExchange({
  onError(error) {
    if (error.graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) {
      ended();
    }
  },
});

export const newClient = () =>
  new Client({
    url: '/graphql',
    exchanges: [cacheExchange, sessionExchange, fetchExchange],
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
  });

export let client = newClient();

// forgetEverything drops all that was read, which belongs to whoever was signed in.
export function forgetEverything() {
  client = newClient();
  socket?.dispose();
  socket = null;
}

// explain turns an error of the transport into a sentence for people.
export function explain(error: CombinedError): string {
  const first = error.graphQLErrors[0];
  switch (first?.extensions?.code) {
    case 'RATE_LIMITED':
      return 'That was a lot at once. Wait a few seconds and try again.';
    case 'UNAVAILABLE':
      return 'The database is away for the moment. Try again shortly.';
  }
  return first?.message ?? (error.networkError ? 'The server does not answer. Check the connection and try again.' : error.message);
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

const patience = [500, 2000];

// write runs a mutation and returns its payload. It is sent again when the connection breaks; the key makes that safe.
export async function write<T extends Payload>(mutation: string, input: object): Promise<T> {
  const headers = { 'idempotency-key': crypto.randomUUID(), 'x-requested-with': 'kith' };
  for (let attempt = 0; ; attempt++) {
    const { data, error } = await client.mutation(mutation, { input }, { fetchOptions: { headers } }).toPromise();
    if (data) {
      return Object.values(data as object)[0] as T;
    }
    if (!error?.networkError || error.response?.status || attempt === patience.length) {
      throw new Error(error ? explain(error) : 'The server sent no answer.');
    }
    await new Promise((resolve) => setTimeout(resolve, patience[attempt]));
  }
}

type Socket = ReturnType<typeof createClient>;
let socket: Socket | null = null;

function openSocket(): Socket {
  socket ??= createClient({
    url: `${location.origin.replace('http', 'ws')}/graphql`,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    keepAlive: 20_000,
    lazyCloseTimeout: 5_000,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** tries, 15_000) * (0.5 + Math.random() / 2))),
  });
  return socket;
}

// subscribe calls back with each value until it is ended by the returned function. Variables are sent anew when a connection was lost, so
// a change of them by the callback says where to resume.
export function subscribe<T>(query: string, variables: Record<string, unknown>, next: (data: T) => void, done = () => {}): () => void {
  return openSocket().subscribe<T>({ query, variables }, { next: ({ data }) => data && next(data), error: done, complete: done });
}

// followJob calls back with each state of a job.
export const followJob = (query: string, id: string, next: (job: Job) => void, done?: () => void) =>
  subscribe<{ jobProgress: Job }>(query, { id }, ({ jobProgress }) => next(jobProgress), done);
