// Apollo Client: plain HTTP, automatic persisted queries, sockets, and its cache of objects by id.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { recorder } from '../recorder.js';
import { authorization, contactCreate, contactQuery, contactUpdate, newContact, newEmail, socketURL, url } from '../world.js';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function connect(t, link) {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  t.after(() => client.stop());
  return client;
}

const http = (options) => new HttpLink({ uri: url, headers: { authorization }, ...options });

test('a mutation updates what a query has cached', async (t) => {
  const client = connect(t, http());
  const email = newEmail();
  const created = await client.mutate({ mutation: gql(contactCreate), variables: { input: { name: 'Ada', email } } });
  const { id } = created.data.contactCreate.contact;
  const find = { query: gql(contactQuery), variables: { email } };
  assert.equal((await client.query(find)).data.contact.id, id);
  await client.mutate({ mutation: gql(contactUpdate), variables: { input: { id, name: 'Ada Lovelace' } } });
  assert.equal(client.readQuery(find).contact.name, 'Ada Lovelace');
  assert.equal(client.cache.extract()[`Contact:${id}`].version, 2);
});

test('an error has its code', async (t) => {
  const client = connect(t, http({ headers: {} }));
  await assert.rejects(client.query({ query: gql('{ account { name } }') }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    return error.errors[0].extensions.code === 'UNAUTHENTICATED';
  });
});

for (const useGETForHashedQueries of [false, true]) {
  test(`automatic persisted queries by ${useGETForHashedQueries ? 'GET' : 'POST'}`, async (t) => {
    const contact = await newContact({ name: 'Ada' });
    const query = gql(contactQuery.replace('query Contact', `query PersistedBy${useGETForHashedQueries ? 'Get' : 'Post'}`));
    const { requests, record } = recorder();
    const fresh = () => connect(t, ApolloLink.from([new PersistedQueryLink({ sha256, useGETForHashedQueries }), http({ fetch: record })]));
    for (const client of [fresh(), fresh()]) {
      const { data } = await client.query({ query, variables: { email: contact.email } });
      assert.equal(data.contact.id, contact.id);
    }
    const sent = requests.map(({ method, body, url }) => [method, Boolean(body?.query ?? url.searchParams.get('query'))]);
    const byHash = [useGETForHashedQueries ? 'GET' : 'POST', false];
    // The first client learns that the hash is unknown and sends the text, the second one needs the hash alone.
    assert.deepEqual(sent, [byHash, ['POST', true], byHash]);
  });
}

test('a query and a mutation over a socket', async (t) => {
  const socket = createClient({ url: socketURL(url), webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
  t.after(() => socket.dispose());
  const client = connect(t, new GraphQLWsLink(socket));
  const email = newEmail();
  const created = await client.mutate({ mutation: gql(contactCreate), variables: { input: { name: 'Ada', email } } });
  const found = await client.query({ query: gql(contactQuery), variables: { email } });
  assert.equal(found.data.contact.id, created.data.contactCreate.contact.id);
});
