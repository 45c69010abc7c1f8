// What the tests in the browser share: the server, the API beside the page, and pages that fail a test when they do what they must not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';

export const origin = process.env.BROWSER_ORIGIN;
export const administrator = { email: 'admin@example.com', password: process.env.BROWSER_PASSWORD };
const token = process.env.BROWSER_TOKEN;

let browser;

// graphql asks the API as another client would.
export async function graphql(query, variables = {}, server = { origin, token }) {
  const response = await fetch(`${server.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

export const unique = (word) => `${word}-${randomUUID().slice(0, 8)}`;

export async function createContact(input) {
  const { contactCreate } = await graphql(
    'mutation ($input: ContactCreateInput!) { contactCreate(input: $input) { contact { id version name email } userErrors { message } } }',
    { input },
  );
  assert.deepEqual(contactCreate.userErrors, []);
  return contactCreate.contact;
}

export async function updateContact(input) {
  const { contactUpdate } = await graphql(
    'mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { userErrors { message } } }',
    { input },
  );
  assert.deepEqual(contactUpdate.userErrors, []);
}

const subscriptions = new WeakMap();

// subscribed waits until a page has asked for live updates and the server, which is then asked for something else, has had time to see it.
export async function subscribed(page) {
  await subscriptions.get(page);
  await graphql('{ contacts(first: 1) { nodes { id } } }');
}

export const closeBrowser = () => browser?.close();

// record keeps a trace of a page in the folder BROWSER_RECORD, to be looked at with `playwright show-trace`: each step with its picture.
export async function record(t, page, name) {
  const folder = process.env.BROWSER_RECORD;
  if (folder) {
    await page.context().tracing.start({ screenshots: true, snapshots: true });
    t.after(() => page.context().tracing.stop({ path: `${folder}/${name}.zip` }));
  }
}

// openPage opens a page that is signed in, unless `as` is null. The test fails with any error in the console, violation of the policy,
// exception, or request to elsewhere.
export async function openPage(
  t,
  path,
  { as = administrator, scheme = 'light', width = 1280, height = 800, strangerAllowed = false, server = { origin }, outages = false } = {},
) {
  browser ??= await chromium.launch({ executablePath: process.env.BROWSER_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on('console', (message) => {
    const text = message.text();
    const expected =
      (strangerAllowed && text.includes('401 (Unauthorized)')) || (outages && /WebSocket|net::ERR_|status of 50\d/.test(text));
    if (message.type() === 'error' && !expected) {
      problems.push(`console: ${text}`);
    }
  });
  const begun = new Promise((resolve) =>
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => String(payload).includes('"subscribe"') && resolve())),
  );
  subscriptions.set(page, begun);
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== server.origin && url.protocol !== 'data:' && url.protocol !== 'blob:') {
      problems.push(`request to ${url}`);
    }
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, []);
  });
  if (as) {
    const response = await context.request.post(`${server.origin}/auth/session`, { data: as });
    assert.equal(response.status(), 204);
  }
  await page.goto(`${server.origin}/console${path}`);
  return page;
}

// filterBy returns the path of the list with conditions.
export const filterBy = (conditions, more = '') => `/contacts?f=${encodeURIComponent(JSON.stringify(conditions))}${more}`;

// rowOf finds the row of a contact in the list.
export const rowOf = (page, name) => page.getByRole('row').filter({ hasText: name });
