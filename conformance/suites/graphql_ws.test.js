// Queries and mutations over a socket, by the graphql-ws client.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, contactCreate, contactQuery, contactUpdate, newContact, newEmail, socketURL, url } from '../world.js';

function connect(t, options) {
  const client = createClient({
    url: socketURL(url),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    ...options,
  });
  t.after(() => client.dispose());
  return client;
}

// only returns the one result that a query or mutation has.
async function only(client, query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) {
    results.push(result);
  }
  assert.equal(results.length, 1);
  return results[0];
}

test('a mutation and a query', async (t) => {
  const client = connect(t);
  const email = newEmail();
  const created = await only(client, contactCreate, { input: { name: 'Ada', email } });
  assert.deepEqual(created.data.contactCreate.userErrors, []);
  const found = await only(client, contactQuery, { email });
  assert.deepEqual(found.data.contact, created.data.contactCreate.contact);
});

test('a broken rule is a userError and changes nothing', async (t) => {
  const client = connect(t);
  const contact = await newContact({ name: 'Ada' });
  const { data } = await only(client, contactUpdate, { input: { id: contact.id, email: 'not an email' } });
  assert.equal(data.contactUpdate.contact, null);
  assert.deepEqual(data.contactUpdate.userErrors.map(({ code, field }) => ({ code, field })), [{ code: 'INVALID', field: ['email'] }]);
  assert.deepEqual((await only(client, contactQuery, { email: contact.email })).data.contact, contact);
});

test('many operations at once, each with its own answer', async (t) => {
  const client = connect(t);
  const contacts = await Promise.all(Array.from({ length: 20 }, (_, i) => newContact({ name: `Contact ${i}` })));
  const found = await Promise.all(contacts.map(({ email }) => only(client, contactQuery, { email })));
  assert.deepEqual(found.map(({ data }) => data.contact), contacts);
});

test('an operation that does not validate is refused alone', async (t) => {
  const client = connect(t);
  const refused = only(client, '{ contacts { nothing } }');
  const answered = only(client, '{ viewer { role } }');
  await assert.rejects(refused, (errors) => errors[0].extensions.code === 'GRAPHQL_VALIDATION_FAILED');
  assert.equal((await answered).data.viewer.role, 'ADMINISTRATOR');
});

test('an unknown token is refused for good', async (t) => {
  const client = connect(t, { connectionParams: { authorization: 'Bearer nobody' } });
  await assert.rejects(only(client, '{ viewer { role } }'), (event) => event.code === 4403);
});

test('reconnects', async (t) => {
  const sockets = [];
  const client = connect(t, {
    lazy: false,
    retryAttempts: 3,
    retryWait: async () => {},
    on: { connected: (socket) => sockets.push(socket) },
  });
  assert.equal((await only(client, '{ viewer { role } }')).data.viewer.role, 'ADMINISTRATOR');
  const closed = once(sockets[0], 'close');
  sockets[0].terminate();
  await closed;
  assert.equal((await only(client, '{ viewer { role } }')).data.viewer.role, 'ADMINISTRATOR');
  assert.equal(sockets.length, 2);
});
