import { useCallback, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { Router } from 'wouter';
import { client, forgetEverything, onSessionEnd } from '../lib/api';
import { ViewerContext } from '../lib/hooks';
import { currentViewer, signOut } from '../lib/session';
import type { Viewer } from '../lib/types';
import { Button } from '../ui/basics';
import { Toasts } from '../ui/toast';
import { JobTray } from './job_tray';
import { Shell } from './shell';
import { SignIn } from './sign_in';

type State = { kind: 'asking' } | { kind: 'out'; why?: string } | { kind: 'in'; viewer: Viewer } | { kind: 'down'; why: string };

// App shows the console to whoever is signed in, and the way in to all others.
export function App() {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const ask = useCallback(() => {
    currentViewer().then(
      (viewer) => setState(viewer ? { kind: 'in', viewer } : { kind: 'out' }),
      (error: Error) => setState({ kind: 'down', why: error.message }),
    );
  }, []);
  const enter = useCallback((viewer: Viewer) => {
    forgetEverything();
    setState({ kind: 'in', viewer });
  }, []);
  const leave = useCallback(async () => {
    await signOut();
    forgetEverything();
    setState({ kind: 'out' });
  }, []);
  useEffect(() => {
    ask();
    onSessionEnd(() => {
      forgetEverything();
      setState({ kind: 'out', why: 'Your session has ended. Sign in again.' });
    });
  }, [ask]);
  const context = useMemo(() => (state.kind === 'in' ? { viewer: state.viewer, leave, renew: ask } : null), [state, leave, ask]);

  switch (state.kind) {
    case 'asking':
      return <div className="blank" aria-busy="true" />;
    case 'down':
      return (
        <main className="sign-in">
          <div className="sign-in-card">
            <h1>Kith does not answer</h1>
            <p role="alert">{state.why}</p>
            <Button kind="primary" onClick={ask}>
              Try again
            </Button>
          </div>
        </main>
      );
    case 'out':
      return <SignIn why={state.why} onViewer={enter} />;
  }
  return (
    <ViewerContext.Provider value={context!}>
      <Provider value={client}>
        <Toasts>
          <JobTray>
            <Router base="/console">
              <Shell />
            </Router>
          </JobTray>
        </Toasts>
      </Provider>
    </ViewerContext.Provider>
  );
}
