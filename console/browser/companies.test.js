// Companies: duplicates are merged and taken apart; what belongs to their contacts; the file of ratings.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { closeBrowser, createContact, graphql, openPage, unique } from './world.js';

after(closeBrowser);

const create = async (input) => {
  const { companyCreate } = await graphql(
    'mutation ($input: CompanyCreateInput!) { companyCreate(input: $input) { company { id } userErrors { message } } }',
    { input },
  );
  assert.deepEqual(companyCreate.userErrors, []);
  return companyCreate.company.id;
};

test('duplicate companies are merged, and the merge is undone', async (t) => {
  const word = unique('Fernsby').replace('-', '');
  const into = await create({ name: `${word} GmbH` });
  const from = await create({ name: `${word} AG`, domain: `${word.toLowerCase()}.example`, description: 'Anvils' });
  const contact = await createContact({ name: `Ada ${word}`, companyId: from });
  const asked = '{ companyDuplicates(first: 100) { nodes { companies { name } } } }';
  const listed = async () =>
    (await graphql(asked)).companyDuplicates.nodes.some(({ companies }) => companies.every(({ name }) => name.startsWith(word)));
  while (!(await listed())) {
    await new Promise((resolve) => setTimeout(resolve, 500)); // companies are compared within seconds
  }
  const page = await openPage(t, '/companies/duplicates');
  await page
    .locator('.pair')
    .filter({ hasText: `${word} GmbH` })
    .getByRole('link', { name: /^Merge/ })
    .click();
  const button = page.getByRole('button', { name: /^Merge into/ });
  if (!(await button.textContent()).includes('GmbH')) {
    await page.getByRole('button', { name: 'Keep this one instead' }).click();
  }
  await page.getByRole('row', { name: /Anvils/ }).waitFor();
  await page.getByText(`1 contact moves to ${word} GmbH.`).waitFor();
  await page.getByRole('button', { name: `Merge into ${word} GmbH` }).click();
  await page.getByRole('heading', { level: 1, name: `${word} GmbH` }).waitFor();
  await page.getByRole('rowheader', { name: `Ada ${word}` }).waitFor();
  const companyOf = async () =>
    (await graphql('query ($id: ID!) { contact(by: {id: $id}) { company { id } } }', { id: contact.id })).contact.company.id;
  assert.equal(await companyOf(), into);
  await page.getByRole('button', { name: `Unmerge ${word} AG` }).click();
  await page.getByText('Unmerged.').waitFor();
  assert.equal(await companyOf(), from);
  await page.getByText('undone').waitFor();
});

test('a company shows the conversations of its contacts and the notes about them', async (t) => {
  const word = unique('Okonkwo');
  const company = await create({ name: word });
  const contact = await createContact({ name: `Ada ${word}`, companyId: company });
  const { inboxCreate } = await graphql('mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } } }', {
    input: { name: `Inbox ${word}`, channelType: 'API' },
  });
  const talk = await graphql(
    'mutation ($input: ConversationCreateInput!) { conversationCreate(input: $input) { conversation { id displayId } } }',
    { input: { contactId: contact.id, inboxId: inboxCreate.inbox.id } },
  );
  await graphql('mutation ($input: NoteCreateInput!) { noteCreate(input: $input) { userErrors { message } } }', {
    input: { contactId: contact.id, content: `Orders by telegram ${word}` },
  });
  const page = await openPage(t, `/companies/${company}`);
  await page.getByText(`Orders by telegram ${word}`).waitFor();
  await page.getByRole('link', { name: `#${talk.conversationCreate.conversation.displayId}`, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `Ada ${word}` }).waitFor();
});

test('ratings are downloaded as a file', async (t) => {
  const page = await openPage(t, '/analytics');
  await page.getByRole('button', { name: 'Ratings as CSV' }).click();
  await page.getByRole('link', { name: 'Details' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  assert.match(await readFile(await download.path(), 'utf8'), /rating/i);
});
