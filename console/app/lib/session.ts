// Who is signed in: by the session cookie of this browser.
import shell from '../documents/shell.graphql';
import type { Named, Viewer } from './types';

export type SignInAnswer = { viewer: Viewer } | { accounts: Named[] };

export async function currentViewer(): Promise<Viewer | null> {
  const response = await reach('/graphql', { query: shell.Viewer });
  const { data, errors } = await answer(response);
  if (data?.viewer) {
    return data.viewer;
  }
  if (errors?.[0]?.extensions?.code === 'UNAUTHENTICATED') {
    return null;
  }
  throw new Error(errors?.[0]?.message ?? unexpected(response));
}

// signIn returns the viewer, or the accounts to choose from when several have a user with this email.
export async function signIn(fields: Record<string, string>): Promise<SignInAnswer> {
  const response = await reach('/auth/session', fields);
  if (response.status === 204) {
    const viewer = await currentViewer();
    if (!viewer) {
      throw new Error('The browser did not keep the session cookie. Does it allow cookies of this page?');
    }
    return { viewer };
  }
  const { error, accounts } = await answer(response);
  if (accounts) {
    return { accounts };
  }
  if (response.status === 401) {
    throw new Error('Email or password is wrong.');
  }
  if (response.status === 429) {
    const seconds = response.headers.get('retry-after');
    throw new Error(`Too many attempts. Try again ${seconds ? `in ${seconds} seconds` : 'later'}.`);
  }
  throw new Error(error?.message ?? unexpected(response));
}

export async function signOut(): Promise<void> {
  const response = await fetch('/auth/session', { method: 'DELETE' });
  if (!response.ok) {
    throw new Error((await answer(response)).error?.message ?? unexpected(response));
  }
}

async function reach(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Error('The server does not answer.');
  }
}

const answer = (response: Response) => response.json().catch(() => ({}));
const unexpected = (response: Response) => `The server answered with status ${response.status}.`;
