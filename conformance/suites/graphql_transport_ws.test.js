// The graphql-transport-ws protocol, message by message.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { suite, test } from 'node:test';
import WebSocket from 'ws';
import { openSession, openSocket } from '../raw_socket.js';
import { socketURL, url } from '../world.js';

const subscribe = { id: 'a', type: 'subscribe', payload: { query: '{ viewer { role } }' } };
// Takes several statements, so that it still runs when the next message comes.
const slow = '{ contacts(first: 100) { nodes { id labels { title } conversations(first: 3) { nodes { id inbox { name } } } } } }';

suite('close codes', { concurrency: true }, () => {
  for (const { code, name, open = openSession, messages } of [
    { code: 4408, name: 'no connection_init', open: openSocket, messages: [] },
    { code: 4401, name: 'subscribe before connection_ack', open: openSocket, messages: [subscribe] },
    { code: 4403, name: 'unknown token', open: openSocket, messages: [{ type: 'connection_init', payload: { authorization: 'Bearer nobody' } }] },
    { code: 4429, name: 'second connection_init', messages: [{ type: 'connection_init' }] },
    { code: 4400, name: 'invalid JSON', messages: ['{"type":'] },
    { code: 4400, name: 'unknown type', messages: [{ id: 'a', type: 'start', payload: subscribe.payload }] },
    { code: 4400, name: 'binary', messages: [Buffer.from(JSON.stringify(subscribe))] },
    { code: 4400, name: 'missing id', messages: [{ ...subscribe, id: undefined }] },
    { code: 4409, name: 'duplicate id', messages: Array(8).fill({ ...subscribe, payload: { query: slow } }) },
  ]) {
    test(`${code} for ${name}`, async (t) => {
      const socket = await open(t);
      messages.forEach(socket.send);
      assert.equal(await socket.closed, code);
    });
  }

  for (const protocol of [undefined, 'graphql-ws']) {
    test(`4406 for the subprotocol ${protocol}`, async () => assert.equal(await closeCode(protocol), 4406));
  }
});

// closeCode upgrades by hand and reads the close frame: clients drop the connection when the server takes none of their subprotocols.
async function closeCode(protocol) {
  const upgrade = request(url, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      ...(protocol && { 'sec-websocket-protocol': protocol }),
    },
  }).end();
  const [, socket, head] = await once(upgrade, 'upgrade');
  let bytes = head;
  while (bytes.length < 4) {
    bytes = Buffer.concat([bytes, ...(await once(socket, 'data'))]);
  }
  socket.destroy();
  assert.equal(bytes[0], 0x88, 'a close frame');
  return bytes.readUInt16BE(2);
}

for (const payload of [undefined, {}, { beat: [1, 'two', { three: null }] }]) {
  test(`pong echoes ${JSON.stringify(payload)}`, async (t) => {
    const socket = await openSocket(t);
    socket.send({ type: 'ping', payload }); // at any time: before connection_init too
    assert.deepEqual(await socket.next(), { type: 'pong', ...(payload && { payload }) });
  });
}

test('an unasked pong is silent', async (t) => {
  const socket = await openSession(t);
  socket.send({ type: 'pong' });
  await assertSilent(socket);
});

test('a query gets next, then complete, and frees its id', async (t) => {
  const socket = await openSession(t);
  for (let i = 0; i < 2; i++) {
    socket.send(subscribe);
    const next = await socket.next();
    assert.deepEqual([next.id, next.type, next.payload.data], ['a', 'next', { viewer: { role: 'ADMINISTRATOR' } }]);
    assert.deepEqual(await socket.next(), { id: 'a', type: 'complete' });
  }
});

for (const query of ['{ contacts { nothing } }', '{ contacts', 'query ($id: ID!) { node(id: $id) { id } }']) {
  test(`error and nothing else for ${query}`, async (t) => {
    const socket = await openSession(t);
    socket.send({ id: 'bad', type: 'subscribe', payload: { query } });
    const { id, type, payload } = await socket.next();
    assert.deepEqual([id, type], ['bad', 'error']);
    assert.ok(payload.length > 0 && payload.every(({ message, extensions }) => message && extensions.code));
    await assertSilent(socket);
  });
}

test('complete of an operation that is not there is silent', async (t) => {
  const socket = await openSession(t);
  socket.send({ id: 'nothing', type: 'complete' });
  await assertSilent(socket);
});

test('a page of another origin that comes with a cookie is refused', async () => {
  const socket = new WebSocket(socketURL(url), 'graphql-transport-ws', {
    origin: 'https://elsewhere.example',
    headers: { Cookie: 'kith_session=anything' },
  });
  socket.on('error', () => {}); // it is refused before it opens
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 403);
  response.destroy();
});

// assertSilent makes sure that the server has nothing to say but to a ping.
async function assertSilent(socket) {
  socket.send({ type: 'ping' });
  assert.deepEqual(await socket.next(), { type: 'pong' });
}
