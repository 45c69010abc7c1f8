// Webhooks to a receiver of the test's own: one that fails, one that has given up, and what was sent again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, createContact, openPage, unique } from './world.js';
import { receiver } from './receiver.js';

after(closeBrowser);

test('a delivery fails, is given up, is looked at and sent again', async (t) => {
  const hook = await receiver(t, 500);
  const page = await openPage(t, '/webhooks');
  await page.getByRole('button', { name: 'New endpoint' }).click();
  await page.getByLabel('Address').fill(hook.url);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('link', { name: hook.url }).click();
  const name = unique('Hooked');
  const contact = await createContact({ name });
  const rows = page.getByRole('table', { name: 'Deliveries' }).locator('tbody tr').filter({ hasText: name });
  await page.getByRole('button', { name: 'Refresh' }).click();
  while (!(await rows.count())) {
    await page.waitForTimeout(500);
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
  await rows.getByText('Retrying').waitFor();
  await rows.getByText('500').waitFor();
  hook.status = 410;
  await rows.getByText('Dead').waitFor({ timeout: 60_000 }); // at the second attempt, some seconds later
  await page.locator('.page-head').getByText('disabled').waitFor();
  await rows.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('dialog').getByText(/410/).first().waitFor();
  await page.getByRole('dialog').getByText(contact.id).first().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  hook.status = 204;
  await page.locator('.page-head').getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.locator('.page-head').getByText('enabled').waitFor();
  await rows.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  while (!(await rows.getByText('Delivered').count())) {
    await page.waitForTimeout(500);
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
  assert.deepEqual(new Set(hook.heard.map(({ data }) => data?.contact?.id ?? contact.id)), new Set([contact.id]));
  assert.equal(hook.heard.length, 3);
});
