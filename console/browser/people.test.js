// Users, their sign-ins, teams and the audit log.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';
import { closeBrowser, graphql, openPage, origin, unique } from './world.js';

after(closeBrowser);

const password = 'a password of a user';

async function createUser(role = 'AGENT') {
  const email = `${unique('user')}@example.com`;
  const name = unique('Person');
  const { userCreate } = await graphql(
    'mutation ($input: UserCreateInput!) { userCreate(input: $input) { user { id } userErrors { message } } }',
    { input: { name, email, role, password } },
  );
  assert.deepEqual(userCreate.userErrors, []);
  return { id: userCreate.user.id, name, email, password };
}

const signIn = (fields) =>
  fetch(`${origin}/auth/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) });

// totp is the code that an authenticator app shows (RFC 6238), some steps of 30 seconds later.
function totp(secret, later = 0) {
  const bits = [...secret.replace(/=+$/, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('sessions are listed and ended, one and all others', async (t) => {
  const user = await createUser();
  for (let i = 0; i < 2; i++) {
    assert.equal((await signIn({ email: user.email, password })).status, 204);
  }
  const page = await openPage(t, '/security', { as: { email: user.email, password }, strangerAllowed: true });
  const rows = page.getByRole('table', { name: 'Sessions' }).locator('tbody tr');
  await rows.nth(2).waitFor();
  assert.equal(await rows.filter({ hasText: 'this one' }).count(), 1);
  await rows.filter({ hasNotText: 'this one' }).first().getByRole('button', { name: /^End/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await page.getByText('The session has ended.').waitFor();
  await rows.nth(2).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('1 session ended.').waitFor();
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.equal(await rows.count(), 1);
  await rows.first().getByRole('button', { name: /^End/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a second factor is set up, asked for at the next sign-in, and removed', async (t) => {
  const user = await createUser();
  const as = { email: user.email, password };
  const page = await openPage(t, '/security', { as, strangerAllowed: true });
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill('wrong');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.field-error').waitFor();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('img', { name: 'The key as a QR code' }).waitFor();
  const secret = await page.locator('code.secret').textContent();
  await page.getByLabel('Code', { exact: true }).fill(totp(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const listed = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await listed.nth(9).waitFor();
  const codes = await listed.allTextContents();
  assert.equal(codes.length, 10);
  await page.getByRole('checkbox', { name: 'I have stored them' }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText(/^since /).waitFor();

  await page.getByRole('navigation').getByRole('button', { name: user.name }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
  await page.getByLabel('Code', { exact: true }).fill(codes[0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByLabel('Code', { exact: true }).fill(codes[1]);
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('not set up').waitFor();
  assert.equal((await signIn(as)).status, 204);
});

test('somebody is invited, gets another link, is deactivated and comes back', async (t) => {
  const email = `${unique('invited')}@example.com`;
  const name = unique('Invited');
  const page = await openPage(t, '/users');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Make the link' }).click();
  const first = await page.locator('code.secret').textContent();
  assert.match(first, /\/auth\/link#/);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  const accept = (url) =>
    graphql('mutation ($input: UserLinkAcceptInput!) { userLinkAccept(input: $input) { email userErrors { code } } }', {
      input: { token: url.split('#')[1], password },
    });
  await page.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('button', { name: 'Link for a new password' }).click();
  const second = await page.locator('code.secret').textContent();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  assert.equal((await accept(first)).userLinkAccept.userErrors[0].code, 'INVALID');
  assert.equal((await accept(second)).userLinkAccept.email, email);
  assert.equal((await signIn({ email, password })).status, 204);

  await page.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await page
    .getByRole('dialog', { name: `Deactivate ${name}?` })
    .getByRole('button', { name: 'Deactivate' })
    .click();
  await page.getByRole('button', { name: `More about ${name}` }).waitFor({ state: 'detached' });
  assert.equal((await signIn({ email, password })).status, 401);
  await page.getByRole('checkbox', { name: 'Deactivated users too' }).check();
  await page.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('button', { name: 'Reactivate' }).click();
  await page.getByText(`${name} can sign in again.`).waitFor();
  assert.equal((await signIn({ email, password })).status, 204);
});

test('a team is created, changed and deleted', async (t) => {
  const user = await createUser();
  const name = unique('Team');
  const page = await openPage(t, '/teams');
  await page.getByRole('button', { name: 'New team' }).click();
  await page.getByRole('checkbox', { name: user.name }).check();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByText(user.name).waitFor();
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  await page.getByRole('checkbox', { name: user.name }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await row.getByText('nobody').waitFor();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
});

test('the audit log is filtered by what is in the address, and pages go on', async (t) => {
  const { id, name } = await createUser();
  for (let i = 0; i < 60; i++) {
    await graphql('mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { userErrors { message } } }', {
      input: { id, name: `${name} ${i}` },
    });
  }
  const page = await openPage(t, `/audit?target=${id}`);
  const rows = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr');
  await rows.nth(49).waitFor();
  assert.equal(await rows.count(), 50);
  await page.getByRole('button', { name: 'Show more' }).click();
  await rows.nth(60).waitFor();
  assert.equal(await rows.count(), 61);
  assert.match(await rows.first().textContent(), /User updated/);
  assert.match(await rows.last().textContent(), /User created/);
  await page.getByLabel('What').selectOption('USER_CREATED');
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.match(await rows.first().textContent(), /User created/);
  assert.equal(await rows.count(), 1);
  assert.match(page.url(), /kind=USER_CREATED/);
  await page.getByLabel('From').fill('2001-01-02');
  await page.getByLabel('Until').fill('2001-01-03');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await rows.nth(49).waitFor();
});
