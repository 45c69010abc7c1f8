// The page of one contact.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, createContact, graphql, openPage, subscribed, unique, updateContact } from './world.js';

after(closeBrowser);

const types = ['TEXT', 'NUMBER', 'CURRENCY', 'PERCENT', 'LINK', 'DATE', 'LIST', 'CHECKBOX'];

test('attributes of all types are edited, and a pattern is told at the field', async (t) => {
  const prefix = unique('Attribute');
  for (const type of types) {
    const input = { key: `${prefix}.${type}`, displayName: `${prefix} ${type}`, type };
    if (type === 'LIST') {
      input.values = ['one', 'two'];
    } else if (type === 'TEXT') {
      Object.assign(input, { pattern: '^[A-Z]{3}$', patternHint: 'Three capital letters.' });
    }
    const data = await graphql(
      `
        mutation ($input: CustomAttributeDefinitionCreateInput!) {
          customAttributeDefinitionCreate(input: $input) {
            userErrors {
              message
            }
          }
        }
      `,
      { input },
    );
    assert.deepEqual(data.customAttributeDefinitionCreate.userErrors, []);
  }
  const contact = await createContact({ name: prefix });
  const page = await openPage(t, `/contacts/${contact.id}`);
  const edit = async (type, text) => {
    const label = `${prefix} ${type}`;
    await page.getByRole('button', { name: new RegExp(`^Edit ${label}`) }).click();
    const field = page.getByLabel(label, { exact: true });
    await (type === 'LIST' || type === 'CHECKBOX' ? field.selectOption(text) : field.fill(text));
    await page.locator('.inline.open').getByRole('button', { name: 'Save' }).click();
  };
  await edit('TEXT', 'abc');
  await page.locator('.inline.open').getByRole('alert').filter({ hasText: 'Three capital letters' }).waitFor();
  await page.getByLabel(`${prefix} TEXT`, { exact: true }).fill('ABC');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Edit ${prefix} TEXT: ABC` }).waitFor();
  const values = {
    NUMBER: '12.5',
    CURRENCY: '99',
    PERCENT: '7',
    LINK: 'https://example.com/x',
    DATE: '2026-03-01',
    LIST: 'two',
    CHECKBOX: 'true',
  };
  for (const [type, text] of Object.entries(values)) {
    await edit(type, text);
    await page.locator('.inline.open').waitFor({ state: 'detached' });
  }
  const stored = (await graphql('query ($id: ID!) { contact(by: {id: $id}) { customAttributes } }', { id: contact.id })).contact
    .customAttributes;
  const expected = {
    TEXT: 'ABC',
    NUMBER: 12.5,
    CURRENCY: 99,
    PERCENT: 7,
    LINK: 'https://example.com/x',
    DATE: '2026-03-01',
    LIST: 'two',
    CHECKBOX: true,
  };
  assert.deepEqual(stored, Object.fromEntries(Object.entries(expected).map(([type, value]) => [`${prefix}.${type}`, value])));
});

test('when two people edit a field, both values are shown', async (t) => {
  const contact = await createContact({ name: unique('Before') });
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.getByRole('button', { name: /^Edit Name/ }).waitFor();
  await page.keyboard.press('e');
  // The page does not hear of theirs.
  await page.route('**/graphql', (route) => (route.request().postData()?.includes('query Contact(') ? undefined : route.continue()));
  await updateContact({ id: contact.id, name: 'Theirs' });
  await page.getByLabel('Name', { exact: true }).fill('Yours');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this' });
  await dialog.getByText('Theirs', { exact: true }).nth(1).waitFor();
  await dialog.getByRole('button', { name: 'Use yours' }).click();
  await page.locator('.inline.open').waitFor({ state: 'detached' }); // once it is stored
  const { contact: stored } = await graphql('query ($id: ID!) { contact(by: {id: $id}) { name } }', { id: contact.id });
  assert.equal(stored.name, 'Yours');
});

test('the page follows changes of others', async (t) => {
  const contact = await createContact({ name: unique('Followed') });
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.getByRole('heading', { level: 1, name: contact.name }).waitFor();
  await subscribed(page);
  await updateContact({ id: contact.id, name: 'Changed by others' });
  await page.getByRole('heading', { level: 1, name: 'Changed by others' }).waitFor();
});

test('addresses are added, made the primary one, and removed; a taken one offers its contact', async (t) => {
  const word = unique('points');
  const other = await createContact({ name: 'Somebody else', email: `${word}-other@example.com` });
  const contact = await createContact({ name: word, email: `${word}-1@example.com` });
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.getByRole('button', { name: 'Add address' }).click();
  await page.getByLabel('Address', { exact: true }).fill(other.email);
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('link', { name: 'Open Somebody else' }).waitFor();
  await page.getByRole('link', { name: 'Compare and merge' }).waitFor();
  await page.getByLabel('Address', { exact: true }).fill(`${word}-2@example.com`);
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: `Change ${word}-2@example.com` }).click();
  await page.getByRole('button', { name: 'Make primary' }).click();
  await page
    .locator('.points li')
    .filter({ hasText: `${word}-2` })
    .getByText('primary')
    .waitFor();
  await page.getByRole('button', { name: `Change ${word}-1@example.com` }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page
    .locator('.points li')
    .filter({ hasText: `${word}-1` })
    .waitFor({ state: 'detached' });
});

test('notes, labels and blocking', async (t) => {
  const contact = await createContact({ name: unique('Noted') });
  const page = await openPage(t, `/contacts/${contact.id}?tab=notes`);
  await page.getByText('No notes').waitFor();
  await page.keyboard.press('n');
  await page.getByLabel('New note').fill('Likes tea.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.locator('.note').getByText('Likes tea.').waitFor();
  await page.getByLabel('New note').blur();
  await page.keyboard.press('l');
  await page.getByRole('dialog').getByRole('combobox').fill('vip');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Remove label vip' }).waitFor();
  await page.getByRole('button', { name: 'Block' }).click();
  await page.getByLabel('Reason').fill('Spam');
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await page.getByText(/by Administrator: Spam/).waitFor();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByText('unblocked the contact').waitFor();
});

test('a conversation is opened, answered and resolved', async (t) => {
  const inboxes = await graphql('{ inboxes(first: 1) { nodes { id } } }');
  const contact = await createContact({ name: unique('Talker') });
  const { conversationCreate } = await graphql(
    'mutation ($input: ConversationCreateInput!) { conversationCreate(input: $input) { conversation { id displayId } userErrors { message } } }',
    { input: { contactId: contact.id, inboxId: inboxes.inboxes.nodes[0].id, status: 'OPEN' } },
  );
  assert.deepEqual(conversationCreate.userErrors, []);
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.getByRole('button', { name: `#${conversationCreate.conversation.displayId}` }).click();
  await page.getByLabel('Message').fill('We look into it.');
  await page.getByRole('checkbox', { name: 'Private' }).check();
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.locator('.message.private').getByText('We look into it.').waitFor();
  await page.getByLabel('Status').selectOption('RESOLVED');
  await page.locator('.conversation .badge').getByText('Resolved').waitFor();
});
