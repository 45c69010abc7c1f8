// A thousand subscribers across restarts of the server.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { clients, follow, logEnd, until } from '../follower.js';
import { newDataDir, startServer } from '../server.js';
import { contactCreate, newContact } from '../world.js';

// persist creates contacts through restarts, each under a key so that no answer that was lost makes a second one, and returns their ids.
async function persist(server, count) {
  const ids = [];
  for (let i = 0; i < count; i++) {
    const key = randomUUID();
    let id = await tryCreate(server, key);
    while (!id) {
      await pause(50);
      id = await tryCreate(server, key);
    }
    ids.push(id);
  }
  return ids;
}

async function tryCreate(server, key) {
  try {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}`, 'idempotency-key': key },
      body: JSON.stringify({ query: contactCreate, variables: { input: { name: key } } }),
    });
    return (await response.json()).data?.contactCreate.contact?.id;
  } catch {
    return undefined; // it is not there
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

test('a thousand subscribers resume from their cursors when the server is restarted, twice', async (t) => {
  const settings = { KITH_DATA_DIR: await newDataDir(t), KITH_ADDR: `127.0.0.1:${await freePort()}`, KITH_BOOTSTRAP_TOKEN: randomBytes(32).toString('hex') };
  let server = await startServer(settings);
  const followers = [];
  t.after(() => {
    followers.forEach(({ end }) => end()); // or they would look for the server
    return server.stop();
  });
  await newContact({}, server);
  const after = await logEnd(server);
  for (let i = 0; i < 1000; i++) {
    followers.push(follow(clients[i % 2 ? 'graphql-ws' : 'graphql-sse'](server), after));
  }
  const written = [];
  for (let life = 0; life < 3; life++) {
    written.push(...await persist(server, 10));
    await until(() => followers.some(({ heard }) => heard.length >= written.length));
    if (life < 2) {
      const writing = persist(server, 5);
      await server.stop();
      server = await startServer(settings);
      written.push(...await writing);
    }
  }
  await until(() => followers.every(({ heard, failure }) => heard.length >= written.length || failure));
  for (const { heard, failure } of followers) {
    assert.equal(failure, null);
    assert.deepEqual(heard, written);
  }
});
