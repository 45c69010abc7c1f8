// What somebody does who has never seen the console, by the keyboard alone: no pointer is used in this file.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, createContact, graphql, openPage, record, unique } from './world.js';
import { receiver } from './receiver.js';

after(closeBrowser);

// tabTo presses Tab until an element has the focus, as somebody who looks for it would.
async function tabTo(page, locator, most = 400) {
  await locator.first().waitFor();
  for (let i = 0; i < most; i++) {
    if (await locator.first().evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${locator}`);
}

async function press(page, locator, key = 'Enter') {
  await tabTo(page, locator);
  await page.keyboard.press(key);
}

// go opens a page by the palette.
async function go(page, name) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).waitFor();
  await page.keyboard.type(name);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
}

// choose sets a native select that has the focus by typing, and leaves it.
async function choose(page, locator, label) {
  await tabTo(page, locator);
  await page.keyboard.type(label);
  assert.equal(await locator.evaluate((element) => element.selectedOptions[0].label), label);
}

const countOf = async (filter) =>
  (await graphql('query ($f: ContactFilter) { contacts(first: 1, filter: $f) { count { value } } }', { f: filter })).contacts.count.value;

test('by keyboard: a duplicate, an import, labels, a webhook that failed', async (t) => {
  const word = unique('Brandywine').replace('-', '');
  const twins = [];
  for (const name of [`Meriadoc ${word}`, `Meriadoc ${word}`]) {
    twins.push(await createContact({ name, email: `meriadoc.${word.toLowerCase()}@${['one', 'two'][twins.length]}.example` }));
  }
  for (let i = 0; i < 3; i++) {
    const additionalAttributes = { city: i < 2 ? `Berlin-${word}` : 'Paris' };
    await createContact({ name: `${word} guest ${i}`, labels: ['vip'], additionalAttributes });
  }
  const hook = await receiver(t, 410);
  const { webhookEndpointCreate } = await graphql(
    'mutation ($input: WebhookEndpointCreateInput!) { webhookEndpointCreate(input: $input) { webhookEndpoint { id } userErrors { message } } }',
    { input: { url: hook.url, events: ['CONTACT_CREATED'] } },
  );
  assert.deepEqual(webhookEndpointCreate.userErrors, []);
  const failing = await createContact({ name: `${word} hooked` });
  const pairsOf = 'query ($id: ID!) { contactDuplicates(first: 1, contact: $id) { nodes { probability } } }';
  while (!(await graphql(pairsOf, { id: twins[0].id })).contactDuplicates.nodes.length) {
    await new Promise((resolve) => setTimeout(resolve, 500)); // contacts are compared within seconds
  }
  const page = await openPage(t, '/contacts');
  await record(t, page, 'stranger');
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();

  await t.test('find the duplicate, merge it, undo', async () => {
    await go(page, `Meriadoc ${word}`);
    await page.getByRole('heading', { level: 1, name: `Meriadoc ${word}` }).waitFor();
    await tabTo(page, page.getByRole('tab', { name: 'Conversations' }));
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press('ArrowRight');
    }
    await press(page, page.getByRole('tabpanel').getByRole('link', { name: 'Compare' }));
    await press(page, page.getByRole('button', { name: `Merge into Meriadoc ${word}` }));
    await page.waitForURL('**/contacts/contact_*');
    const asked = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = async () => new Set((await graphql(asked, { ids: twins.map(({ id }) => id) })).nodes.map((node) => node.id));
    assert.equal((await ids()).size, 1);
    await press(page, page.getByRole('status').getByRole('button', { name: 'Undo' }));
    await page.getByText('Unmerged.').waitFor();
    assert.equal((await ids()).size, 2);
  });

  await t.test('import an export of Google', async () => {
    const google = [
      'First Name,Middle Name,Last Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value',
      `Rosie,,Cotton${word},,* myContacts,* Home,rosie.${word.toLowerCase()}@example.com,Mobile,+49 30 901820`,
      `Tom,,Cotton${word},,* myContacts,* Work,tom.${word.toLowerCase()}@example.com,,`,
    ].join('\n');
    await go(page, 'Import');
    const choosing = page.waitForEvent('filechooser');
    await press(page, page.getByRole('button', { name: 'Choose a file' }));
    await (await choosing).setFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(google) });
    const check = page.getByRole('button', { name: 'Check all rows' });
    await check.waitFor();
    for (const column of await page.locator('[aria-label^="Field of"]').all()) {
      if ((await column.inputValue()) === '?') {
        await choose(page, column, 'leave out');
      }
    }
    await press(page, check);
    await page.getByText('Nothing is stored yet').waitFor();
    await press(page, page.getByRole('button', { name: 'Import 2 rows' }));
    await page.getByRole('button', { name: 'Undo all of it' }).waitFor();
    const asked = 'query ($s: String!) { contacts(search: $s) { nodes { name email phoneNumber } } }';
    const { contacts } = await graphql(asked, { s: `Cotton${word}` });
    assert.deepEqual(new Set(contacts.nodes.map(({ phoneNumber }) => phoneNumber)), new Set(['+4930901820', null]));
  });

  await t.test('label all VIPs in Berlin', async () => {
    await go(page, 'Contacts');
    await page.getByRole('grid', { name: 'Contacts' }).waitFor();
    await press(page, page.getByRole('button', { name: 'Add filter' }));
    await choose(page, page.getByLabel('Property'), 'City');
    await tabTo(page, page.getByLabel('Value', { exact: true }));
    await page.keyboard.type(`Berlin-${word}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^City/ }).first().waitFor();
    await press(page, page.getByRole('button', { name: 'Add filter' }));
    await choose(page, page.getByLabel('Property'), 'Labels');
    await press(page, page.getByRole('checkbox', { name: 'vip', exact: true }), 'Space');
    await press(page, page.getByRole('button', { name: 'Apply' }));
    await page
      .getByRole('row')
      .filter({ hasText: `${word} guest 1` })
      .waitFor();
    await press(page, page.getByLabel('Select all loaded contacts'), 'Space');
    await page.getByText('2 contacts selected').waitFor();
    const label = unique('berlin').toLowerCase();
    await press(page, page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Labels' }));
    await page.getByRole('dialog', { name: 'Labels: 2 contacts' }).waitFor();
    await page.keyboard.type(label);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Remove label ${label}` }).waitFor();
    await page.keyboard.press('Enter'); // checks
    await page.getByText('2 contacts would change').waitFor();
    await page.keyboard.press('Enter'); // runs
    await page.getByRole('region', { name: 'Jobs in progress' }).getByText('2 succeeded').waitFor();
    assert.equal(await countOf({ labels: { any: [label] } }), 2);
  });

  await t.test('see why a webhook failed', async () => {
    await go(page, 'Webhooks');
    await press(page, page.getByRole('link', { name: hook.url }));
    const row = page.getByRole('row').filter({ hasText: `${word} hooked` });
    await press(page, row.getByRole('button', { name: 'Details' }));
    await page.getByRole('dialog').getByText(/410/).first().waitFor();
    await page.getByRole('dialog').getByText(failing.id).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.ok(
      await row.getByRole('button', { name: 'Details' }).evaluate((element) => element === document.activeElement),
      'the focus returns',
    );
  });
});
