// Queries and mutations over event streams, by the graphql-sse client in both of its modes.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createClient } from 'graphql-sse';
import { authorization, contactCreate, contactQuery, newContact, newEmail, url } from '../world.js';

function connect(t, options) {
  const client = createClient({ url, headers: { authorization }, retryAttempts: 0, ...options });
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

for (const singleConnection of [false, true]) {
  suite(singleConnection ? 'a single connection' : 'distinct connections', () => {
    test('a mutation and a query', async (t) => {
      const client = connect(t, { singleConnection });
      const email = newEmail();
      const created = await only(client, contactCreate, { input: { name: 'Ada', email } });
      assert.deepEqual(created.data.contactCreate.userErrors, []);
      const found = await only(client, contactQuery, { email });
      assert.deepEqual(found.data.contact, created.data.contactCreate.contact);
    });

    test('many operations at once, each with its own answer', async (t) => {
      const client = connect(t, { singleConnection });
      const contacts = await Promise.all(Array.from({ length: 20 }, (_, i) => newContact({ name: `Contact ${i}` })));
      const found = await Promise.all(contacts.map(({ email }) => only(client, contactQuery, { email })));
      assert.deepEqual(found.map(({ data }) => data.contact), contacts);
    });

    test('an unknown token is refused', async (t) => {
      const client = connect(t, { singleConnection, headers: { authorization: 'Bearer nobody' } });
      await assert.rejects(only(client, '{ viewer { role } }'), ({ response }) => response.status === 401);
    });
  });
}

test('an operation that does not validate is told in its stream', async (t) => {
  const { errors, data } = await only(connect(t), '{ contacts { nothing } }');
  assert.equal(data, undefined);
  assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
});

test('a single connection serves all operations by one stream', async (t) => {
  const methods = [];
  const client = connect(t, {
    singleConnection: true,
    lazy: false,
    fetchFn: (input, init) => {
      methods.push(init.method);
      return fetch(input, init);
    },
  });
  await only(client, '{ viewer { role } }');
  await only(client, '{ viewer { role } }');
  assert.deepEqual(methods, ['PUT', 'GET', 'POST', 'POST']);
});
