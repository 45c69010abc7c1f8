// Who is signed in: by the session cookie of this browser.
import * as kit from '@kith/client';
import { RequestError, type Credentials } from '@kith/client';
import { kit as api } from './api';
import type { Named, Viewer } from './types';

export type SignInAnswer = { viewer: Viewer } | { accounts: Named[] } | { codeNeeded: true };

export const currentViewer = (): Promise<Viewer | null> => kit.currentViewer(api);

// signIn returns the viewer, or what is needed besides: which of several accounts, or a code of the second factor.
export async function signIn(credentials: Credentials): Promise<SignInAnswer> {
  const answer = await attempt(credentials);
  switch (answer.state) {
    case 'accountNeeded':
      return answer;
    case 'codeNeeded':
      if (answer.wrongCode) {
        throw new Error('The code is wrong, or was used already.');
      }
      return { codeNeeded: true };
    case 'refused':
      throw new Error('Email or password is wrong.');
  }
  const viewer = await currentViewer();
  if (!viewer) {
    throw new Error('The browser did not keep the session cookie. Does it allow cookies of this page?');
  }
  return { viewer };
}

async function attempt(credentials: Credentials) {
  try {
    return await kit.signIn(api, credentials);
  } catch (error) {
    if (error instanceof RequestError && error.code === 'RATE_LIMITED') {
      throw new Error(`Too many attempts. Try again ${error.retryAfter ? `in ${error.retryAfter} seconds` : 'later'}.`);
    }
    throw error;
  }
}

export const signOut = (): Promise<void> => kit.signOut(api);
