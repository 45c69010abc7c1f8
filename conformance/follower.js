// Subscribers that resume: what a client must do so that it misses nothing.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { graphql, socketURL } from './world.js';

const contactEvents = 'subscription Events($after: Cursor) { contactEvents(after: $after) { cursor contactId } }';

export const clients = {
  'graphql-ws': ({ url, token }) => createSocketClient({
    url: socketURL(url),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Infinity,
    shouldRetry: () => true, // the server may not be there yet
    retryWait: () => pause(Math.random() * 500),
  }),
  'graphql-sse': ({ url, token }) => createStreamClient({
    url,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: Infinity,
    retry: () => pause(Math.random() * 500),
  }),
};

// follow subscribes behind a cursor, and again behind the last one whenever the connection is lost.
export function follow(client, after) {
  const follower = { heard: [], failure: null };
  let last = after;
  // The client reads the variables anew for each connection.
  const variables = { get after() { return last; } };
  follower.end = client.subscribe({ query: contactEvents, variables }, {
    next: ({ data, errors }) => {
      if (errors) {
        follower.failure = errors;
        return;
      }
      last = data.contactEvents.cursor;
      follower.heard.push(data.contactEvents.contactId);
    },
    error: (failure) => { follower.failure = failure; },
    complete: () => {},
  });
  return follower;
}

// logEnd returns the cursor of the last event.
export async function logEnd(server) {
  const { contactEvents: { pageInfo } } = await graphql('{ contactEvents(first: 100) { pageInfo { endCursor hasNextPage } } }', {}, server);
  assert.equal(pageInfo.hasNextPage, false);
  return pageInfo.endCursor;
}

export async function until(so) {
  while (!await so()) {
    await pause(50);
  }
}
