// The same operations over every transport: what may be run does not depend on how it came.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import WebSocket from 'ws';
import { authorization, contactQuery, graphql, newEmail, socketURL, url } from '../world.js';

const json = { 'content-type': 'application/json', authorization };
const events = { ...json, accept: 'text/event-stream' };

// search puts the members of a request into an address.
const search = (request) =>
  `${url}?${new URLSearchParams(Object.entries(request).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`;

// told reads an answer in JSON.
async function told(response) {
  const { data, errors } = await response.json();
  return { status: response.status, allow: response.headers.get('allow'), data, code: errors?.[0].extensions.code };
}

// firstOf reads the first result of an event stream.
async function firstOf(response) {
  if (!response.headers.get('content-type').startsWith('text/event-stream')) {
    return told(response);
  }
  let text = '';
  for await (const chunk of response.body) {
    text += Buffer.from(chunk).toString();
    const found = text.match(/event: next\n(?:id: .*\n)?data: (.*)\n\n/);
    if (found) {
      const result = JSON.parse(found[1]);
      const { data, errors } = result.payload ?? result;
      return { status: response.status, data, code: errors?.[0].extensions.code };
    }
  }
  throw new Error(`The stream has no result: ${text}`);
}

const withKey = (headers, key) => (key ? { ...headers, 'idempotency-key': key } : headers);

// Each transport takes a request, in the members of GraphQL over HTTP, and an Idempotency-Key, and returns what was told.
const transports = {
  POST: async (request, key) => told(await fetch(url, { method: 'POST', headers: withKey(json, key), body: JSON.stringify(request) })),
  GET: async (request, key) => told(await fetch(search(request), { headers: withKey({ authorization }, key) })),
  'SSE by POST': async (request, key) => firstOf(await fetch(url, { method: 'POST', headers: withKey(events, key), body: JSON.stringify(request) })),
  'SSE by GET': async (request, key) => firstOf(await fetch(search(request), { headers: withKey({ authorization, accept: 'text/event-stream' }, key) })),
  'SSE by a single connection': async (request, key) => {
    const token = await (await fetch(url, { method: 'PUT', headers: { authorization } })).text();
    const stopped = new AbortController();
    const stream = await fetch(`${url}?token=${token}`, { headers: { accept: 'text/event-stream' }, signal: stopped.signal });
    try {
      const body = JSON.stringify({ ...request, extensions: { ...request.extensions, operationId: '1' } });
      const started = await fetch(`${url}?token=${token}`, { method: 'POST', headers: withKey(json, key), body });
      return started.status === 202 ? await firstOf(stream) : await told(started);
    } finally {
      stopped.abort();
    }
  },
  WebSocket: (request, key) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(socketURL(url), 'graphql-transport-ws');
      const payload = key ? { ...request, extensions: { ...request.extensions, idempotencyKey: key } } : request;
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
      socket.on('message', (text) => {
        const message = JSON.parse(text);
        if (message.type === 'connection_ack') {
          socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
          return;
        }
        if (message.type === 'complete') {
          return; // it follows the answer
        }
        socket.close();
        const errors = message.type === 'error' ? message.payload : message.payload.errors;
        resolve({ data: message.payload.data, code: errors?.[0].extensions.code });
      });
    }),
};

const isGet = (name) => name.endsWith('GET');
const invalid = 'GRAPHQL_VALIDATION_FAILED';
const tooComplex = 'QUERY_TOO_COMPLEX';
const create = (email) => `mutation { contactCreate(input: { email: "${email}" }) { contact { email } userErrors { message } } }`;
const exists = async (email) => (await graphql(contactQuery, { email })).contact !== null;

