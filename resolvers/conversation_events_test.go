package resolvers_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// TestConversationEventsSubscription follows an inbox, a contact and one conversation; all share the log and its cursors with contacts.
func TestConversationEventsSubscription(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	inbox := func(name string) *models.Inbox {
		i, err := l.CRM.CreateInbox(l.admin, models.InboxCreateInput{Name: name, ChannelType: models.ChannelAPI})
		must(err)
		return i
	}
	begin := func(c *models.Contact, i *models.Inbox) *models.Conversation {
		v, err := l.CRM.CreateConversation(l.admin, models.ConversationCreateInput{ContactID: c.ID, InboxID: i.ID})
		must(err)
		return v
	}
	say := func(v *models.Conversation, text string) {
		_, err := l.CRM.CreateMessage(l.admin, models.MessageCreateInput{ConversationID: v.ID, Content: text, MessageType: models.Incoming})
		must(err)
	}
	one, two := inbox("One"), inbox("Two")
	ada, eve := l.contact("Ada"), l.contact("Eve")
	start := l.end()
	follow := func(args, fields string) func(want string) {
		s := l.Subscribe(t, l.Home.Agent, `subscription ($after: Cursor) { e: `+args+` { type `+fields+` } }`, map[string]any{"after": start}, "")
		return func(want string) {
			t.Helper()
			l.expect(s, `{"e":{"type":`+want+`}}`)
		}
	}
	first, second := begin(ada, one), begin(eve, two)
	say(first, "one")
	say(second, "two")
	high := models.High
	_, err := l.CRM.UpdateConversation(l.admin, models.ConversationUpdateInput{ID: second.ID, Priority: graphql.OmittableOf(&high)})
	must(err)
	must(l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: ada.ID}))

	contacts := follow(`contactEvents(after: $after)`, `contactId`)
	ofOne := follow(fmt.Sprintf(`conversationEvents(after: $after, inboxId: "%s", types: [CONVERSATION_CREATED, MESSAGE_CREATED])`, one.ID),
		`inboxId conversation { displayId } message { content }`)
	ofEve := follow(fmt.Sprintf(`conversationEvents(after: $after, contactId: "%s")`, eve.ID), `changes { field to }`)
	talk := follow(fmt.Sprintf(`messageEvents(after: $after, conversationId: "%s")`, second.ID),
		`messageId conversationId message { content }`)
	contacts(`"CONTACT_DELETED","contactId":"` + ada.ID.String() + `"`) // and none of conversations before it
	ofOne(`"CONVERSATION_CREATED","inboxId":"` + one.ID.String() + `","conversation":null,"message":null`)
	ofOne(`"MESSAGE_CREATED","inboxId":"` + one.ID.String() + `","conversation":null,"message":null`)
	ofEve(`"CONVERSATION_CREATED","changes":[]`)
	ofEve(`"CONVERSATION_UPDATED","changes":[{"field":"priority","to":"HIGH"}]`)
	list, err := l.CRM.ListEvents(l.admin, page.Args{}, crm.EventQuery{Types: []models.ContactEventType{models.MessageCreated}})
	must(err)
	said := list.Nodes()[1]
	talk(fmt.Sprintf(`"MESSAGE_CREATED","messageId":"%s","conversationId":"%s","message":{"content":"two"}`, said.MessageID, second.ID))

	l.ends(l.Subscribe(t, l.Home.Agent, `subscription { conversationEvents(types: [CONTACT_CREATED]) { type } }`, nil, ""), "INVALID")
	l.ends(l.Subscribe(t, l.Home.Agent, `subscription { conversationEvents(types: []) { type } }`, nil, ""), "INVALID")
}
