// A server that is killed while a list is shown.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { newDataDir, startServer } from '../../conformance/server.js';
import { closeBrowser, filterBy, graphql, openPage, rowOf } from './world.js';

after(closeBrowser);

const update = 'mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { userErrors { message } } }';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// insist sends a mutation under one key until it is answered, or the server says that it was carried out and killed before it answered.
async function insist(server, input) {
  const key = randomUUID();
  for (;;) {
    try {
      const response = await fetch(`${server.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}`, 'idempotency-key': key },
        body: JSON.stringify({ query: update, variables: { input } }),
        signal: AbortSignal.timeout(10_000),
      });
      const { data, errors } = await response.json();
      if (data || errors.some(({ message }) => message.includes('was carried out, but its answer was lost'))) {
        return;
      }
    } catch {
      // it is not there, or was killed before it answered
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the server is killed during 500 updates: every row shows what is stored', async (t) => {
  const password = 'a password of the tests';
  const settings = {
    KITH_DATA_DIR: await newDataDir(t),
    KITH_ADDR: `127.0.0.1:${await freePort()}`,
    KITH_BOOTSTRAP_PASSWORD: password,
    KITH_BOOTSTRAP_TOKEN: randomUUID() + randomUUID(),
  };
  let server = await startServer(settings);
  const ids = [];
  for (let i = 0; i < 20; i++) {
    const { contactCreate } = await graphql(
      'mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id } } }',
      { input: { name: `Row ${i} round 0`, identifier: `crash-${i}` } },
      server,
    );
    ids.push(contactCreate.contact.id);
  }
  const path = filterBy([['name', 'startsWith', 'Row']], '&sort=createdAt');
  const page = await openPage(t, path, { as: { email: 'admin@example.com', password }, server, outages: true });
  await rowOf(page, 'Row 19 round 0').waitFor();
  const writing = (async () => {
    for (let round = 1; round <= 25; round++) {
      for (const [i, id] of ids.entries()) {
        await insist(server, { id, name: `Row ${i} round ${round}` });
      }
    }
  })();
  await page
    .getByText(/round [3-9]$/)
    .first()
    .waitFor();
  await server.kill();
  server = await startServer(settings);
  await writing;
  for (const [i, id] of ids.entries()) {
    const { contact } = await graphql('query ($id: ID!) { contact(by: {id: $id}) { name } }', { id }, server);
    assert.equal(contact.name, `Row ${i} round 25`);
    await page.locator(`#row-${id}`).getByText(`Row ${i} round 25`, { exact: true }).waitFor();
  }
  assert.equal(await page.locator('.grid-row.gone').count(), 0);
});
