// The client: queries, mutations, files and subscriptions.
import type { Client as Socket } from 'graphql-ws';
import { kindOf, textOf, type Print, type TypedDocument } from './document.js';
import { RequestError, failureOf, type Outcome, type Problem } from './errors.js';
import { newKey, send, type Answer, type Operation, type Transport } from './http.js';
import { Viewer } from './operations.js';
import { openSocket, subscribeOver, type Sink } from './socket.js';

export interface ClientOptions {
  // url of the API. It may be a path in a browser. Defaults to `/graphql`.
  url?: string;
  // token of the API, or a function that returns it. Without one, the browser's session cookie says who asks.
  token?: string | (() => string | null | Promise<string | null>);
  fetch?: typeof fetch;
  // webSocket is the class to open sockets with, where there is none, as in Node 20.
  webSocket?: unknown;
  // print turns parsed documents into texts: `print` of the package graphql.
  print?: Print;
  // waits are the pauses in milliseconds before an operation is sent again. Defaults to 0.5 and 2 seconds, which makes three attempts.
  waits?: readonly number[];
  // onSignedOut is called when the server does not know the caller any more.
  onSignedOut?: () => void;
}

export interface RequestOptions {
  signal?: AbortSignal;
  // idempotencyKey of a mutation, to be the same when an app sends it again by itself. Defaults to a new one.
  idempotencyKey?: string;
}

type PayloadOf<Result> = Result extends object ? NonNullable<Result[keyof Result]> : never;

export class Client {
  readonly transport: Transport;
  #socket: Socket | null = null;
  readonly #options: ClientOptions;
  readonly #reconnected = new Set<() => void>();

  constructor(options: ClientOptions = {}) {
    const { url = '/graphql', token, waits = [500, 2000] } = options;
    this.#options = options;
    this.transport = {
      url,
      waits,
      fetch: options.fetch ?? ((...args) => fetch(...args)),
      credentials: token ? 'omit' : 'include',
      authorization: async () => {
        const known = typeof token === 'function' ? await token() : token;
        return known ? `Bearer ${known}` : null;
      },
    };
  }

  // query returns the data of a query. It throws a RequestError if a part of it has failed.
  async query<Result, Variables extends object = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    variables?: Variables,
    options: RequestOptions = {},
  ): Promise<Result> {
    const { data, errors } = await this.execute(textOf(document as never, this.#options.print), variables, options);
    if (errors?.length) {
      throw failureOf(errors);
    }
    return data as Result;
  }

  // mutate runs a mutation of one field under an idempotency key and returns its payload, or the rules that its input broke. It throws a
  // RequestError if the request has failed.
  async mutate<Result, Variables extends object = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    variables?: Variables,
    options: RequestOptions = {},
  ): Promise<Outcome<PayloadOf<Result>>> {
    const data = await this.query(document, variables, options);
    const payload = Object.values(data as object)[0] as PayloadOf<Result> & { userErrors?: Problem[] };
    const problems = payload?.userErrors ?? [];
    return problems.length ? { ok: false, problems, payload } : { ok: true, payload };
  }

  // execute returns the answer to the text of an operation with its data and errors, for the adapters of other clients.
  async execute(text: string, variables?: object, options: RequestOptions = {}): Promise<Answer> {
    const isMutation = kindOf(text) === 'mutation';
    const operation: Operation = { text, variables, signal: options.signal };
    if (isMutation) {
      operation.idempotencyKey = options.idempotencyKey ?? newKey();
    }
    try {
      return await send(this.transport, operation, isMutation);
    } catch (error) {
      throw this.#told(error);
    }
  }

  // subscribe follows a subscription until the returned function is called. The connection is opened again when it is lost; variables are
  // read anew then, so that a change of them by `next` says where to resume.
  subscribe<Result, Variables extends object = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    sink: Sink<Result>,
  ): () => void {
    this.#socket ??= openSocket(this.transport, () => this.#reconnected.forEach((listener) => listener()), this.#options.webSocket);
    const text = textOf(document as never, this.#options.print);
    const error = (failure: RequestError) => {
      if (failure.code === 'UNAUTHENTICATED') {
        this.execute(Viewer).catch(() => {}); // subscriptions end when the role changes too, which signs nobody out
      }
      sink.error?.(failure);
    };
    return subscribeOver(this.#socket, text, variables as Record<string, unknown>, { ...sink, error });
  }

  // onReconnect calls back whenever the socket is there again after it was lost, until the returned function is called.
  onReconnect(listener: () => void): () => void {
    this.#reconnected.add(listener);
    return () => this.#reconnected.delete(listener);
  }

  // dispose closes the socket. The client opens another one when it needs it.
  dispose(): void {
    void this.#socket?.dispose();
    this.#socket = null;
  }

  #told(error: unknown): unknown {
    if (error instanceof RequestError && error.code === 'UNAUTHENTICATED') {
      this.#options.onSignedOut?.();
    }
    return error;
  }
}

export const createClient = (options?: ClientOptions): Client => new Client(options);
