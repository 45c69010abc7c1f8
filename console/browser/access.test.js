// Every page by axe, in light and in dark, wide and narrow; and that none is wider than its window.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { closeBrowser, graphql, openPage } from './world.js';

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
