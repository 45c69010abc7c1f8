// Signing in and out by the session cookie of a browser.
import type { Client } from './client.js';
import { RequestError } from './errors.js';
import { send } from './http.js';
import { Viewer, type ViewerQuery } from './operations.js';

export interface Credentials {
  email: string;
  password: string;
  // code of the second factor, or a recovery code.
  code?: string;
  // accountId chooses between the accounts that have a user with this email.
  accountId?: string;
}

// SignedIn is what became of a sign-in: it may need a code of the second factor (`wrongCode` says that one was given), or a choice.
export type SignIn =
  | { state: 'signedIn' }
  | { state: 'codeNeeded'; wrongCode: boolean }
  | { state: 'accountNeeded'; accounts: { id: string; name: string }[] }
  | { state: 'refused' };

// signIn asks the server for a session, whose cookie the browser keeps. It throws RATE_LIMITED after too many attempts.
export async function signIn(client: Client, credentials: Credentials): Promise<SignIn> {
  const response = await session(client, 'POST', credentials);
  if (response.status === 204) {
    return { state: 'signedIn' };
  }
  const { error, accounts } = (await response.json().catch(() => ({}))) as {
    error?: { code?: string; message?: string };
    accounts?: { id: string; name: string }[];
  };
  if (accounts) {
    return { state: 'accountNeeded', accounts };
  }
  if (error?.code === 'SECOND_FACTOR_REQUIRED') {
    return { state: 'codeNeeded', wrongCode: !!credentials.code };
  }
  if (response.status === 401) {
    return { state: 'refused' };
  }
  throw unexpected(response, error?.message);
}

// signOut ends the session.
export async function signOut(client: Client): Promise<void> {
  const response = await session(client, 'DELETE');
  client.dispose();
  if (!response.ok) {
    throw unexpected(response);
  }
}

// currentViewer returns who is signed in, by the cookie or the token; null if nobody is.
export async function currentViewer(client: Client): Promise<ViewerQuery['viewer'] | null> {
  try {
    // Nobody has been signed out if nobody was signed in: `onSignedOut` is not called.
    const { data } = await send(client.transport, { text: Viewer }, false);
    return (data as ViewerQuery).viewer;
  } catch (error) {
    if (error instanceof RequestError && error.code === 'UNAUTHENTICATED') {
      return null;
    }
    throw error;
  }
}

async function session({ transport }: Client, method: string, body?: object): Promise<Response> {
  const url = transport.url.replace(/\/graphql$/, '/auth/session');
  try {
    return await transport.fetch(url, {
      method,
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
  } catch (cause) {
    throw new RequestError('NETWORK', 'The server does not answer.', { cause });
  }
}

function unexpected(response: Response, message?: string): RequestError {
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  const code = response.status === 429 ? 'RATE_LIMITED' : response.status === 503 ? 'UNAVAILABLE' : 'BAD_ANSWER';
  return new RequestError(code, message ?? `The server answered with status ${response.status}.`, { status: response.status, retryAfter });
}
