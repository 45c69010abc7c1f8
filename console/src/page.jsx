import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { usePluginStore } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { useEffect, useMemo, useState } from 'react';
import { credentials } from './session.js';
import { name, SESSION, SessionContext, useSession } from './session_panel.jsx';

const example = `# Ctrl-Enter runs the query; the book on the left has the schema.
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
const plugins = [SESSION];

// Page is GraphiQL on /graphql, for the viewer who is signed in.
export function Page({ start }) {
  const [viewer, setViewer] = useState(start.viewer);
  const session = useMemo(() => ({ viewer, setViewer, problem: start.problem }), [viewer, start]);
  const { fetcher, close } = useMemo(connect, [viewer]);
  useEffect(() => close, [close]);
  return (
    <SessionContext.Provider value={session}>
      <GraphiQL
        fetcher={fetcher}
        schema={viewer ? undefined : null} // introspection answers only to signed-in callers
        defaultQuery={example}
        plugins={plugins}
        visiblePlugin={start.viewer ? undefined : SESSION}
        shouldPersistHeaders={false}
      >
        <GraphiQL.Logo>
          <SessionButton />
        </GraphiQL.Logo>
      </GraphiQL>
    </SessionContext.Provider>
  );
}

// connect returns the way to the server with the credentials of this moment.
function connect() {
  const socket = createClient({ url: '/graphql', connectionParams: credentials() });
  const fetcher = createGraphiQLFetcher({
    url: '/graphql',
    headers: { accept: 'application/graphql-response+json, application/json', ...credentials() },
    wsClient: socket,
    enableIncrementalDelivery: false,
  });
  return { fetcher, close: () => socket.dispose() };
}

function SessionButton() {
  const { viewer } = useSession();
  const { visiblePlugin, setVisiblePlugin } = usePluginStore();
  return (
    <button
      type="button"
      className="graphiql-un-styled kith-session-button"
      aria-expanded={visiblePlugin === SESSION}
      onClick={() => setVisiblePlugin(visiblePlugin === SESSION ? null : SESSION)}
    >
      <strong>Kith</strong> {viewer ? name(viewer) : 'Signed out'}
    </button>
  );
}
