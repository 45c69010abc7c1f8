// urql: plain HTTP, automatic persisted queries and sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { recorder } from '../recorder.js';
import { authorization, contactCreate, contactQuery, newContact, newEmail, socketURL, url } from '../world.js';

const connect = (exchanges, options) =>
  new Client({ url, exchanges, fetchOptions: { headers: { authorization } }, preferGetMethod: false, ...options });

async function createAndFind(client) {
  const email = newEmail();
  const created = await client.mutation(contactCreate, { input: { name: 'Ada', email } });
  assert.equal(created.error, undefined);
  const found = await client.query(contactQuery, { email });
  assert.equal(found.error, undefined);
  assert.equal(found.data.contact.id, created.data.contactCreate.contact.id);
}

test('a query and a mutation over HTTP', () => createAndFind(connect([cacheExchange, fetchExchange])));

test('a query and a mutation over a socket', async (t) => {
  const socket = createClient({ url: socketURL(url), webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
  t.after(() => socket.dispose());
  const overSocket = subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: (operation) => ({ subscribe: (sink) => ({ unsubscribe: socket.subscribe(operation, sink) }) }),
  });
  await createAndFind(connect([overSocket]));
});

for (const preferGetForPersistedQueries of [false, true]) {
  const method = preferGetForPersistedQueries ? 'GET' : 'POST';
  test(`automatic persisted queries by ${method}`, async () => {
    const contact = await newContact({ name: 'Ada' });
    const query = contactQuery.replace('query Contact', `query UrqlBy${method}`);
    const { requests, record } = recorder();
    for (let i = 0; i < 2; i++) {
      const client = connect([persistedExchange({ preferGetForPersistedQueries }), fetchExchange], { fetch: record });
      const { data, error } = await client.query(query, { email: contact.email });
      assert.equal(error, undefined);
      assert.equal(data.contact.id, contact.id);
    }
    const sent = requests.map(({ method, body, url }) => [method, Boolean(body?.query ?? url.searchParams.get('query'))]);
    assert.deepEqual(sent, [[method, false], [method, true], [method, false]]);
  });
}

test('an error has its code', async () => {
  const { error } = await connect([fetchExchange]).query('{ contacts(first: 101) { nodes { id } } }', {});
  assert.equal(error.graphQLErrors[0].extensions.code, 'INVALID');
});
