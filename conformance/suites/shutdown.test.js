// How the server stops while clients are there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSession } from '../raw_socket.js';
import { startServer } from '../server.js';

test('SIGTERM closes sockets with 1012 and ends with status 0', async (t) => {
  const server = await startServer();
  t.after(server.stop);
  const sockets = await Promise.all([openSession(t, server), openSession(t, server)]);
  const stopped = server.stop();
  assert.deepEqual(await Promise.all(sockets.map(({ closed }) => closed)), [1012, 1012]);
  assert.deepEqual(await stopped, { code: 0, signal: null });
});
