// Erasing and handing over what is kept about a person; the account's rule for duplicates; lists beyond a page.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { closeBrowser, createContact, graphql, openPage, unique } from './world.js';

after(closeBrowser);

test('a person is erased after a dry run and a confirmation, with a receipt', async (t) => {
  const name = unique('Erased');
  const contact = await createContact({ name, email: `${name.toLowerCase()}@example.com` });
  const page = await openPage(t, `/contacts/${contact.id}`);
  const more = () => page.locator('.contact-head').getByRole('button', { name: 'More' });
  await more().click();
  await page.getByRole('button', { name: 'Erase the person' }).click();
  const plan = page.locator('dl[aria-label="What would be removed"]');
  await plan.getByText('Addresses', { exact: true }).waitFor();
  const erase = page.getByRole('button', { name: 'Erase', exact: true });
  assert.ok(await erase.isDisabled(), 'the name is asked for');
  await graphql('mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { userErrors { message } } }', {
    input: { id: contact.id, location: 'Elsewhere' },
  });
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await erase.click();
  await page
    .getByRole('alert')
    .filter({ hasText: /changed/ })
    .first()
    .waitFor(); // its version is not the one that was looked at
  await page.getByRole('button', { name: 'Look again' }).click();
  await erase.click();
  await page.getByRole('dialog', { name: 'Erased' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download receipt' }).click()]);
  const receipt = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(receipt.contactId, contact.id);
  assert.equal(receipt.dryRun, false);
  assert.equal(receipt.removed.find(({ place }) => place === 'ADDRESSES').count, 1);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();
  assert.equal((await graphql('query ($id: ID!) { contact(by: {id: $id}) { id } }', { id: contact.id })).contact, null);
});

test('the data of a person is exported', async (t) => {
  const contact = await createContact({ name: unique('Exported') });
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.locator('.contact-head').getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Export the person' }).click();
  const tray = page.getByRole('region', { name: 'Jobs in progress' });
  await tray.getByText('Succeeded').waitFor();
  await tray.getByRole('link', { name: 'Details' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  assert.match(await readFile(await download.path(), 'utf8'), new RegExp(contact.name));
});

test('the time that visitors are kept is set after a look at what would go', async (t) => {
  const page = await openPage(t, '/account');
  const kept = () => graphql('{ account { visitorRetentionDays messageRetentionMonths } }').then(({ account }) => account);
  const set = async (days, look) => {
    await page.getByRole('button', { name: 'Limit the time' }).click();
    await page.getByLabel('Remove visitors after so many days without activity').fill(days);
    await page.getByRole('button', { name: 'See what would go' }).click();
    await page.getByText(look).waitFor();
  };
  await set('3650', '0 visitors and 0 messages would be removed');
  assert.deepEqual(await kept(), { visitorRetentionDays: null, messageRetentionMonths: null });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('3,650 days without activity').waitFor();
  assert.deepEqual(await kept(), { visitorRetentionDays: 3650, messageRetentionMonths: null });
  await set('', '0 visitors and 0 messages would be removed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('3,650 days without activity').waitFor({ state: 'detached' });
  assert.deepEqual(await kept(), { visitorRetentionDays: null, messageRetentionMonths: null });
});

test('the rule by which duplicates are merged is set and taken back', async (t) => {
  const page = await openPage(t, '/account');
  const rule = async () =>
    (await graphql('{ account { duplicateMergeRule { minProbability attributeKeys } } }')).account.duplicateMergeRule;
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('checkbox', { name: /^Merge duplicates by themselves/ }).check();
  await page.getByLabel(/^Only if they are as probable/).fill('100');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('from 100 %').waitFor();
  assert.deepEqual(await rule(), { minProbability: 1, attributeKeys: [] });
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('checkbox', { name: /^Merge duplicates by themselves/ }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('from 100 %').waitFor({ state: 'detached' });
  assert.equal(await rule(), null);
});

test('companies that are probably one are listed and dismissed', async (t) => {
  const word = unique('Quillfeather').replace('-', '');
  for (const name of [`${word} Instruments GmbH`, `${word} Instruments AG`]) {
    const { companyCreate } = await graphql(
      'mutation ($input: CompanyCreateInput!) { companyCreate(input: $input) { userErrors { message } } }',
      { input: { name } },
    );
    assert.deepEqual(companyCreate.userErrors, []);
  }
  const asked = '{ companyDuplicates(first: 100) { nodes { companies { name } } } }';
  const listed = async () =>
    (await graphql(asked)).companyDuplicates.nodes.some(({ companies }) => companies.every(({ name }) => name.startsWith(word)));
  while (!(await listed())) {
    await new Promise((resolve) => setTimeout(resolve, 500)); // companies are compared within seconds
  }
  const page = await openPage(t, '/companies');
  await page.locator('.page-head').getByRole('link', { name: 'Duplicates' }).click();
  const pair = page
    .locator('.pair')
    .filter({ hasText: `${word} Instruments GmbH` })
    .filter({ hasText: `${word} Instruments AG` });
  await pair.getByRole('button', { name: /^Not the same/ }).click();
  await page.getByText('are different companies').waitFor();
  await pair.waitFor({ state: 'detached' });
  assert.equal(await listed(), false);
});

test('all labels and inboxes are there, also beyond a hundred', async (t) => {
  const word = unique('zz').toLowerCase();
  const contact = await createContact({ name: word, labels: [`${word}-first`] });
  for (let i = 0; i < 110; i++) {
    await graphql('mutation ($input: LabelCreateInput!) { labelCreate(input: $input) { userErrors { message } } }', {
      input: { title: `${word}-${String(i).padStart(3, '0')}` },
    });
    await graphql('mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { userErrors { message } } }', {
      input: { name: `${word} ${String(i).padStart(3, '0')}`, channelType: 'API' },
    });
  }
  const page = await openPage(t, `/contacts/${contact.id}`);
  await page.getByRole('heading', { level: 1, name: word }).waitFor();
  await page.keyboard.press('l');
  await page.getByRole('dialog').getByRole('combobox').fill(`${word}-109`);
  await page.getByRole('option', { name: `${word}-109` }).waitFor();
  await page.getByRole('option', { name: 'new label' }).waitFor({ state: 'detached' }); // it is known, once all pages are there
  for (const [path, last] of [
    ['/labels', `${word}-109`],
    ['/inboxes', `${word} 109`],
  ]) {
    await page.goto(new URL(`/console${path}`, page.url()).href);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('rowheader', { name: last }).waitFor();
  }
});