for (const [name, ask] of Object.entries(transports)) {
  suite(name, () => {
    test('a query is answered', async () => {
      assert.deepEqual((await ask({ query: '{ __typename }' })).data, { __typename: 'Query' });
    });

    for (const byHash of [false, true]) {
      test(`a mutation${byHash ? ' by its hash' : ''} is ${isGet(name) ? 'refused and not run' : 'run'}`, async () => {
        const query = byHash ? 'mutation M($e: String!) { contactCreate(input: { email: $e }) { contact { email } userErrors { message } } }' : null;
        const email = newEmail();
        let request = { query: create(email) };
        if (byHash) {
          const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
          await transports.POST({ query, extensions, variables: { e: newEmail() } });
          request = { extensions, variables: { e: email } };
        }
        const got = await ask(request);
        if (isGet(name)) {
          assert.deepEqual([got.status, got.allow, got.code], [405, 'POST', invalid]);
        } else {
          assert.equal(got.data.contactCreate.contact.email, email);
        }
        assert.equal(await exists(email), !isGet(name));
      });
    }

    if (!isGet(name)) {
      test('a mutation with an Idempotency-Key runs once, whatever it is sent again by', async () => {
        const key = randomUUID();
        const query = create(newEmail());
        const first = await ask({ query }, key);
        for (const [again, askAgain] of Object.entries(transports)) {
          if (!isGet(again)) {
            assert.deepEqual((await askAgain({ query }, key)).data, first.data, again);
          }
        }
        assert.deepEqual(first.data.contactCreate.userErrors, []);
      });
    }

    for (const [what, query, code, variables = {}] of [
      ['two roots of a subscription', 'subscription { a: contactEvents { id } b: contactEvents { id } }', invalid],
      ['a root that is skipped', 'subscription { contactEvents @skip(if: true) { id } }', invalid],
      ['a root that a variable includes', 'subscription($a: Boolean = false) { contactEvents @include(if: $a) { id } }', invalid],
      ['what is deferred', '{ viewer { role ... @defer { account { id } } } }', invalid],
      ['what is streamed', '{ labels @stream { id } }', invalid],
      ['half a surrogate', '{ contacts(search: "x\\ud83dy") { nodes { id } } }', 'GRAPHQL_PARSE_FAILED'],
      ['no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ viewer { nothing } }', invalid],
      ['a variable of another type', 'query($n: Int) { contacts(first: $n) { nodes { id } } }', invalid, { n: 'ten' }],
      ['more than an answer may hold', '{ contacts(first: 100) { nodes { conversations(first: 100) { nodes { messages(first: 100) { nodes { id } } } } } } }', tooComplex],
      ['the same through a variable', 'query($n: Int) { segments(first: $n) { nodes { contacts(first: $n) { nodes { conversations(first: $n) { nodes { id } } } } } } }', tooComplex, { n: 100 }],
      ['a document that is too deep', `${'{ contacts { nodes '.repeat(10)}{ id }${' } }'.repeat(10)}`, tooComplex],
      ['a forged cursor', '{ contacts(after: "MWU5OTk5OTk") { nodes { id } } }', 'INVALID'],
      ['a count beyond its limit', '{ contacts { count(limit: 100001) { value } } }', 'INVALID'],
    ]) {
      test(`${what} is refused`, async () => {
        const got = await ask({ query, variables });
        assert.equal(got.code, code);
        assert.ok(!got.data);
      });
    }

    test('forged ids find nothing', async () => {
      const ids = ['contact_01h455vb4pex5vsknk084sn02q', 'contact_', 'user_01h455vb4pex5vsknk084sn02q', '', '\u2028', '7'];
      const got = await ask({ query: 'query($ids: [ID!]!) { node(id: "account_x") { id } nodes(ids: $ids) { id } }', variables: { ids } });
      assert.deepEqual(got.data, { node: null, nodes: ids.map(() => null) });
    });

    if (!isGet(name)) {
      test('a mutation of a forged id changes nothing', async () => {
        const query = 'mutation { contactDelete(input: { id: "contact_01h455vb4pex5vsknk084sn02q" }) { deletedId userErrors { code } } }';
        assert.deepEqual((await ask({ query })).data.contactDelete, { deletedId: null, userErrors: [{ code: 'NOT_FOUND' }] });
      });
    }

    test('a blank cursor is none', async () => {
      const got = await ask({ query: 'query($n: Int) { contacts(first: $n, after: "") { pageInfo { hasPreviousPage } } }', variables: { n: 1 } });
      assert.deepEqual(got.data, { contacts: { pageInfo: { hasPreviousPage: false } } });
    });
  });
}
