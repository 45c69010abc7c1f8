// From a file to contacts, and back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, graphql, openPage, unique } from './world.js';

after(closeBrowser);

test('a file with semicolons in Windows-1252 is previewed, checked, imported and undone', async (t) => {
  const word = unique('import');
  const people = [`Jürgen Groß;${word}-1@example.com;44`, `Zoë;${word} no email;40`, `Renée;${word}-3@example.com`]; // the last row is short
  const rows = ['Name;E-Mail;Shoe size', ...people];
  const page = await openPage(t, '/import');
  await page
    .getByLabel('File of contacts')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n'), 'latin1') });
  await page.getByText('separated by semicolons').waitFor();
  await page.getByText('windows-1252', { exact: false }).first().waitFor();
  await page.getByRole('cell', { name: 'Jürgen Groß', exact: true }).last().waitFor();
  await page.getByText('Say what Shoe size is for').waitFor();
  await page.getByLabel('Field of Shoe size').selectOption('location');
  const check = page.getByRole('button', { name: 'Check all rows' });
  await check.click();
  await page.getByText('Nothing is stored yet').waitFor();
  const go = page.getByRole('button', { name: 'Import 2 rows' });
  await go.waitFor();
  await page.getByRole('heading', { name: '1 failure' }).waitFor();
  const stored = async () =>
    (await graphql('query ($s: String!) { contacts(search: $s) { nodes { name location } } }', { s: word })).contacts.nodes;
  assert.deepEqual(await stored(), []);
  await go.click();
  await page.getByRole('button', { name: 'Undo all of it' }).waitFor();
  await page.getByRole('link', { name: 'Rows that failed' }).waitFor();
  assert.deepEqual((await stored()).map(({ name }) => name).sort(), ['Jürgen Groß', 'Renée']);
  await page.getByRole('button', { name: 'Undo all of it' }).click();
  await page.waitForURL('**/jobs/*');
  await page.getByText('Succeeded · ', { exact: false }).first().waitFor();
  assert.deepEqual(await stored(), []);
});
