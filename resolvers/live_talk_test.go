package resolvers_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

const conversationsLive = `subscription ($filter: ConversationFilter, $first: Int, $have: [ConversationListHave!], $countLimit: Int) {
	conversationsLive(filter: $filter, first: $first, have: $have, countLimit: $countLimit,
		orderBy: {field: CREATED_AT, direction: ASC}) {
		... on ConversationListSnapshot { nodes { displayId contact { name email } } count { value } }
		... on ConversationListPatch { ops {
			... on ConversationListInsert { after node { displayId } }
			... on ConversationListUpdate { node { displayId status } }
			... on ConversationListRemove { removed: conversationId reason }
		} count { value } }
	} }`

func talkPatch(ops, count string) string {
	return fmt.Sprintf(`{"conversationsLive":{"ops":[%s],"count":%s}}`, ops, count)
}

// TestConversationsLive follows the open conversations through what can happen to them, for one who sees all contacts and one whose role
// sees some without their emails.
func TestConversationsLive(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	inbox, err := l.CRM.CreateInbox(l.admin, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI})
	if err != nil {
		t.Fatal(err)
	}
	email := "ada@example.com"
	ada, bob := l.contact("Ada", "vip"), l.contact("Bob")
	if _, err := l.CRM.UpdateContact(l.admin, models.ContactUpdateInput{ID: ada.ID, Email: graphql.OmittableOf(&email)}); err != nil {
		t.Fatal(err)
	}
	talk := func(c *models.Contact) *models.Conversation {
		t.Helper()
		v, err := l.CRM.CreateConversation(l.admin, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	one := talk(ada)
	limited := *l.Home.Agent
	limited.Limits = &models.Limits{Contacts: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"vip"}}},
		Masked: models.MaskList{models.MaskEmail}, TimeZone: "UTC"}
	open := map[string]any{"filter": map[string]any{"status": map[string]any{"eq": "OPEN"}}, "first": 2, "countLimit": 10}
	all := l.Subscribe(t, l.Home.Agent, conversationsLive, open, "")
	some := l.Subscribe(t, &limited, conversationsLive, open, "")
	l.expect(all, `{"conversationsLive":{"nodes":[{"displayId":1,"contact":{"name":"Ada","email":"ada@example.com"}}],"count":{"value":1}}}`)
	l.expect(some, `{"conversationsLive":{"nodes":[{"displayId":1,"contact":{"name":"Ada","email":null}}],"count":{"value":1}}}`)

	two := talk(bob) // which the other does not see
	l.expect(all, talkPatch(fmt.Sprintf(`{"after":"%s","node":{"displayId":2}}`, one.ID), `{"value":2}`))
	if _, err := l.CRM.SetContactLabels(l.admin, models.ContactLabelsInput{ID: ada.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(some, talkPatch(fmt.Sprintf(`{"removed":"%s","reason":"LEFT"}`, one.ID), `{"value":0}`))
	resolved := models.Resolved
	if _, err := l.CRM.UpdateConversation(l.admin, models.ConversationUpdateInput{ID: two.ID,
		Status: graphql.OmittableOf(&resolved)}); err != nil {
		t.Fatal(err)
	}
	l.expect(all, talkPatch(fmt.Sprintf(`{"removed":"%s","reason":"LEFT"}`, two.ID), `{"value":1}`))
	if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: ada.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(all, talkPatch(fmt.Sprintf(`{"removed":"%s","reason":"DELETED"}`, one.ID), `{"value":0}`))

	three := talk(bob)
	l.expect(all, talkPatch(`{"after":null,"node":{"displayId":3}}`, `{"value":1}`))
	open["have"] = []any{map[string]any{"id": one.ID, "version": 1}, map[string]any{"id": three.ID, "version": 9}}
	l.expect(l.Subscribe(t, l.Home.Agent, conversationsLive, open, ""), talkPatch(
		fmt.Sprintf(`{"removed":"%s","reason":"DELETED"},{"node":{"displayId":3,"status":"OPEN"}}`, one.ID), `{"value":1}`))
	open["have"] = []any{map[string]any{"id": "conversation_x", "version": 1}}
	l.ends(l.Subscribe(t, l.Home.Agent, conversationsLive, open, ""), "INVALID")
	l.ends(l.Subscribe(t, l.Home.Agent, conversationsLive, map[string]any{"first": 101}, ""), "INVALID")
}
