import { Button, Dialog } from '@graphiql/react';
import { useState } from 'react';
import { signInWithPassword, signInWithToken, signOut } from './session.js';

// SessionDialog signs in and out; it says what to do while nobody is signed in.
export function SessionDialog({ open, onOpenChange, viewer, onViewer, startProblem }) {
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
      onViewer(viewer);
    } catch (error) {
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <div className="graphiql-dialog-header">
        <Dialog.Title className="graphiql-dialog-title">{viewer ? 'Session' : 'Sign in to Kith'}</Dialog.Title>
        <Dialog.Close />
      </div>
      <div className="kith-session">
        {viewer ? <SignedIn viewer={viewer} /> : <p>The API answers signed-in callers only.</p>}
        <div role="alert">{problem && <p>{problem}</p>}</div>
        {viewer ? (
          <form onSubmit={attempt(leave)}>
            <Button type="submit" disabled={busy}>Sign out</Button>
          </form>
        ) : (
          <>
            <form aria-labelledby="kith-by-password" onSubmit={attempt(signInWithPassword)}>
              <h3 id="kith-by-password">With your email</h3>
              <label>Email<input name="email" type="email" autoComplete="username" required /></label>
              <label>Password<input name="password" type="password" autoComplete="current-password" required /></label>
              {accounts && <AccountChoice accounts={accounts} />}
              <Button type="submit" disabled={busy}>Sign in</Button>
            </form>
            <form aria-labelledby="kith-by-token" onSubmit={attempt(signInWithToken)}>
              <h3 id="kith-by-token">With an API token</h3>
              <label>Token<input name="token" type="password" autoComplete="off" spellCheck="false" required /></label>
              <p>It is kept in this tab until you close it.</p>
              <Button type="submit" disabled={busy}>Use token</Button>
            </form>
            <p>The server prints a password and a token at its first start; <code>kith token create</code> makes more tokens.</p>
          </>
        )}
      </div>
    </Dialog>
  );
}

async function leave() {
  await signOut();
  return {};
}

function SignedIn({ viewer: { user, account, role } }) {
  return (
    <p>
      Signed in as <strong>{user ? `${user.name} (${user.email})` : 'an API token'}</strong> of {account.name}, {role.toLowerCase()}.
    </p>
  );
}

function AccountChoice({ accounts }) {
  return (
    <label>
      Account
      <select name="accountId" autoFocus>
        {accounts.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}
