// Merging, with choices and the way back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, createContact, graphql, openPage, unique } from './world.js';

after(closeBrowser);

test('contacts are merged with a chosen value and another survivor, and unmerged', async (t) => {
  const word = unique('Merge');
  const one = await createContact({ name: `${word} One`, email: `${word}-1@example.com`, location: 'Lisbon' });
  const two = await createContact({ name: `${word} Two`, email: `${word}-2@example.com`, location: 'Porto' });
  const page = await openPage(t, `/duplicates/compare?ids=${one.id},${two.id}`);
  await page.getByRole('button', { name: 'Keep this one instead' }).click();
  await page.locator('td.chosen').filter({ hasText: 'Porto' }).waitFor(); // the preview of the other survivor
  await page.getByRole('radio', { name: 'Lisbon' }).check();
  await page.locator('td.chosen').filter({ hasText: 'Lisbon' }).waitFor();
  await page.getByRole('button', { name: `Merge into ${word} Two` }).click();
  await page.waitForURL(`**/contacts/${two.id}`);
  const merged = (await graphql('query ($id: ID!) { contact(by: {id: $id}) { id location points { value } } }', { id: one.id })).contact;
  assert.equal(merged.id, two.id);
  assert.equal(merged.location, 'Lisbon');
  assert.equal(merged.points.length, 2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Unmerged.').waitFor();
  assert.equal((await graphql('query ($id: ID!) { contact(by: {id: $id}) { id location } }', { id: one.id })).contact.location, 'Lisbon');
  assert.equal((await graphql('query ($id: ID!) { contact(by: {id: $id}) { id location } }', { id: two.id })).contact.location, 'Porto');
});

test('while the preview of another survivor is on its way, a value that it had kept can be chosen', async (t) => {
  const word = unique('Stale');
  const one = await createContact({ name: `${word} One`, location: 'Lisbon' });
  const two = await createContact({ name: `${word} Two`, location: 'Porto' });
  const page = await openPage(t, `/duplicates/compare?ids=${one.id},${two.id}`);
  await page.locator('td.chosen').filter({ hasText: 'Lisbon' }).waitFor();
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('query MergePreview')) {
      await held;
    }
    await route.continue();
  });
  await page.getByRole('button', { name: 'Keep this one instead' }).click();
  await page.getByRole('button', { name: `Merge into ${word} Two` }).waitFor();
  const lisbon = page.getByRole('radio', { name: 'Lisbon' });
  assert.equal(await lisbon.isChecked(), false, 'what the old preview kept is nobody’s choice');
  assert.ok(await page.getByRole('button', { name: /^Merge into/ }).isDisabled());
  await lisbon.check();
  go();
  await page.getByRole('button', { name: `Merge into ${word} Two` }).click();
  await page.waitForURL(`**/contacts/${two.id}`);
  const { contact } = await graphql('query ($id: ID!) { contact(by: {id: $id}) { location } }', { id: two.id });
  assert.equal(contact.location, 'Lisbon');
});

test('the queue shows evidence, and pairs are dismissed', async (t) => {
  const page = await openPage(t, '/duplicates');
  const pairs = page.locator('.pair');
  await pairs.first().waitFor();
  await pairs.first().getByText('Family name').waitFor();
  const before = await pairs.count();
  await pairs.first().getByRole('button', { name: 'Not the same' }).click();
  await page.getByText('are different people').waitFor();
  await pairs.nth(before - 1).waitFor({ state: 'detached' });
  assert.equal(await pairs.count(), before - 1);
});
