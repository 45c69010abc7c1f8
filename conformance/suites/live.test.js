// The clients of docs/LIVE.md, as they are printed there, on a server that is killed and started again.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../follower.js';
import { newDataDir, startServer } from '../server.js';
import { graphql, newContact, socketURL } from '../world.js';

const here = path.join(import.meta.dirname, '..');
const page = await readFile(path.join(here, '../docs/LIVE.md'), 'utf8');
const blocks = (language) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text);
const [query] = blocks('graphql');
const [common, ...clients] = blocks('js');
const names = [...page.matchAll(/^\*\*(graphql-ws|urql|Apollo)\*\*/gm)].map(([, name]) => name);

test('the page has three clients of at most 40 lines', () => {
  assert.deepEqual(names, ['graphql-ws', 'urql', 'Apollo']);
  assert.equal(clients.length, names.length);
  for (const text of clients) {
    assert.ok(text.split('\n').length <= 41, text);
  }
});

// freePort returns a port on which a server can be started again.
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

// module writes a client of the page as a module and imports it. What arrives is noted before it is applied.
async function module(t, text, server) {
  const dir = await mkdtemp(path.join(here, 'live-'));
  t.after(() => rm(dir, { recursive: true }));
  const file = path.join(dir, 'client.mjs');
  const known = [
    `const url = ${JSON.stringify(socketURL(server.url))}, authorization = 'Bearer ${server.token}';`,
    'export const messages = [];',
    "import WebSocket from 'ws'; globalThis.WebSocket ??= WebSocket;",
  ];
  const noted = common.replace(/(function apply\(list, change\) \{)/, '$1\n  messages.push(change);');
  await writeFile(file, [...known, noted, text].join('\n'));
  return import(file);
}

async function conversation(contact, inboxId, server) {
  const { conversationCreate: made } = await graphql(
    `mutation ($input: ConversationCreateInput!) { conversationCreate(input: $input) {
      conversation { id } userErrors { message } } }`,
    { input: { contactId: contact.id, inboxId } },
    server,
  );
  assert.deepEqual(made.userErrors, []);
  return made.conversation.id;
}

const resolve = (id, server) =>
  graphql(
    'mutation ($id: ID!) { conversationUpdate(input: { id: $id, status: RESOLVED }) { userErrors { message } } }',
    { id },
    server,
  );

for (const [i, name] of names.entries()) {
  test(`${name}: a snapshot, patches, and the difference after the server was killed`, async (t) => {
    const dataDir = await newDataDir(t);
    const settings = { KITH_DATA_DIR: dataDir, KITH_ADDR: `127.0.0.1:${await freePort()}`, KITH_BOOTSTRAP_TOKEN: 'live'.repeat(10) };
    let server = await startServer(settings);
    const { inboxCreate } = await graphql(
      'mutation { inboxCreate(input: { name: "Chat", channelType: API }) { inbox { id } userErrors { message } } }',
      {},
      server,
    );
    const inboxId = inboxCreate.inbox.id;
    const [ada, bob, cem] = await Promise.all(['Ada', 'Bob', 'Cem'].map((name) => newContact({ name }, server)));
    const open = { ada: await conversation(ada, inboxId, server) };
    const { follow, messages, apply } = await module(t, clients[i], server);
    let list = [];
    let wanted = true;
    const shown = () => list.map(({ name }) => name).sort().join(' ');
    const ended = follow(query, {}, (now) => (list = now), () => wanted);
    await until(() => shown() === 'Ada');
    assert.deepEqual(messages.map(({ __typename }) => __typename), ['ContactListSnapshot']);
    await conversation(bob, inboxId, server);
    await until(() => shown() === 'Ada Bob');
    await server.kill();
    messages.length = 0;
    server = await startServer(settings);
    await resolve(open.ada, server);
    await conversation(cem, inboxId, server);
    await until(() => shown() === 'Bob Cem');
    assert.ok(messages.every(({ __typename }) => __typename === 'ContactListPatch'), JSON.stringify(messages));
    assert.equal(messages[0].from, null, 'the first message is the difference to what the client had');
    assert.deepEqual(apply(list, { __typename: 'ContactListReset', reason: 'The database was replaced.' }), []);
    wanted = false;
    await server.stop();
    await ended;
  });

  test(`${name}: what is not valid is no reason to come back`, async (t) => {
    const server = await startServer();
    t.after(server.stop);
    const { follow } = await module(t, clients[i], server);
    const invalid = query.replace('first: 50', 'first: 101');
    await assert.rejects(follow(invalid, {}, () => assert.fail('there is no list')));
  });
}
