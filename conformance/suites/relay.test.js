// Relay: its compiler on the server's schema, its runtime on the server, its persisted queries as trusted documents.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import relay from 'relay-runtime';
import { compile } from '../relay/compile.js';
import { fetchSDL } from '../schema.js';
import { startServer } from '../server.js';
import { graphql, newContact } from '../world.js';

const app = compile(await fetchSDL());
const server = await startServer({ KITH_TRUSTED_DOCUMENTS: 'prefer', KITH_TRUSTED_DOCUMENTS_FILE: app.documentsFile });
after(server.stop);

const orderBy = [{ by: { field: 'CREATED_AT' }, direction: 'ASC' }];

// Every operation goes out as the id of a trusted document, without its text.
async function byDocumentId({ id }, variables) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ documentId: id, variables }),
  });
  return response.json();
}

const newEnvironment = () => new relay.Environment({ network: relay.Network.create(byDocumentId), store: new relay.Store(new relay.RecordSource()) });

// load runs a compiled query, retains what it brings, and returns what the query itself selects of it.
async function load(environment, name, variables) {
  const operation = relay.createOperationDescriptor(app.artifact(name), variables);
  environment.retain(operation);
  await relay.fetchQuery(environment, app.artifact(name), variables).toPromise();
  return environment.lookup(operation.fragment).data;
}

const read = (environment, fragment, ref) => environment.lookup(relay.getSingularSelector(app.artifact(fragment), ref)).data;

// loadNext loads the next page of a fragment's connection, as usePaginationFragment does it, and returns the fragment's new data.
async function loadNext(environment, fragment, ref, count) {
  const node = app.artifact(fragment);
  const { connectionPathInFragmentData, paginationMetadata, paginationRequest, identifierField } = relay.getPaginationMetadata(node, 'loadNext');
  const selector = relay.getSingularSelector(node, ref);
  const data = environment.lookup(selector).data;
  const connection = connectionPathInFragmentData.reduce((value, key) => value[key], data);
  const variables = relay.getPaginationVariables(
    'forward', count, connection.pageInfo.endCursor, { ...selector.owner.variables, ...selector.variables }, {}, paginationMetadata,
  );
  if (identifierField) {
    variables.id = data[identifierField];
  }
  await relay.fetchQuery(environment, paginationRequest, variables).toPromise();
  return environment.lookup(selector).data;
}

const mutate = (environment, name, variables) =>
  new Promise((resolve, reject) => {
    relay.commitMutation(environment, { mutation: app.artifact(name), variables, onCompleted: resolve, onError: reject });
  });

const record = (environment, id) => environment.getStore().getSource().get(id);

test('the compiler compiled every operation into a document with an id', () => {
  assert.equal(Object.keys(app.documents).length, 7);
  assert.ok(Object.values(app.documents).every((text) => /^(query|mutation) /.test(text)));
});

test('two pages become one list of records by id', async () => {
  const contacts = [];
  for (let i = 0; i < 5; i++) {
    contacts.push(await newContact({ name: `Paged ${i}` }, server));
  }
  const environment = newEnvironment();
  const query = await load(environment, 'ContactListQuery', { count: 3, orderBy });
  const first = read(environment, 'ContactList_query', query);
  assert.deepEqual(first.contacts.edges.map(({ node }) => node.id), contacts.slice(0, 3).map(({ id }) => id));
  assert.equal(first.contacts.pageInfo.hasNextPage, true);
  const both = await loadNext(environment, 'ContactList_query', query, 3);
  assert.deepEqual(both.contacts.edges.map(({ node }) => node.id), contacts.map(({ id }) => id));
  assert.equal(both.contacts.pageInfo.hasNextPage, false);
  for (const { id, name } of contacts) {
    assert.equal(record(environment, id).__typename, 'Contact');
    assert.equal(record(environment, id).name, name);
  }
});

test('a connection inside a contact loads more through Query.node', async () => {
  const contact = await newContact({ name: 'Talker' }, server);
  const conversations = await newConversations(contact, 3);
  const environment = newEnvironment();
  const query = await load(environment, 'ContactListQuery', { count: 100, orderBy });
  const listed = read(environment, 'ContactList_query', query).contacts.edges.map(({ node }) => node);
  const ref = listed.find(({ id }) => id === contact.id);
  const ids = (data) => data.conversations.edges.map(({ node }) => node.id);
  const newest = conversations.toReversed();
  assert.deepEqual(ids(read(environment, 'ContactConversations_contact', ref)), newest.slice(0, 1));
  assert.deepEqual(ids(await loadNext(environment, 'ContactConversations_contact', ref, 2)), newest);
});

test('a node is refetched, updated and deleted as one record', async () => {
  const contact = await newContact({ name: 'Ada', labels: ['relay'] }, server);
  const environment = newEnvironment();
  const { node } = await load(environment, 'ContactCardQuery', { id: contact.id });
  const card = () => read(environment, 'ContactCard_contact', node.card);
  assert.equal(card().name, 'Ada');
  assert.deepEqual(card().labels.map(({ title }) => title), ['relay']);

  const { contactUpdate } = await mutate(environment, 'ContactCardUpdateMutation', { input: { id: contact.id, name: 'Ada Lovelace' } });
  assert.deepEqual(contactUpdate.userErrors, []);
  assert.deepEqual([card().name, card().version], ['Ada Lovelace', contact.version + 1]);

  await graphql('mutation ($input: ContactUpdateInput!) { contactUpdate(input: $input) { contact { id } } }', { input: { id: contact.id, name: 'Countess' } }, server);
  await load(environment, 'ContactCardRefetchQuery', { id: contact.id });
  assert.equal(card().name, 'Countess');

  const { contactDelete } = await mutate(environment, 'ContactCardDeleteMutation', { input: { id: contact.id } });
  assert.deepEqual(contactDelete, { deletedId: contact.id, userErrors: [] });
  assert.equal(record(environment, contact.id), null);
});

test('an id that is in no file is not found', async () => {
  const { errors } = await byDocumentId({ id: 'f'.repeat(64) }, {});
  assert.equal(errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND');
});

// newConversations gives a contact conversations and returns their ids, oldest first.
async function newConversations(contact, count) {
  const { inboxCreate } = await graphql(
    'mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } } }',
    { input: { name: 'Support', channelType: 'API' } }, server,
  );
  const ids = [];
  for (let i = 0; i < count; i++) {
    const { conversationCreate } = await graphql(
      'mutation ($input: ConversationCreateInput!) { conversationCreate(input: $input) { conversation { id } userErrors { message } } }',
      { input: { contactId: contact.id, inboxId: inboxCreate.inbox.id } }, server,
    );
    assert.deepEqual(conversationCreate.userErrors, []);
    ids.push(conversationCreate.conversation.id);
  }
  return ids;
}
