// One operation over HTTP: as JSON or, if its variables have files, in parts; sent again where that is safe.
import { RequestError, failureOf, type GraphQLFailure } from './errors.js';

export interface Operation {
  text: string;
  variables?: object;
  // idempotencyKey makes a mutation safe to be sent again.
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Answer {
  data: unknown;
  errors?: readonly GraphQLFailure[];
  extensions?: Record<string, unknown>;
}

export interface Transport {
  url: string;
  fetch: typeof fetch;
  credentials?: RequestCredentials;
  authorization: () => Promise<string | null>;
  // waits are the pauses in milliseconds before an operation is sent again.
  waits: readonly number[];
}

const longestWait = 10_000;

// newKey returns a key for a mutation. `crypto.randomUUID` would need a secure context, which a server in a local network is not.
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// send returns the answer to an operation. It is sent again when there was no answer or the server was away, which changes nothing twice: a
// query changes nothing, and a mutation has its key. Without a key a mutation is sent once.
export async function send(transport: Transport, operation: Operation, isMutation: boolean): Promise<Answer> {
  const safe = !isMutation || !!operation.idempotencyKey;
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce(transport, operation);
    } catch (error) {
      const wait = safe ? pauseBefore(error, attempt, transport.waits) : null;
      if (wait === null || operation.signal?.aborted) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

// pauseBefore says how long to wait before an operation is sent again; null if it is not to be.
function pauseBefore(error: unknown, attempt: number, waits: readonly number[]): number | null {
  if (!(error instanceof RequestError) || attempt >= waits.length) {
    return null;
  }
  const { code, status, retryAfter } = error;
  const unfinished = code === 'CONFLICT' && attempt > 0; // the server still works on what was sent before
  if (code !== 'NETWORK' && code !== 'UNAVAILABLE' && status !== 502 && status !== 504 && !unfinished && !(code === 'RATE_LIMITED')) {
    return null;
  }
  const wait = Math.max(waits[attempt], (retryAfter ?? 0) * 1000);
  return wait <= longestWait ? wait : null;
}

async function sendOnce(transport: Transport, { text, variables, idempotencyKey, signal }: Operation): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/graphql-response+json, application/json' };
  const authorization = await transport.authorization();
  if (authorization) {
    headers.authorization = authorization;
  }
  if (idempotencyKey) {
    headers['idempotency-key'] = idempotencyKey;
  }
  const body = bodyOf(text, variables);
  if (typeof body === 'string') {
    headers['content-type'] = 'application/json';
  } else {
    headers['x-requested-with'] = 'kith'; // what forms of other sites can't send
  }
  let response: Response;
  let answer: Partial<Answer>;
  try {
    response = await transport.fetch(transport.url, { method: 'POST', headers, body, signal, credentials: transport.credentials });
    answer = await response.json().catch((error: unknown) => {
      if (signal?.aborted || response.headers.get('content-type')?.includes('json')) {
        throw error; // the connection broke on the way
      }
      return {};
    });
  } catch (cause) {
    throw new RequestError('NETWORK', 'The server does not answer.', { cause });
  }
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  if (answer.data === undefined || answer.data === null) {
    if (answer.errors?.length) {
      throw failureOf(answer.errors, response.status, retryAfter);
    }
    if (answer.data === undefined) {
      throw new RequestError('BAD_ANSWER', `The server answered with status ${response.status}.`, { status: response.status, retryAfter });
    }
  }
  return { data: answer.data, errors: answer.errors, extensions: answer.extensions };
}

// bodyOf is JSON, or parts as the GraphQL multipart request specification says: null stands where a file belongs.
function bodyOf(query: string, variables: object = {}): string | FormData {
  const files: { file: Blob; path: string }[] = [];
  const plain = withoutFiles(variables, 'variables', files);
  const operations = JSON.stringify({ query, variables: plain });
  if (!files.length) {
    return operations;
  }
  const form = new FormData();
  form.set('operations', operations);
  form.set('map', JSON.stringify(Object.fromEntries(files.map(({ path }, i) => [i, [path]]))));
  files.forEach(({ file }, i) => form.set(String(i), file, file instanceof File ? file.name : 'file'));
  return form;
}

function withoutFiles(value: unknown, path: string, files: { file: Blob; path: string }[]): unknown {
  if (value instanceof Blob) {
    files.push({ file: value, path });
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((one, i) => withoutFiles(one, `${path}.${i}`, files));
  }
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutFiles(one, `${path}.${key}`, files)]));
  }
  return value;
}
