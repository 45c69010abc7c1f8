package crm_test

import (
	"context"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// refer is a place in an input that refers to a record; the test fills it with a record that the viewer can't see.
type refer struct {
	name  string
	write func(w *crmtest.World, ctx context.Context, home, other records) error
	want  string
}

var refers = []refer{
	{"contact's company", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x"), CompanyID: &other.company.ID})
		return err
	}, "NOT_FOUND companyId"},
	{"contact's inbox", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x"), Inbox: &models.ContactInboxInput{InboxID: other.inbox.ID}})
		return err
	}, "NOT_FOUND inbox.inboxId"},
	{"contact to update", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.contact.ID, Name: given("x")})
		return err
	}, "NOT_FOUND id"},
	{"updated contact's company", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: home.contact.ID, CompanyID: given(other.company.ID)})
		return err
	}, "NOT_FOUND companyId"},
	{"contact to delete", func(w *crmtest.World, ctx context.Context, _, other records) error {
		return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: other.contact.ID})
	}, "NOT_FOUND id"},
	{"link's contact", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: other.contact.ID, InboxID: home.inbox.ID})
		return err
	}, "NOT_FOUND contactId"},
	{"link's inbox", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: home.contact.ID, InboxID: other.inbox.ID})
		return err
	}, "NOT_FOUND inboxId"},
	{"conversation's contact", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: other.contact.ID, InboxID: home.inbox.ID})
		return err
	}, "NOT_FOUND contactId"},
	{"conversation's inbox", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: home.contact.ID, InboxID: other.inbox.ID})
		return err
	}, "NOT_FOUND inboxId"},
	{"conversation's link", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: home.contact.ID, InboxID: home.inbox.ID,
			ContactInboxID: &other.link.ID})
		return err
	}, "NOT_FOUND contactInboxId"},
	{"conversation's assignee", func(w *crmtest.World, ctx context.Context, home, other records) error {
		_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: home.contact.ID, InboxID: home.inbox.ID,
			AssigneeID: other.conversation.AssigneeID})
		return err
	}, "NOT_FOUND assigneeId"},
	{"message's conversation", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: other.conversation.ID, Content: "x",
			MessageType: models.Outgoing})
		return err
	}, "NOT_FOUND conversationId"},
	{"note's contact", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: other.contact.ID, Content: "x"})
		return err
	}, "NOT_FOUND contactId"},
	{"rating's conversation", func(w *crmtest.World, ctx context.Context, _, other records) error {
		_, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: other.conversation.ID, Rating: 1})
		return err
	}, "NOT_FOUND conversationId"},
}

// zeroRecords have the zero ids that malformed ids are parsed to.
func zeroRecords() records {
	return records{contact: &models.Contact{}, company: &models.Company{}, inbox: &models.Inbox{}, link: &models.ContactInbox{},
		conversation: &models.Conversation{AssigneeID: &models.UserID{}}}
}

// unknownRecords have ids that no row has yet.
func unknownRecords() records {
	return records{contact: &models.Contact{ID: typeid.New[models.ContactID]()}, company: &models.Company{ID: typeid.New[models.CompanyID]()},
		inbox: &models.Inbox{ID: typeid.New[models.InboxID]()}, link: &models.ContactInbox{ID: typeid.New[models.ContactInboxID]()},
		conversation: &models.Conversation{ID: typeid.New[models.ConversationID](), AssigneeID: ptr(typeid.New[models.UserID]())}}
}

func TestWhatTheViewerDoesNotHaveIsNotFound(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	home, foreign := furnish(t, w, w.Home, "home"), furnish(t, w, w.Foreign, "foreign")
	before := state(t, w)
	for kind, other := range map[string]records{"foreign": foreign, "malformed": zeroRecords(), "unknown": unknownRecords()} {
		for _, r := range refers {
			if got := refusal(r.write(w, crmtest.As(w.Home.Administrator), home, other)); got != r.want {
				t.Errorf("%s %s: %q, want %q", kind, r.name, got, r.want)
			}
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
	// The same places accept records that the viewer can see; otherwise the table above would prove nothing.
	second := furnish(t, w, w.Home, "second")
	for _, r := range refers {
		if r.name == "contact to delete" || r.name == "conversation's link" || r.name == "rating's conversation" {
			continue
		}
		if got := refusal(r.write(w, crmtest.As(w.Home.Administrator), home, second)); got != "" {
			t.Errorf("%s of one's own: %q", r.name, got)
		}
	}
}

func TestRolesAndSignIn(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	r := furnish(t, w, w.Home, "home")
	before := state(t, w)
	forbidden := map[string]func(ctx context.Context) error{
		"contact to delete": func(ctx context.Context) error {
			return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: r.contact.ID})
		},
		"label": func(ctx context.Context) error {
			_, err := w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "new"})
			return err
		},
		"inbox": func(ctx context.Context) error {
			_, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "new", ChannelType: models.ChannelAPI})
			return err
		},
	}
	for name, write := range forbidden {
		if got := refusal(write(crmtest.As(w.Home.Agent))); got != "FORBIDDEN" {
			t.Errorf("an agent and a %s: %q", name, got)
		}
	}
	for _, one := range refers {
		if got := refusal(one.write(w, context.Background(), r, r)); got != "UNAUTHENTICATED" {
			t.Errorf("nobody and a %s: %q", one.name, got)
		}
	}
	if _, err := w.CRM.FindContact(context.Background(), models.ContactBy{ID: &r.contact.ID}); refusal(err) != "UNAUTHENTICATED" {
		t.Error(err)
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
}

