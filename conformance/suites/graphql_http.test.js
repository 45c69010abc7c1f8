// GraphQL over HTTP, by the audits of graphql-http.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { authorization, url } from '../world.js';

const audits = serverAudits({
  url,
  fetchFn: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, authorization } }),
});

test('there are 61 audits', () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const { status, reason } = await audit.fn();
    assert.equal(status, 'ok', reason);
  });
}
