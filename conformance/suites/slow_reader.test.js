// A subscriber that does not read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { clients, follow, logEnd, until } from '../follower.js';
import { openSession } from '../raw_socket.js';
import { startServer } from '../server.js';
import { newContact } from '../world.js';

test('a subscriber that stops reading is cut off, and the others do not wait for it', async (t) => {
  const server = await startServer();
  let reader;
  t.after(() => {
    reader?.end();
    return server.stop();
  });
  const [stuck] = await Promise.all([openSession(t, server), newContact({}, server)]);
  const after = await logEnd(server);
  const query = 'subscription ($after: Cursor) { contactEvents(after: $after) { snapshot } }';
  stuck.send({ type: 'subscribe', id: '1', payload: { query, variables: { after } } });
  stuck.stop();
  reader = follow(clients['graphql-ws'](server), after);
  const sockets = async () => {
    const metrics = await fetch(`${server.origin}/metrics`, { headers: { Authorization: `Bearer ${server.token}` } });
    return Number((await metrics.text()).match(/^kith_graphql_sockets (\d+)$/m)[1]);
  };
  while ((await sockets()) < 2) {
    await pause(50); // until the client has connected
  }
  const written = [];
  while ((await sockets()) > 1) {
    const created = await Promise.all(Array.from({ length: 8 }, () => newContact({ customAttributes: { text: 'x'.repeat(60_000) } }, server)));
    written.push(...created.map(({ id }) => id));
    await until(() => reader.heard.length >= written.length);
  }
  assert.deepEqual(reader.heard.toSorted(), written.toSorted());
});