func TestForeignRecordsAreInvisible(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	f := furnish(t, w, w.Foreign, "foreign")
	found := func(ctx context.Context) (n int) {
		for _, by := range []models.ContactBy{{ID: &f.contact.ID}, {Email: f.contact.Email}, {Identifier: f.contact.Identifier},
			{Source: &models.SourceKey{InboxID: f.inbox.ID, SourceID: f.link.SourceID}}} {
			if c, err := w.CRM.FindContact(ctx, by); err != nil {
				t.Error(err)
			} else if c != nil {
				n++
			}
		}
		add := func(more int, err error) {
			if err != nil {
				t.Error(err)
			}
			n += more
		}
		contacts, err := w.CRM.ContactsByID(ctx, []models.ContactID{f.contact.ID})
		add(len(contacts), err)
		companies, err := crm.Read(ctx, w.CRM, []models.CompanyID{f.company.ID}, (*crm.Batch).CompaniesByID)
		add(len(companies), err)
		inboxes, err := crm.Read(ctx, w.CRM, []models.InboxID{f.inbox.ID}, (*crm.Batch).InboxesByID)
		add(len(inboxes), err)
		links, err := crm.Read(ctx, w.CRM, []models.ContactInboxID{f.link.ID}, (*crm.Batch).ContactInboxesByID)
		add(len(links), err)
		conversations, err := crm.Read(ctx, w.CRM, []models.ConversationID{f.conversation.ID}, (*crm.Batch).ConversationsByID)
		add(len(conversations), err)
		messages, err := crm.Read(ctx, w.CRM, []models.MessageID{f.message.ID}, (*crm.Batch).MessagesByID)
		add(len(messages), err)
		labels, err := crm.Read(ctx, w.CRM, []models.LabelID{f.label.ID}, (*crm.Batch).LabelsByID)
		add(len(labels), err)
		notes, err := crm.Read(ctx, w.CRM, []models.NoteID{f.note.ID}, (*crm.Batch).NotesByID)
		add(len(notes), err)
		ratings, err := crm.Read(ctx, w.CRM, []models.CsatResponseID{f.csat.ID}, (*crm.Batch).CsatResponsesByID)
		add(len(ratings), err)
		users, err := crm.Read(ctx, w.CRM, []models.UserID{*w.Foreign.Agent.UserID}, (*crm.Batch).UsersByID)
		add(len(users), err)
		tokens, err := crm.Read(ctx, w.CRM, []models.APITokenID{*w.Foreign.Program.TokenID}, (*crm.Batch).APITokensByID)
		add(len(tokens), err)
		labelled, err := crm.Read(ctx, w.CRM, []models.ContactID{f.contact.ID}, (*crm.Batch).LabelsByContact)
		add(len(labelled[f.contact.ID]), err)
		known, err := crm.Read(ctx, w.CRM, []models.ContactID{f.contact.ID}, (*crm.Batch).InboxesByContact)
		add(len(known[f.contact.ID]), err)
		rated, err := crm.Read(ctx, w.CRM, []models.ConversationID{f.conversation.ID}, (*crm.Batch).CsatResponseByConversation)
		add(len(rated), err)
		last, err := crm.Read(ctx, w.CRM, []models.ConversationID{f.conversation.ID}, (*crm.Batch).LastMessageByConversation)
		add(len(last), err)
		counts, err := crm.Read(ctx, w.CRM, []models.ContactID{f.contact.ID},
			func(b *crm.Batch, ids []models.ContactID, _ crm.Columns) map[models.ContactID]int {
				return b.NotesByContact(ids).Counts(10)
			})
		add(counts[f.contact.ID], err)
		return n
	}
	if n := found(crmtest.As(w.Home.Administrator)); n != 0 {
		t.Errorf("another account finds %d", n)
	}
	if n := found(crmtest.As(w.Foreign.Agent)); n != 20 {
		t.Errorf("its own account finds %d", n)
	}
}
