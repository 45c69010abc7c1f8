// The client kit, and the page about it: its snippets of JavaScript are run, those of TypeScript are checked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { Client as Urql } from '@urql/core';
import WebSocket from 'ws';
import { RequestError, createClient, followContacts, signIn } from '../../client/dist/index.js';
import { kithExchange } from '../../client/dist/urql.js';
import { contactCreate, contactQuery, graphql, newContact, newEmail, underTest, url } from '../world.js';

const { token } = underTest;
const here = path.join(import.meta.dirname, '..');
const page = await readFile(path.join(here, '../docs/CLIENTS.md'), 'utf8');
const snippets = (language) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text);

// folder makes a folder that finds the packages of `beside`, and the kit by its name.
async function folder(t, beside) {
  const dir = await mkdtemp(path.join(beside, 'snippets-'));
  t.after(() => rm(dir, { recursive: true }));
  return dir;
}

test('the snippets of JavaScript print what they say', async (t) => {
  const all = snippets('js');
  assert.ok(all.length >= 10, String(all.length));
  const kit = (name) => JSON.stringify(path.join(here, '../client/dist', `${name}.js`));
  const imports = [];
  const body = all.map((text) =>
    text
      .replace(/^import .*?;$/gms, (line) => {
        imports.push(line);
        return '';
      })
      .replace('createClient({ url, token })', 'createClient({ url, token, webSocket: WebSocket })'),
  );
  const head = imports.map((line) => line.replace(/'@kith\/client(?:\/(\w+))?'/, (_, name) => kit(name ?? 'index')));
  const dir = await folder(t, here);
  const file = path.join(dir, 'page.mjs');
  const known = `import WebSocket from 'ws';\nconst url = ${JSON.stringify(url)}, token = ${JSON.stringify(token)};`;
  await writeFile(file, [...head, known, ...body, 'client.dispose();', "console.log('end of the page');"].join('\n'));
  const printed = execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 });
  const expected = all.join('\n').split('\n').flatMap((line) => line.match(/^ *console\.log\(.*\); \/\/ (.+)$/)?.[1] ?? []);
  assert.ok(expected.length >= 8);
  assert.deepEqual(printed.trim().split('\n'), [...expected, 'end of the page']);
});

test('the snippets of TypeScript have no errors of types', async (t) => {
  const client = path.join(here, '../client');
  const dir = await folder(t, client);
  const texts = [...snippets('ts').map((text) => ['ts', text]), ...snippets('tsx').map((text) => ['tsx', text])];
  assert.ok(texts.length >= 3);
  await Promise.all(texts.map(([kind, text], i) => writeFile(path.join(dir, `snippet${i}.${kind}`), `${text}\nexport {};\n`)));
  const options = {
    target: 'es2022', lib: ['es2023', 'dom'], module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', strict: true, noEmit: true,
    skipLibCheck: true, types: [],
  };
  await writeFile(path.join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['.'] }));
  try {
    execFileSync(path.join(client, 'node_modules/.bin/tsc'), ['-p', dir], { encoding: 'utf8' });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});

