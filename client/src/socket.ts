// Subscriptions over one WebSocket, which is opened when the first begins and again whenever it is lost.
import { createClient, type Client as Socket } from 'graphql-ws';
import { RequestError, failureOf, type GraphQLFailure, type RequestErrorCode } from './errors.js';
import type { Transport } from './http.js';

// Sink takes what a subscription sends. After `error` and `complete` there is nothing more.
export interface Sink<Result> {
  next: (data: Result) => void;
  error?: (error: RequestError) => void;
  complete?: () => void;
}

// The server closes with these when nothing would be different the next time.
const final: Record<number, RequestErrorCode> = { 4400: 'INVALID', 4401: 'UNAUTHENTICATED', 4403: 'UNAUTHENTICATED', 4406: 'BAD_ANSWER' };

const slowest = 15_000;

// openSocket calls back when the connection is there again after it was lost.
export function openSocket(transport: Transport, reconnected: () => void, webSocketImpl?: unknown): Socket {
  return createClient({
    url: () => socketUrl(transport.url),
    webSocketImpl,
    connectionParams: async () => {
      const authorization = await transport.authorization();
      return authorization ? { authorization } : undefined;
    },
    retryAttempts: Infinity,
    shouldRetry: (event) => !(codeOf(event) in final),
    on: { connected: (_socket, _payload, wasRetry) => wasRetry && reconnected() },
    keepAlive: 20_000,
    lazyCloseTimeout: 5_000,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** tries, slowest) * (0.5 + Math.random() / 2))),
  });
}

const codeOf = (event: unknown): number => (event as CloseEvent | undefined)?.code ?? 0;
const socketUrl = (url: string) => new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws');

// subscribeOver begins a subscription and returns what ends it. Variables are read anew whenever the connection was lost, so that a
// change of them by the sink says where to resume.
export function subscribeOver<Result>(socket: Socket, query: string, variables: Record<string, unknown>, sink: Sink<Result>): () => void {
  let over = false;
  const fail = (error: RequestError) => {
    if (!over) {
      over = true;
      sink.error?.(error);
    }
  };
  const end = socket.subscribe<Result>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (over) {
          return;
        }
        if (errors?.length) {
          fail(failureOf(errors as readonly GraphQLFailure[]));
        } else if (data) {
          sink.next(data);
        }
      },
      error: (error) => fail(socketError(error)),
      complete: () => {
        if (!over) {
          over = true;
          sink.complete?.();
        }
      },
    },
  );
  return () => {
    over = true;
    end();
  };
}

function socketError(error: unknown): RequestError {
  if (Array.isArray(error)) {
    return failureOf(error as readonly GraphQLFailure[]);
  }
  const code = final[codeOf(error)] ?? 'NETWORK';
  return new RequestError(code, code === 'UNAUTHENTICATED' ? 'The server refused the sign-in.' : 'The connection was lost.', {
    cause: error,
  });
}
