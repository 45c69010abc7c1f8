// Jobs that are stopped midway: what was done is counted, stays, and can be taken back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, filterBy, graphql, openPage, unique } from './world.js';

after(closeBrowser);

const rows = 40_000;
const countOf = async (filter) =>
  (await graphql('query ($f: ContactFilter) { contacts(first: 1, filter: $f) { count(limit: 100000) { value } } }', { f: filter })).contacts
    .count.value;
const number = (text) => Number(text.replace(/\D/g, ''));

// succeeded reads how many records a job has done, from its tiles.
const succeeded = async (page) =>
  number(await page.locator('.tiles.small > div').filter({ hasText: 'Succeeded' }).locator('dd').textContent());

test('an import and a bulk update are stopped midway; the numbers are those of what is stored', async (t) => {
  const word = unique('stop').toLowerCase();
  const file = ['Name,E-Mail', ...Array.from({ length: rows }, (_, i) => `${word} ${i},${word}-${i}@example.com`)].join('\n');
  const page = await openPage(t, '/import');
  page.setDefaultTimeout(120_000);
  await page.getByLabel('File of contacts').setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Check all rows' }).click();
  await page.getByRole('button', { name: /^Import [\d,]+ rows$/ }).click();
  const stop = page.getByRole('button', { name: 'Stop' });
  await page.getByRole('region', { name: 'Import' }).getByText('Running').waitFor();
  await page.waitForFunction(() => Number(document.querySelector('.job progress')?.value) >= 6000);
  await stop.click();
  await page.getByRole('region', { name: 'Import' }).getByText('Cancelled').waitFor();
  const imported = await succeeded(page);
  assert.ok(imported >= 6000 && imported < rows, `${imported} rows`);
  const filter = { email: { startsWith: `${word}-` } };
  assert.equal(await countOf(filter), imported);

  const label = unique('stopped');
  await page.goto(new URL(`/console${filterBy([['email', 'startsWith', `${word}-`]])}`, page.url()).href);
  await page.getByLabel('Select all loaded contacts').check();
  await page.getByRole('button', { name: /^Select all .+ that match$/ }).click();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Labels' }).click();
  await page.getByRole('combobox', { name: 'Add labels' }).fill(label);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Check first' }).click();
  await page.getByRole('button', { name: /^Change [\d,]+$/ }).click();
  const tray = page.getByRole('region', { name: 'Jobs in progress' });
  await page.waitForFunction(() => Number(document.querySelector('.job-tray progress')?.value) >= 500);
  await tray.getByRole('button', { name: 'Stop' }).click();
  await tray.getByText('Cancelled').waitFor();
  const changed = number((await tray.getByText(/succeeded/).textContent()).match(/([\d,]+) succeeded/)[1]);
  assert.ok(changed >= 500 && changed <= imported, `${changed} contacts`);
  assert.equal(await countOf({ labels: { any: [label] } }), changed);
  await tray.getByRole('button', { name: 'Undo' }).click();
  await tray.getByText('Undo: ').waitFor();
  await tray.getByText(`${changed.toLocaleString('en-GB')} succeeded`).waitFor();
  assert.equal(await countOf({ labels: { any: [label] } }), 0);
});
