package crm_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// ofConversations are the types of events that are about conversations, messages and links.
var ofConversations = slices.Concat(models.TypesOfConversations, models.TypesOfMessages, models.TypesOfLinks)

// happened returns the events of conversations after a cursor, each as `TYPE: changed fields`, and the cursor of the last event.
func happened(t *testing.T, w *crmtest.World, after *page.Cursor) ([]string, *page.Cursor, []*models.ContactEvent) {
	t.Helper()
	all := 100
	list, err := w.CRM.ListEvents(crmtest.As(w.Home.Administrator), page.Args{First: &all, After: after},
		crm.EventQuery{Types: ofConversations})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, e := range list.Nodes() {
		var fields []string
		for _, c := range e.Changes {
			fields = append(fields, c.Field)
		}
		texts = append(texts, strings.TrimSpace(string(e.Type)+" "+strings.Join(fields, ",")))
		cursor := e.Cursor()
		after = &cursor
	}
	return texts, after, list.Nodes()
}

// TestConversationEvents runs use cases one after the other and states the events of each.
func TestConversationEvents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	got, at, events := happened(t, w, nil)
	if want := []string{"CONTACT_INBOX_CREATED", "CONVERSATION_CREATED", "MESSAGE_CREATED"}; !slices.Equal(got, want) {
		t.Fatalf("%q, not %q", got, want)
	}
	for i, want := range []string{`"sourceId": "source-home"`, `"labels": ["label-home"]`, `"content": "hello"`} {
		e := events[i]
		if !strings.Contains(string(e.Snapshot), want) || e.ContactID != r.contact.ID || e.InboxID == nil || *e.InboxID != r.inbox.ID ||
			(i > 0) != (e.ConversationID != nil) || (i == 2) != (e.MessageID != nil) {
			t.Errorf("%s lacks %s: %+v", e.Snapshot, want, e)
		}
	}
	team := made(w.CRM.CreateTeam(ctx, models.TeamCreateInput{Name: "Sales"}))
	change := func(in models.ConversationUpdateInput) func() error {
		return func() error {
			in.ID = r.conversation.ID
			_, err := w.CRM.UpdateConversation(ctx, in)
			return err
		}
	}
	say := func(kind models.MessageType) func() error {
		return func() error {
			_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "again", MessageType: kind})
			return err
		}
	}
	other := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Eve")}))
	for _, step := range []struct {
		name string
		do   func() error
		want []string
	}{
		{"nothing", change(models.ConversationUpdateInput{Status: given(models.Open)}), nil},
		{"all at once", change(models.ConversationUpdateInput{Status: given(models.Resolved), Priority: given(models.High),
			TeamID: given(team.ID), Labels: graphql.OmittableOf([]string{"new", "label-home"}),
			CustomAttributes: graphql.OmittableOf(models.JSON(`{"order": 7}`))}),
			[]string{"CONVERSATION_UPDATED priority,customAttributes.order,labels", "CONVERSATION_STATUS_CHANGED status",
				"CONVERSATION_ASSIGNED teamId"}},
		{"an answer", say(models.Outgoing), []string{"MESSAGE_CREATED"}},
		{"a message that reopens", say(models.Incoming), []string{"MESSAGE_CREATED", "CONVERSATION_STATUS_CHANGED status"}},
		{"a refused change", func() error {
			err := change(models.ConversationUpdateInput{Status: given(models.Snoozed)})()
			if refusal(err) != "REQUIRED snoozedUntil" {
				return err
			}
			return nil
		}, nil},
		{"a changed message", func() error {
			_, err := w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: r.message.ID, Content: given("secret"),
				Status: given(models.MessageRead)})
			return err
		}, []string{"MESSAGE_UPDATED content,status"}},
		{"the same message", func() error {
			_, err := w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: r.message.ID, Content: given("secret")})
			return err
		}, nil},
		{"a move", change(models.ConversationUpdateInput{ContactID: given(other.ID)}), []string{"CONVERSATION_UPDATED contactId"}},
		{"a deleted message", func() error {
			_, err := w.CRM.DeleteMessage(ctx, models.MessageDeleteInput{ID: r.message.ID})
			return err
		}, []string{"MESSAGE_DELETED"}},
		{"no team any more", func() error { return w.CRM.DeleteTeam(ctx, team.ID) }, []string{"CONVERSATION_ASSIGNED teamId"}},
		{"a deactivated user", func() error {
			_, _, err := w.CRM.DeactivateUser(ctx, models.UserDeactivateInput{ID: *w.Home.Agent.UserID})
			return err
		}, []string{"CONVERSATION_ASSIGNED assigneeId"}},
		{"another contact of the same inbox", func() error {
			_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: other.ID, InboxID: r.inbox.ID})
			return err
		}, []string{"CONTACT_INBOX_CREATED"}},
		{"a link that goes", func() error {
			return w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: r.link.ID})
		}, []string{"CONVERSATION_UPDATED contactInboxId", "CONTACT_INBOX_DELETED"}},
		{"a deleted conversation", func() error {
			return w.CRM.DeleteConversation(ctx, models.ConversationDeleteInput{ID: r.conversation.ID})
		}, []string{"CONVERSATION_DELETED"}},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got, at, _ = happened(t, w, at); !slices.Equal(got, step.want) {
			t.Errorf("%s: %q, not %q", step.name, got, step.want)
		}
	}
	// The log is one, and a deleted message has left no text in it.
	if n := w.Count(t, "SELECT count(*) - max(seq) FROM contact_events WHERE account_id = $1", w.Home.Key); n != 0 {
		t.Errorf("the log has gaps: %d", n)
	}
	if left := w.Texts(t, `SELECT type FROM contact_events WHERE snapshot::text || changes::text ~ 'secret|hello|again'`); len(left) != 0 {
		t.Errorf("texts are left in %q", left)
	}
	last := w.Texts(t, "SELECT (snapshot -> 'labels')::text FROM contact_events WHERE type = 'CONVERSATION_DELETED'")
	if !slices.Equal(last, []string{`["label-home", "new"]`}) {
		t.Errorf("the labels of the deleted conversation: %q", last)
	}
}