// flaky passes requests on to the server, and cuts the connection instead of answering as often as it is told.
async function flaky(t, cuts) {
  let left = cuts;
  const keys = [];
  const proxy = createServer(async (request, response) => {
    const body = await chunks(request);
    keys.push(request.headers['idempotency-key']);
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url, url), { method: 'POST', headers, body: Buffer.concat(body) });
    const text = await answer.text();
    if (left-- > 0) {
      request.socket.destroy(); // what was asked for has been done
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') }).end(text);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => proxy.close());
  return { url: `http://127.0.0.1:${proxy.address().port}/graphql`, keys };
}

async function chunks(stream) {
  const all = [];
  for await (const chunk of stream) {
    all.push(chunk);
  }
  return all;
}

const named = async (name) =>
  (await graphql('query ($n: String!) { contacts(filter: {name: {eq: $n}}) { nodes { id } } }', { n: name })).contacts.nodes;

test('a mutation whose answers are lost is carried out once', async (t) => {
  const { url, keys } = await flaky(t, 2);
  const client = createClient({ url, token, waits: [10, 10] });
  const email = newEmail();
  const { ok, payload } = await client.mutate(contactCreate, { input: { name: email, email } });
  assert.equal(ok, true);
  assert.deepEqual((await named(email)).map(({ id }) => id), [payload.contact.id]);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
});

test('it is given up after the last attempt, and says so', async (t) => {
  const { url, keys } = await flaky(t, 9);
  const client = createClient({ url, token, waits: [10] });
  await assert.rejects(client.query(contactQuery, { email: newEmail() }), (error) => error instanceof RequestError && error.code === 'NETWORK');
  assert.equal(keys.length, 2);
});

test('urql by the kit: a mutation whose answer is lost, errors, and a subscription', async (t) => {
  const { url: lossy } = await flaky(t, 1);
  const kit = createClient({ url: lossy, token, waits: [10] });
  const urql = new Urql({ url: lossy, preferGetMethod: false, exchanges: [kithExchange(kit)] });
  const email = newEmail();
  const created = await urql.mutation(contactCreate, { input: { name: email, email } });
  assert.equal(created.error, undefined);
  assert.equal((await named(email)).length, 1);
  const wrong = await urql.query('{ contacts(first: 1000) { nodes { id } } }', {});
  assert.equal(wrong.error.graphQLErrors[0].extensions.code, 'INVALID');

  const direct = createClient({ url, token, webSocket: WebSocket });
  t.after(() => direct.dispose());
  const live = new Urql({ url, preferGetMethod: false, exchanges: [kithExchange(direct)] });
  const { id } = await newContact();
  const seen = new Promise((resolve) => {
    const { unsubscribe } = live.subscription('subscription ($id: ID!) { contactUpdated(id: $id) { id name } }', { id }).subscribe(({ data }) => {
      unsubscribe();
      resolve(data.contactUpdated.name);
    });
  });
  const update = 'mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { contact { id } } }';
  let name;
  const timer = setInterval(() => void graphql(update, { input: { id, name: `Changed ${Date.now()}` } }), 200); // until it is subscribed
  t.after(() => clearInterval(timer));
  name = await seen;
  assert.match(name, /^Changed /);
});

test('who is not known to the server is told once, and no sign-in with a wrong password succeeds', async () => {
  let told = 0;
  const client = createClient({ url, token: 'nobody', onSignedOut: () => told++ });
  await assert.rejects(client.query('{ viewer { role } }'), ({ code }) => code === 'UNAUTHENTICATED');
  assert.equal(told, 1);
  assert.deepEqual(await signIn(client, { email: 'admin@example.com', password: 'not the password' }), { state: 'refused' });
});

test('the event log is followed across lost sockets: each event once, in order', async (t) => {
  const sockets = new Set();
  class Breakable extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.add(this);
    }
  }
  const client = createClient({ url, token, webSocket: Breakable });
  t.after(() => client.dispose());
  const marker = newEmail();
  const { id } = await newContact({ name: marker });
  const update = 'mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { contact { id } } }';
  const { contact } = await graphql('query ($id: ID!) { contact(by: {id: $id}) { history(first: 1) { nodes { cursor } } } }', { id });
  const heard = [];
  const all = new Promise((resolve, reject) => {
    const stop = followContacts(client, {
      after: contact.history.nodes[0].cursor,
      contactIds: [id],
      onEvent: ({ snapshot }) => {
        heard.push(snapshot.name);
        if (heard.length === 30) {
          stop();
          resolve();
        }
      },
      onGap: () => reject(new Error('There was a gap.')),
      onEnd: reject,
    });
    t.after(stop);
  });
  const names = Array.from({ length: 30 }, (_, i) => `${marker} ${i}`);
  for (const [i, name] of names.entries()) {
    await graphql(update, { input: { id, name } });
    if (i % 10 === 5) {
      sockets.forEach((socket) => socket.terminate());
      sockets.clear();
    }
  }
  await all;
  assert.deepEqual(heard, names);
});
