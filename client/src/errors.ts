// What can go wrong. A request that fails is thrown as a RequestError. An input that breaks a rule is no exception but a part of the
// answer: a union that tells by `code` what there is to know.
import type { UserErrorCode } from './schema.js';

// RequestErrorCode is `extensions.code` of the server. NETWORK means that there was no answer, BAD_ANSWER one that is not the API's.
export type RequestErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'GRAPHQL_PARSE_FAILED'
  | 'UNAVAILABLE'
  | 'INTERNAL'
  | 'CURSOR_EXPIRED'
  | 'SLOW_CONSUMER'
  | 'NETWORK'
  | 'BAD_ANSWER';

// GraphQLFailure is an entry of `errors`.
export interface GraphQLFailure {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; requestId?: string; cursor?: string } & Record<string, unknown>;
}

// RequestError is thrown when a request, or all of an operation, has failed.
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  // status is that of HTTP; null if there was no answer.
  readonly status: number | null;
  // retryAfter is the number of seconds that the server asks to wait.
  readonly retryAfter: number | null;
  readonly errors: readonly GraphQLFailure[];

  constructor(
    code: RequestErrorCode,
    message: string,
    more: { status?: number; retryAfter?: number | null; errors?: readonly GraphQLFailure[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = more.status ?? null;
    this.retryAfter = more.retryAfter ?? null;
    this.errors = more.errors ?? [];
  }

  // requestId is what the server's log calls the request.
  get requestId(): string | null {
    return this.errors.find(({ extensions }) => extensions?.requestId)?.extensions?.requestId ?? null;
  }
}

// failureOf makes an error of the entries of an answer.
export function failureOf(errors: readonly GraphQLFailure[], status?: number, retryAfter?: number | null): RequestError {
  const [first] = errors;
  return new RequestError((first?.extensions?.code as RequestErrorCode) ?? 'BAD_ANSWER', first?.message ?? 'The answer has no data.', {
    status,
    retryAfter,
    errors,
  });
}

interface Rule<Code extends string> {
  code: Code;
  // message says what is wrong and what to do about it, to be shown to people.
  message: string;
  // field is the path to the value in the input; empty if it is about the input as a whole.
  field: string[];
}

// Problem is one rule that an input broke. `node`, `contact` and `current` are there if the document selects them.
export type Problem =
  | Rule<Exclude<UserErrorCode, 'TAKEN' | 'STALE_VERSION'>>
  | (Rule<'TAKEN'> & { node?: Record<string, unknown> | null; contact?: Record<string, unknown> | null })
  | (Rule<'STALE_VERSION'> & { current?: Record<string, unknown> | null });

// Outcome is what became of a mutation.
export type Outcome<Payload> = { ok: true; payload: Payload } | { ok: false; problems: Problem[]; payload: Payload };

// byField sorts problems: the messages of each field that is shown, by name, and all other problems.
export function byField<Name extends string>(
  problems: readonly { field: string[]; message: string }[],
  names: readonly Name[],
): { fields: Partial<Record<Name, string>>; rest: (typeof problems)[number][] } {
  const fields: Partial<Record<Name, string>> = {};
  const rest: (typeof problems)[number][] = [];
  for (const problem of problems) {
    const name = names.find((one) => problem.field[0] === one || problem.field.join('.') === one);
    if (name) {
      fields[name] = fields[name] ? `${fields[name]} ${problem.message}` : problem.message;
    } else {
      rest.push(problem);
    }
  }
  return { fields, rest };
}
