import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { useEffect, useMemo, useState } from 'react';
import { credentials } from './session.js';
import { SessionDialog } from './session_dialog.jsx';

const example = `# Ctrl-Enter runs this.
# The book shows the schema.
{
  contacts(first: 5) {
    nodes {
      id
      name
      email
      labels {
        title
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

// Page is GraphiQL on /graphql, for the viewer who is signed in.
export function Page({ start }) {
  const [viewer, setViewer] = useState(start.viewer);
  const [asking, setAsking] = useState(!start.viewer);
  const { fetcher, close } = useMemo(connect, [viewer]);
  useEffect(() => close, [close]);

  const change = (to) => {
    setViewer(to);
    setAsking(!to);
  };
  return (
    <>
      <GraphiQL
        fetcher={fetcher}
        schema={viewer ? undefined : null} // introspection answers only to signed-in callers
        defaultQuery={example}
        shouldPersistHeaders={false}
      >
        <GraphiQL.Logo>
          <button type="button" className="kith-session-button" aria-haspopup="dialog" onClick={() => setAsking(true)}>
            <strong>Kith</strong> {viewer ? `${viewer.user?.name ?? 'API token'} · ${viewer.account.name}` : 'Signed out'}
          </button>
        </GraphiQL.Logo>
      </GraphiQL>
      <SessionDialog open={asking} onOpenChange={setAsking} viewer={viewer} onViewer={change} startProblem={start.problem} />
    </>
  );
}

// connect returns the way to the server with the credentials of this moment.
function connect() {
  const socket = createClient({ url: `${location.origin.replace('http', 'ws')}/graphql`, connectionParams: credentials() });
  const fetcher = createGraphiQLFetcher({
    url: '/graphql',
    headers: { accept: 'application/graphql-response+json, application/json', ...credentials() },
    wsClient: socket,
    enableIncrementalDelivery: false,
  });
  return { fetcher, close: () => socket.dispose() };
}
