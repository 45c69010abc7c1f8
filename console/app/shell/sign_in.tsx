import type { Credentials } from '@kith/client';
import { useState, type FormEvent } from 'react';
import { useTitle } from '../lib/hooks';
import { signIn } from '../lib/session';
import type { Named, Viewer } from '../lib/types';
import { Button } from '../ui/basics';
import { Field } from '../ui/form';

// SignIn takes an email and a password and, when several accounts have such a user, the account.
export function SignIn({ why, onViewer }: { why?: string; onViewer: (viewer: Viewer) => void }) {
  const [fields, setFields] = useState<Credentials>({ email: '', password: '' });
  const [accounts, setAccounts] = useState<Named[]>([]);
  const [coded, setCoded] = useState(false);
  const [problem, setProblem] = useState(why ?? '');
  const [busy, setBusy] = useState(false);
  useTitle('Sign in');

  const change = (name: string) => (event: { target: { value: string } }) => setFields((all) => ({ ...all, [name]: event.target.value }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      const answer = await signIn(fields);
      if ('viewer' in answer) {
        onViewer(answer.viewer);
        return;
      }
      if ('codeNeeded' in answer) {
        setCoded(true);
      } else {
        setAccounts(answer.accounts);
        setFields((all) => ({ ...all, accountId: answer.accounts[0].id }));
      }
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={send}>
        <div className="brand">
          <span className="brand-mark" aria-hidden="true">
            K
          </span>{' '}
          Kith
        </div>
        <h1>Sign in</h1>
        <Field label="Email">
          {(ids) => (
            <input
              {...ids}
              type="email"
              name="email"
              autoComplete="username"
              required
              autoFocus
              value={fields.email}
              onChange={change('email')}
            />
          )}
        </Field>
        <Field label="Password">
          {(ids) => (
            <input
              {...ids}
              type="password"
              name="password"
              autoComplete="current-password"
              required
              value={fields.password}
              onChange={change('password')}
            />
          )}
        </Field>
        {accounts.length > 0 && (
          <Field label="Account" help="Several accounts have a user with this email.">
            {(ids) => (
              <select {...ids} value={fields.accountId} onChange={change('accountId')}>
                {accounts.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {coded && (
          <Field label="Code" help="Six digits of your authenticator app, or a recovery code.">
            {(ids) => (
              <input
                {...ids}
                type="text"
                name="code"
                autoComplete="one-time-code"
                required
                autoFocus
                value={fields.code ?? ''}
                onChange={change('code')}
              />
            )}
          </Field>
        )}
        <div role="alert" className="sign-in-problem">
          {problem}
        </div>
        <Button type="submit" kind="primary" disabled={busy}>
          Sign in
        </Button>
        <p className="field-help">
          The server prints the first user's password at its first start; <code>kith user create</code> adds others.
        </p>
      </form>
    </main>
  );
}