// TestEventsOfContactsAlone: who names no types gets no others than before, and a token reads only what its scopes cover.
func TestEventsOfContactsAlone(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	r := furnish(t, w, w.Home, "home")
	all := page.Args{First: ptr(100)}
	list, err := w.CRM.ListEvents(crmtest.As(w.Home.Administrator), all, crm.EventQuery{})
	if err != nil || len(list.Nodes()) != 1 || list.Nodes()[0].Type != models.ContactCreated {
		t.Errorf("the list: %v %v", list, err)
	}
	history, err := w.CRM.EventsByContact(crmtest.As(w.Home.Administrator), []models.ContactID{r.contact.ID}, all)
	if err != nil || len(history[r.contact.ID].Nodes()) != 1 {
		t.Errorf("the history: %v %v", history, err)
	}
	_, _, events := happened(t, w, nil)
	scoped := func(scopes ...models.TokenScope) context.Context {
		viewer := *w.Home.Administrator
		viewer.Scopes = scopes
		return crmtest.As(&viewer)
	}
	contacts, talks := scoped(models.ContactsRead), scoped(models.ConversationsWrite)
	for name, c := range map[string]struct {
		ctx   context.Context
		types []models.ContactEventType
		want  string
	}{
		"contacts":                   {contacts, nil, ""},
		"links":                      {contacts, models.TypesOfLinks, ""},
		"messages of contacts":       {contacts, models.TypesOfMessages, "FORBIDDEN types"},
		"conversations of contacts":  {contacts, models.TypesOfConversations, "FORBIDDEN types"},
		"messages":                   {talks, models.TypesOfMessages, ""},
		"contacts of conversations":  {talks, nil, "FORBIDDEN types"},
		"messages and what is wrong": {talks, []models.ContactEventType{}, "INVALID types"},
	} {
		_, err := w.CRM.ListEvents(c.ctx, all, crm.EventQuery{Types: c.types})
		if got := refusal(err); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
	ids := []models.ContactEventID{list.Nodes()[0].ID}
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	for want, ctx := range map[int]context.Context{2: contacts, 3: talks, 4: crmtest.As(w.Home.Agent),
		0: crmtest.As(w.Foreign.Administrator)} {
		if found, err := w.CRM.EventsByID(ctx, ids); err != nil || len(found) != want {
			t.Errorf("%d of 4 events by id, not %d: %v", len(found), want, err)
		}
	}
}

// TestConversationWebhooks: an endpoint gets the events that it lists, and one that lists none of conversations gets none; both formats.
func TestConversationWebhooks(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	before := endpoint(t, w, w.Home, models.TypesOfContacts...)
	talks := endpoint(t, w, w.Home, models.MessageCreated, models.ConversationCreated, models.InboxLinked)
	clouds := made(w.CRM.UpdateWebhookEndpoint(ctx, models.WebhookEndpointUpdateInput{ID: endpoint(t, w, w.Home, models.MessageCreated).ID,
		Format: given(models.WebhookCloudEvents)}))
	r := furnish(t, w, w.Home, "home")
	dispatch(t, w)
	if n := len(deliveries(t, w, w.Home, before, "")); n != 1 {
		t.Errorf("%d deliveries of contacts", n)
	}
	var bodies []string
	for _, d := range deliveries(t, w, w.Home, talks, "") {
		call := begin(t, w, d)
		bodies = append(bodies, string(call.Body))
		if call.ContentType != "application/json" {
			t.Errorf("the content type is %s", call.ContentType)
		}
	}
	if len(bodies) != 3 {
		t.Fatalf("%d deliveries of conversations: %s", len(bodies), bodies)
	}
	for i, want := range []string{`"contactInbox":{"id":"` + r.link.ID.String(), `"conversation":{"id":"` + r.conversation.ID.String(),
		`"message":{"id":"` + r.message.ID.String()} {
		var got struct {
			Data struct {
				Contact map[string]string
			}
		}
		if err := json.Unmarshal([]byte(bodies[i]), &got); err != nil || len(got.Data.Contact) != 1 ||
			got.Data.Contact["id"] != r.contact.ID.String() || !strings.Contains(strings.ReplaceAll(bodies[i], ": ", ":"), want) {
			t.Errorf("%s lacks %s: %v", bodies[i], want, err)
		}
	}
	call := begin(t, w, deliveries(t, w, w.Home, clouds, "")[0])
	var event map[string]any
	if err := json.Unmarshal(call.Body, &event); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"specversion": "1.0", "id": call.MessageID, "type": "kith.message.created", "subject": r.contact.ID.String(),
		"source": "/accounts/" + w.Home.ID.String(), "datacontenttype": "application/json"}
	for name, value := range want {
		if event[name] != value {
			t.Errorf("%s is %v, not %v", name, event[name], value)
		}
	}
	if !strings.HasPrefix(call.ContentType, "application/cloudevents+json") || event["time"] == nil || event["data"] == nil {
		t.Errorf("%s %s", call.ContentType, call.Body)
	}
}
