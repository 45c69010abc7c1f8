// The list of contacts.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, createContact, filterBy, graphql, openPage, rowOf, subscribed, unique, updateContact } from './world.js';

after(closeBrowser);

const countOf = async (filter) =>
  (await graphql('query ($f: ContactFilter) { contacts(first: 1, filter: $f) { count { value } } }', { f: filter })).contacts.count.value;

test('a link restores filter, sort and columns', async (t) => {
  const page = await openPage(t, filterBy([['labels', 'any', ['trial']]], '&sort=-name&cols=name,city'));
  await page.getByRole('button', { name: 'Labels any of trial', exact: true }).waitFor();
  await page.getByRole('columnheader', { name: 'City' }).waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Email' }).count(), 0);
  assert.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
  const { contacts } = await graphql(
    '{ contacts(first: 1, filter: {labels: {any: ["trial"]}}, orderBy: [{by: {field: NAME}, direction: DESC}]) { nodes { id } } }',
  );
  await page.locator(`[aria-rowindex="2"]#row-${contacts.nodes[0].id}`).waitFor();
});

test('a long list is scrolled with few rows in the page', async (t) => {
  const page = await openPage(t, '/contacts');
  const grid = page.getByRole('grid', { name: 'Contacts' });
  await grid.waitFor();
  for (let i = 0; i < 12; i++) {
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.waitForTimeout(200);
    assert.ok((await grid.locator('.grid-row').count()) <= 60);
  }
  assert.ok(Number(await grid.locator('.grid-row').last().getAttribute('aria-rowindex')) > 300);
});

test('the keyboard alone labels six contacts', async (t) => {
  const word = unique('Keyboard');
  for (let i = 0; i < 6; i++) {
    await createContact({ name: `${word} ${i}` });
  }
  const label = unique('keys');
  const page = await openPage(t, filterBy([['name', 'startsWith', word]]));
  await rowOf(page, `${word} 0`).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Shift+ArrowDown');
  }
  await page.getByText('6 contacts selected').waitFor();
  await page.keyboard.press('l');
  await page.getByRole('dialog', { name: 'Labels: 6 contacts' }).waitFor();
  await page.keyboard.type(label);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Remove label ${label}` }).waitFor();
  await page.keyboard.press('Enter'); // checks
  await page.getByText('6 contacts would change').waitFor();
  await page.keyboard.press('Enter'); // runs
  await page.getByRole('region', { name: 'Jobs in progress' }).getByText('6 succeeded').waitFor();
  assert.equal(await countOf({ labels: { any: [label] } }), 6);
});

test('conditions find what the API finds; segments are saved, changed, discarded and deleted', async (t) => {
  const page = await openPage(t, '/contacts');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Property').selectOption({ label: 'Plan' });
  await page.getByRole('checkbox', { name: 'enterprise' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  const expected = await countOf({ customAttributes: [{ key: 'plan', list: { any: ['enterprise'] } }] });
  await page.getByText(`${expected} contact`, { exact: false }).first().waitFor();
  const name = unique('Enterprise');
  await page.getByRole('button', { name: 'Save as segment' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByRole('button', { name: /^Remove Plan/ }).click();
  await page.getByText('· changed').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Plan is one of enterprise', exact: true }).waitFor();
  await page.getByRole('button', { name: 'This segment' }).click();
  await page.getByRole('button', { name: 'Delete segment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete segment' }).click();
  await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
});

test('all that match are changed, with a check before and a way back', async (t) => {
  const filter = { customAttributes: [{ key: 'plan', list: { any: ['free', 'starter', 'pro', 'enterprise'] } }] };
  const page = await openPage(t, filterBy([['attr:plan', 'any', ['free', 'starter', 'pro', 'enterprise']]]));
  const total = await countOf(filter);
  assert.ok(total > 50, 'more than the first page');
  await page.getByLabel('Select all loaded contacts').check();
  await page.getByRole('button', { name: `Select all ${total} that match` }).click();
  const label = unique('bulk');
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Labels' }).click();
  await page.getByRole('combobox', { name: 'Add labels' }).fill(label);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.getByText(`${total} contacts would change`).waitFor();
  assert.equal(await countOf({ labels: { any: [label] } }), 0);
  await page.getByRole('button', { name: `Change ${total}` }).click();
  const tray = page.getByRole('region', { name: 'Jobs in progress' });
  await tray.getByText(`${total} succeeded`).waitFor();
  assert.equal(await countOf({ labels: { any: [label] } }), total);
  await tray.getByRole('button', { name: 'Undo' }).click();
  await tray.getByText('Undo: Change').waitFor();
  await tray.getByText(`${total} succeeded`).waitFor();
  assert.equal(await countOf({ labels: { any: [label] } }), 0);
});

test('contacts are deleted after a check that counts them', async (t) => {
  const word = unique('Delete');
  await createContact({ name: `${word} 1` });
  await createContact({ name: `${word} 2` });
  const page = await openPage(t, filterBy([['name', 'startsWith', word]]));
  await rowOf(page, `${word} 2`).waitFor();
  await page.getByLabel('Select all loaded contacts').check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.getByText('2 contacts would be deleted').waitFor();
  await page.getByRole('button', { name: 'Delete 2' }).click();
  await page.getByRole('region', { name: 'Jobs in progress' }).getByText('2 succeeded').waitFor();
  assert.equal(await countOf({ name: { startsWith: word } }), 0);
});

test('the list is live: rows change in their place, and a banner tells who came and left', async (t) => {
  const word = unique('Live');
  const first = await createContact({ name: `${word} first`, labels: ['live-list'] });
  const page = await openPage(
    t,
    filterBy([
      ['labels', 'any', ['live-list']],
      ['name', 'startsWith', word],
    ]),
  );
  await rowOf(page, `${word} first`).waitFor();
  await subscribed(page);
  await updateContact({ id: first.id, lastName: 'x', name: `${word} renamed` });
  await rowOf(page, `${word} renamed`).waitFor();
  const second = await createContact({ name: `${word} second`, labels: ['live-list'] });
  await page.getByText('1 change of what is listed').waitFor();
  assert.equal(await rowOf(page, `${word} second`).count(), 0, 'rows do not jump');
  await page.getByRole('button', { name: 'Show' }).click();
  await rowOf(page, `${word} second`).waitFor();
  await graphql('mutation ($id: ID!) { contactLabelsRemove(input: {id: $id, labels: ["live-list"]}) { userErrors { message } } }', {
    id: first.id,
  });
  await page.locator(`#row-${first.id}.gone`).waitFor();
  await graphql('mutation ($id: ID!) { contactDelete(input: {id: $id}) { userErrors { message } } }', { id: second.id });
  await page.locator(`#row-${second.id}.gone`).waitFor();
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Nothing matches').waitFor();
});

test('a new contact whose email is taken leads to whoever has it', async (t) => {
  const email = `${unique('taken')}@example.com`;
  const owner = await createContact({ name: 'The owner of it', email });
  const page = await openPage(t, '/contacts');
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();
  await page.keyboard.press('c');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('link', { name: 'Open The owner of it' }).click();
  await page.waitForURL(`**/contacts/${owner.id}`);
});

test('a contact is looked at beside the list', async (t) => {
  const name = unique('Peek');
  await createContact({ name, email: `${name.toLowerCase()}@example.com` });
  const page = await openPage(t, filterBy([['name', 'eq', name]]));
  await rowOf(page, name).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press(' ');
  await page.getByRole('complementary', { name: `${name} at a glance` }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').waitFor({ state: 'detached' });
});
