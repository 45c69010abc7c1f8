import { Button } from '@graphiql/react';
import { createContext, useContext, useState } from 'react';
import { signInWithPassword, signInWithToken, signOut } from './session.js';

export const SessionContext = createContext(null);

export const useSession = () => useContext(SessionContext);

// SESSION is the panel of GraphiQL's side bar that signs in and out.
export const SESSION = { title: 'Session', icon: KeyIcon, content: SessionPanel };

// name says in a few words who the viewer is.
export function name(viewer) {
  return `${viewer.user?.name ?? 'API token'} · ${viewer.account.name}`;
}

function SessionPanel() {
  const { viewer, setViewer, problem: startProblem } = useSession();
  const [problem, setProblem] = useState(startProblem);
  const [busy, setBusy] = useState(false);
  const [accounts, setAccounts] = useState(null);

  // attempt runs what a form asks for and keeps what went wrong for people to read.
  const attempt = (action) => async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    setBusy(true);
    setProblem(null);
    try {
      const { viewer = null, accounts = null } = await action(fields);
      setAccounts(accounts);
      setViewer(viewer);
    } catch (error) {
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="kith-session" aria-labelledby="kith-session-title">
      <h2 id="kith-session-title">Session</h2>
      <p role="status">{viewer ? <SignedIn viewer={viewer} /> : 'You are signed out. The API answers signed-in callers only.'}</p>
      {problem && <p role="alert">{problem}</p>}
      {viewer ? (
        <form onSubmit={attempt(leave)}>
          <Button type="submit" disabled={busy}>Sign out</Button>
        </form>
      ) : (
        <>
          <form onSubmit={attempt(({ email, password, accountId }) => signInWithPassword(email, password, accountId))}>
            <h3>With your email</h3>
            <label>Email<input name="email" type="email" autoComplete="username" required /></label>
            <label>Password<input name="password" type="password" autoComplete="current-password" required /></label>
            {accounts && <AccountChoice accounts={accounts} />}
            <Button type="submit" disabled={busy}>Sign in</Button>
          </form>
          <form onSubmit={attempt(async ({ token }) => ({ viewer: await signInWithToken(token.trim()) }))}>
            <h3>With an API token</h3>
            <label>
              Token
              <input name="token" type="password" autoComplete="off" spellCheck="false" aria-describedby="kith-token-note" required />
            </label>
            <p id="kith-token-note">Kept in this tab until you close it.</p>
            <Button type="submit" disabled={busy}>Use token</Button>
          </form>
          <p>The server prints a password and a token at its first start; <code>kith token create</code> makes more tokens.</p>
        </>
      )}
    </section>
  );
}

async function leave() {
  await signOut();
  return {};
}

function SignedIn({ viewer }) {
  return (
    <>
      Signed in as <strong>{viewer.user ? `${viewer.user.name} (${viewer.user.email})` : 'an API token'}</strong>{' '}
      of {viewer.account.name}, role {viewer.role.toLowerCase()}.
    </>
  );
}

function AccountChoice({ accounts }) {
  return (
    <label>
      Account
      <select name="accountId">
        {accounts.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

function KeyIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <circle cx="8" cy="15" r="4.5" />
      <path d="m11.5 11.5 8-8m-3 3 3 3m-5.5-.5 2 2" />
    </svg>
  );
}
