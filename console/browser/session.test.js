// Signing in and out, and what people without or with fewer permissions see.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { administrator, closeBrowser, createContact, filterBy, graphql, openPage, rowOf, unique } from './world.js';

after(closeBrowser);

test('a wrong password is told, the right one lets in, a reload stays in, signing out leads out', async (t) => {
  const page = await openPage(t, '/contacts', { as: null, strangerAllowed: true });
  await page.getByLabel('Email').fill(administrator.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'Email or password is wrong.' }).waitFor();
  await page.getByLabel('Password').fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();
  await page.reload();
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /Administrator/ })
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('the root leads to the console', async (t) => {
  const page = await openPage(t, '');
  await page.goto(new URL('/', page.url()).href);
  await page.waitForURL('**/console/contacts');
});

test('an agent sees what agents may', async (t) => {
  const agent = { email: `${unique('agent')}@example.com`, password: 'a password of an agent' };
  const { userCreate } = await graphql('mutation ($input: UserCreateInput!) { userCreate(input: $input) { userErrors { message } } }', {
    input: { name: 'Agent', role: 'AGENT', ...agent },
  });
  assert.deepEqual(userCreate.userErrors, []);
  const page = await openPage(t, '/contacts', { as: agent });
  await page.getByRole('grid', { name: 'Contacts' }).waitFor();
  const pages = page.getByRole('navigation', { name: 'Pages' });
  for (const name of ['Import', 'API tokens', 'Webhooks', 'Account']) {
    assert.equal(await pages.getByRole('link', { name, exact: true }).count(), 0, name);
  }
  assert.equal(await page.getByRole('button', { name: 'Export' }).count(), 0);
  await pages.getByRole('link', { name: 'Labels' }).click();
  await page.getByRole('table', { name: 'Labels' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'New label' }).count(), 0);
});

test('what looks like HTML stays text', async (t) => {
  const name = `<img src=x onerror=alert(1)> ${unique('script')}`;
  const contact = await createContact({ name, customAttributes: { site: 'javascript:alert(1)' } });
  const page = await openPage(t, filterBy([['name', 'eq', name]]));
  await rowOf(page, name).click();
  await page.waitForURL(`**/${contact.id}`);
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
});

test('the palette finds pages and contacts, and the keys are listed', async (t) => {
  const name = unique('Palette');
  const contact = await createContact({ name });
  const page = await openPage(t, '/labels');
  await page.getByRole('table', { name: 'Labels' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).fill(name);
  await page.getByRole('option', { name }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/contacts/${contact.id}`);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
});
