// Every page by axe, in light and in dark, wide and narrow; and that none is wider than its window, also at 320 pixels, which is what a
// window of 1280 is when it is enlarged to 400 %.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { administrator, closeBrowser, graphql, openPage } from './world.js';

after(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const records = () =>
  graphql(`
    {
      contacts(first: 1, filter: { conversations: { count: { gte: 1 } } }) {
        nodes {
          id
        }
      }
      contactDuplicates(first: 1) {
        nodes {
          contacts {
            id
          }
        }
      }
      companies(first: 1) {
        nodes {
          id
        }
      }
    }
  `);
let found = await records();
while (found.contactDuplicates.nodes.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 500)); // contacts are compared a few seconds after the start
  found = await records();
}
const { contacts, contactDuplicates, companies } = found;
const contact = contacts.nodes[0].id;

const routes = {
  '/contacts': '.grid-row',
  '/contacts?q=nothing+is+like+this': '.empty',
  '/contacts?new=1': 'dialog[open]',
  [`/contacts/${contact}`]: '.conversations',
  [`/contacts/${contact}?tab=notes`]: '.reply',
  [`/contacts/${contact}?tab=merges`]: '.tab-panel > *',
  [`/contacts/${contact}?tab=history`]: '.history, .empty',
  '/contacts/contact_01h455vb4pex5vsknk084sn02q': '.empty',
  '/duplicates': '.pair',
  [`/duplicates/compare?ids=${contactDuplicates.nodes[0].contacts.map(({ id }) => id).join(',')}`]: 'td.chosen',
  '/import': '.drop',
  '/analytics': '.tiles',
  '/companies': '.records',
  [`/companies/${companies.nodes[0].id}`]: 'h1',
  '/labels': '.records',
  '/attributes': '.records',
  '/inboxes': '.records',
  '/users': '.records',
  '/users?all=1': '.records',
  '/teams': '.empty, .records',
  '/security': '.second-factor',
  '/audit': '.records',
  '/audit?from=2001-01-01&until=2001-01-02': '.empty',
  '/companies/duplicates': '.empty, .pairs',
  '/tokens': '.records',
  '/webhooks': '.empty, .records',
  '/account': '.facts',
  '/jobs': '.empty, .records',
};

async function findings(page) {
  await page.evaluate(axe); // by the debugger, which no policy holds back
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`)
          .join(' | ')}`,
    );
}

for (const [scheme, width] of [
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 320],
]) {
  test(`${scheme}, ${width} pixels wide`, async (t) => {
    const page = await openPage(t, '/contacts', { scheme, width });
    for (const [route, shown] of Object.entries(routes)) {
      await page.goto(new URL(`/console${route}`, page.url()).href);
      await page.locator(shown).first().waitFor();
      assert.deepEqual(await findings(page), [], route);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${route} is wider than the window`);
    }
  });
}

test('signing in', async (t) => {
  const page = await openPage(t, '', { as: null, strangerAllowed: true });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await findings(page), []);
});

// What opens on the new pages: each dialog by axe, in both schemes, and at 320 pixels no wider than the window.
for (const [scheme, width] of [
  ['light', 1280],
  ['dark', 320],
]) {
  test(`dialogs, ${scheme}, ${width} pixels wide`, async (t) => {
    const page = await openPage(t, '/users', { scheme, width });
    const look = async (name) => {
      await page.locator('dialog[open]').waitFor();
      assert.deepEqual(await findings(page), [], name);
      const fits = await page.evaluate(() => {
        const { left, right } = document.querySelector('dialog[open]').getBoundingClientRect();
        return left >= 0 && right <= innerWidth && document.documentElement.scrollWidth <= innerWidth;
      });
      assert.ok(fits, `${name} is wider than the window`);
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    };
    await page.getByRole('button', { name: 'Invite' }).click();
    await look('invitation');
    await page
      .getByRole('button', { name: /^More about/ })
      .last()
      .click();
    await look('user');
    await page.goto(new URL('/console/teams', page.url()).href);
    await page.getByRole('button', { name: 'New team' }).click();
    await look('team');
    await page.goto(new URL('/console/security', page.url()).href);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByLabel('Your password').fill(administrator.password);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('img', { name: 'The key as a QR code' }).waitFor();
    await look('second factor');
    await page.goto(new URL('/console/account', page.url()).href);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('checkbox', { name: /^Merge duplicates by themselves/ }).check();
    await look('account');
    await page.goto(new URL(`/console/contacts/${contact}`, page.url()).href);
    await page.locator('.contact-head').getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Erase the person' }).click();
    await page.locator('.erased').waitFor();
    await look('erasure');
  });
}
