// What the suites share: the server under test and a few operations on it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

export const underTest = { url: process.env.CONFORMANCE_URL, token: process.env.CONFORMANCE_TOKEN };

export const { url } = underTest;
export const authorization = `Bearer ${underTest.token}`;
export const socketURL = (of) => of.replace('http', 'ws');

export const contactQuery = 'query Contact($email: String!) { contact(by: { email: $email }) { id version name email } }';

export const contactCreate = `mutation ContactCreate($input: ContactCreateInput!) {
  contactCreate(input: $input) { contact { id version name email } userErrors { code message field } }
}`;

export const contactUpdate = `mutation ContactUpdate($input: ContactUpdateInput!) {
  contactUpdate(input: $input) { contact { id version name email } userErrors { code message field } }
}`;

// newEmail returns an address that no contact has.
export const newEmail = () => `${randomUUID()}@example.com`;

// graphql runs an operation by plain HTTP and returns its data.
export async function graphql(query, variables, server = underTest) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

// newContact creates a contact and returns it.
export async function newContact(fields = {}, server = underTest) {
  const { contactCreate: payload } = await graphql(contactCreate, { input: { email: newEmail(), ...fields } }, server);
  assert.deepEqual(payload.userErrors, []);
  return payload.contact;
}
