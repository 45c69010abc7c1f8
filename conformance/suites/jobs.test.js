// A job that is watched while it is done, by the graphql-ws and the graphql-sse client.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createClient as overStream } from 'graphql-sse';
import { createClient as overSocket } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, graphql, socketURL, url } from '../world.js';

const progress = 'subscription ($id: ID!) { jobProgress(id: $id) { state total processed succeeded failed failuresUrl } }';

const clients = {
  'graphql-ws': () => overSocket({ url: socketURL(url), webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 }),
  'graphql-sse': () => overStream({ url, headers: { authorization }, retryAttempts: 0 }),
};

// startImport uploads so many rows, of which the last one breaks a rule, and returns the id of the job.
async function startImport(rows) {
  const lines = Array.from({ length: rows }, (_, i) => `Contact ${i},${i < rows - 1 ? `${randomUUID()}@example.com` : 'nothing'}`);
  const query = 'mutation ($input: ContactsImportInput!) { contactsImport(input: $input) { job { id state } userErrors { message } } }';
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input: { file: null } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.set('0', new File([['name,email', ...lines].join('\n')], 'contacts.csv', { type: 'text/csv' }));
  const response = await fetch(url, { method: 'POST', body: form, headers: { authorization, 'GraphQL-Require-Preflight': '1' } });
  const { data } = await response.json();
  assert.deepEqual(data.contactsImport.userErrors, []);
  assert.equal(data.contactsImport.job.state, 'QUEUED');
  return data.contactsImport.job.id;
}

for (const [name, connect] of Object.entries(clients)) {
  test(`${name} watches an import to its end`, async (t) => {
    const client = connect();
    t.after(() => client.dispose());
    const id = await startImport(3500);
    const told = [];
    for await (const { data } of client.iterate({ query: progress, variables: { id } })) {
      told.push(data.jobProgress);
    }
    const { failuresUrl, ...end } = told.at(-1);
    assert.deepEqual(end, { state: 'SUCCEEDED', total: 3500, processed: 3500, succeeded: 3499, failed: 1 });
    told.slice(0, -1).forEach(({ state }) => assert.match(state, /QUEUED|RUNNING/));
    assert.deepEqual(told.map(({ processed }) => processed), told.map(({ processed }) => processed).toSorted((a, b) => a - b));
    const failures = await (await fetch(failuresUrl)).text();
    assert.match(failures, /^name,email,reason\nContact 3499,nothing,"email: /);
    const { job } = await graphql('query ($id: ID!) { job(id: $id) { state } }', { id });
    assert.equal(job.state, 'SUCCEEDED');
  });

  test(`${name} is told that there is no such job`, async (t) => {
    const client = connect();
    t.after(() => client.dispose());
    const watch = async () => {
      for await (const { errors } of client.iterate({ query: progress, variables: { id: 'job_01h455vb4pex5vsknk084sn02q' } })) {
        throw errors; // by graphql-sse; graphql-ws throws them itself
      }
    };
    await assert.rejects(watch, (errors) => errors[0].extensions.code === 'NOT_FOUND');
  });
}
