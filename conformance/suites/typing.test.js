// Who types in a conversation, told over every transport of subscriptions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clients, until } from '../follower.js';
import { graphql, newContact, underTest } from '../world.js';

// newConversation opens a conversation of a contact in an inbox of its own, and returns the ids of both.
async function newConversation() {
  const contact = await newContact({ name: 'Ada' });
  const { inboxCreate: { inbox } } = await graphql(
    'mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } } }',
    { input: { name: `Inbox of ${contact.email}`, channelType: 'API' } },
  );
  const { conversationCreate: { conversation } } = await graphql(
    'mutation ($input: ConversationCreateInput!) { conversationCreate(input: $input) { conversation { id } } }',
    { input: { contactId: contact.id, inboxId: inbox.id } },
  );
  return { contact: contact.id, conversation: conversation.id };
}

async function type(input) {
  const { conversationTyping: { userErrors } } = await graphql(
    'mutation ($input: ConversationTypingInput!) { conversationTyping(input: $input) { userErrors { code message } } }',
    { input },
  );
  assert.deepEqual(userErrors, []);
}

for (const name of Object.keys(clients)) {
  test(`${name}: a contact begins and stops to type, and one that falls silent has stopped`, async (t) => {
    const { contact, conversation } = await newConversation();
    const elsewhere = await newConversation();
    const client = clients[name](underTest);
    t.after(() => client.dispose());
    const heard = [];
    client.subscribe({
      query: `subscription ($id: ID) { conversationTypingEvents(conversationId: $id) {
        conversationId typing private by { ... on Contact { id } ... on User { id } }
      } }`,
      variables: { id: conversation },
    }, {
      next: ({ data, errors }) => heard.push(errors ?? data.conversationTypingEvents),
      error: (failure) => heard.push(failure),
      complete: () => {},
    });
    const event = (typing) => ({ conversationId: conversation, typing, private: false, by: { id: contact } });

    await until(async () => { // what is said before the subscription stands is heard by nobody
      await type({ conversationId: conversation, incoming: true });
      return heard.length > 0;
    });
    await type({ conversationId: elsewhere.conversation, incoming: true });
    await type({ conversationId: conversation, incoming: true, typing: false });
    await until(() => heard.some(({ typing }) => typing !== true));
    assert.deepEqual(heard.at(-1), event(false));
    assert.deepEqual(heard.slice(0, -1), heard.slice(0, -1).map(() => event(true)));

    heard.length = 0;
    await until(async () => { // some calls of the burst may not have been passed on
      await type({ conversationId: conversation, incoming: true });
      return heard.length > 0;
    });
    await until(() => heard.some(({ typing }) => typing !== true));
    assert.deepEqual(heard.at(-1), event(false));
  });
}
