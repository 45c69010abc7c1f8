// Files of a request, as Apollo's and urql's clients send them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { authorization, newContact, url } from '../world.js';

const set = `mutation Set($input: ContactAvatarSetInput!) {
  contactAvatarSet(input: $input) { contact { id avatarUrl(size: 64) } userErrors { code message field } }
}`;

// A picture of one red pixel.
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');
const picture = () => new File([pixel], 'face.png', { type: 'image/png' });

async function check({ contact, userErrors }, id) {
  assert.deepEqual(userErrors, []);
  assert.equal(contact.id, id);
  const response = await fetch(contact.avatarUrl);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'image/jpeg');
  assert.match(response.headers.get('cache-control'), /immutable/);
}

test('Apollo Client sends a file', async (t) => {
  const link = new UploadHttpLink({ uri: url, headers: { authorization, 'Apollo-Require-Preflight': 'true' } });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  t.after(() => client.stop());
  const { id } = await newContact();
  const { data } = await client.mutate({ mutation: gql(set), variables: { input: { id, picture: { file: picture() } } } });
  await check(data.contactAvatarSet, id);
});

test('urql sends a file', async () => {
  const headers = { authorization, 'GraphQL-Require-Preflight': '1' };
  const client = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers }, preferGetMethod: false });
  const { id } = await newContact();
  const { data, error } = await client.mutation(set, { input: { id, picture: { file: picture() } } });
  assert.equal(error, undefined);
  await check(data.contactAvatarSet, id);
});

test('a form of another site sends none', async () => {
  const { id } = await newContact();
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: set, variables: { input: { id, picture: { file: null } } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.picture.file'] }));
  form.set('0', picture());
  const send = (headers) => fetch(url, { method: 'POST', body: form, headers: { authorization, ...headers } });
  assert.equal((await send({})).status, 400);
  const response = await send({ 'X-Requested-With': 'fetch' });
  await check((await response.json()).data.contactAvatarSet, id);
});
