package crm_test

import (
	"context"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func TestTakenNamesTheHolder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	phoned := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{PhoneNumber: ptr("+12125550123")}))
	r, other := furnish(t, w, w.Home, "home"), furnish(t, w, w.Home, "other")
	mail := made(w.CRM.CreateInbox(crmtest.As(w.Home.Administrator), models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	made(w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: mail.ID,
		SourceID: other.contact.Email}))
	before := state(t, w)
	for _, row := range []struct {
		name   string
		write  func() error
		want   string
		holder *models.Contact
	}{
		{"email of a creation", func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr(" HOME@Example.com "), Labels: []string{r.label.Title}})
			return err
		}, "TAKEN email", r.contact},
		{"phone number of a creation", func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{PhoneNumber: phoned.PhoneNumber})
			return err
		}, "TAKEN phoneNumber", phoned},
		{"identifier of a creation", func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Identifier: ptr("home")})
			return err
		}, "TAKEN identifier", r.contact},
		{"email of an update", func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.contact.ID, Email: given("home@example.com")})
			return err
		}, "TAKEN email", r.contact},
		{"phone number of an update", func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.contact.ID, PhoneNumber: given("+12125550123")})
			return err
		}, "TAKEN phoneNumber", phoned},
		{"identifier of an update", func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.contact.ID, Identifier: given("home")})
			return err
		}, "TAKEN identifier", r.contact},
		{"source id of a link", func() error {
			_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: other.contact.ID, InboxID: r.inbox.ID,
				SourceID: &r.link.SourceID})
			return err
		}, "TAKEN sourceId", r.contact},
		{"source id of a creation", func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Inbox: &models.ContactInboxInput{InboxID: r.inbox.ID,
				SourceID: &r.link.SourceID}})
			return err
		}, "TAKEN inbox.sourceId", r.contact},
		{"source id that a conversation needs", func() error {
			_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: other.contact.ID, InboxID: mail.ID})
			return err
		}, "TAKEN contactInboxId", r.contact},
		{"domain of a company", func() error {
			_, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "x", Domain: ptr("Home.Example.org")})
			return err
		}, "TAKEN domain", nil},
		{"title of a label", func() error {
			_, err := w.CRM.CreateLabel(crmtest.As(w.Home.Administrator), models.LabelCreateInput{Title: "LABEL-home"})
			return err
		}, "TAKEN title", nil},
		{"a second rating", func() error {
			_, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: r.conversation.ID, Rating: 1})
			return err
		}, "BLOCKED_BY_RULE conversationId", nil},
	} {
		err := row.write()
		if got := refusal(err); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		if got := holder(err); (got == nil) != (row.holder == nil) || got != nil && got.ID != row.holder.ID {
			t.Errorf("%s names %+v", row.name, got)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
	furnish(t, w, w.Foreign, "home") // another account may have the same values
	if c, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Email: given("Home@example.com"),
		Identifier: given("home")}); err != nil {
		t.Errorf("one's own values: %+v %v", c, err)
	}
}

func TestInvalidInputStoresNothing(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	before := state(t, w)
	for want, write := range map[string]func() error{
		"INVALID email, INVALID phoneNumber, NOT_FOUND companyId": func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr("x"), PhoneNumber: ptr("x"), CompanyID: &models.CompanyID{}})
			return err
		},
		"INVALID countryCode": func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Name: given("New"), CountryCode: given("XX")})
			return err
		},
		"INVALID labels.1": func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x"), Labels: []string{"fine", "not fine"}})
			return err
		},
		"LIMIT labels": func() error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x"), Labels: make([]string, models.MaxLabels+1)})
			return err
		},
		"REQUIRED sourceId": func() error {
			phone := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Phone", ChannelType: models.ChannelSMS}))
			before = state(t, w)
			_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: phone.ID})
			return err
		},
		"INVALID identifierHash": func() error {
			_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
				IdentifierHash: ptr("00")})
			return err
		},
		"INVALID status": func() error {
			_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
				Status: ptr(models.Snoozed)})
			return err
		},
		"REQUIRED content, INVALID private": func() error {
			_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, MessageType: models.Incoming,
				Private: true})
			return err
		},
		"REQUIRED content": func() error {
			_, err := w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: r.contact.ID, Content: " "})
			return err
		},
		"INVALID rating": func() error {
			_, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: r.conversation.ID, Rating: 6})
			return err
		},
		"INVALID title": func() error {
			_, err := w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "x"})
			return err
		},
		"REQUIRED name, INVALID domain": func() error {
			_, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Domain: ptr("x")})
			return err
		},
		"REQUIRED name": func() error {
			_, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{ChannelType: models.ChannelAPI})
			return err
		},
	} {
		if got := refusal(write()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
}

func TestStaleVersion(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")}))
	changed := made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, ExpectedVersion: ptr(1), Name: given("Ada King")}))
	if changed.Version != 2 || changed.UpdatedAt.Before(c.UpdatedAt.Time) || !changed.CreatedAt.Equal(c.CreatedAt.Time) {
		t.Errorf("%+v", changed)
	}
	before := state(t, w)
	_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, ExpectedVersion: ptr(1), Name: given("Ada Byron")})
	for name, err := range map[string]error{"update": err,
		"delete": w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.ID, ExpectedVersion: ptr(3)})} {
		if current := holder(err); refusal(err) != "STALE_VERSION expectedVersion" || current == nil || current.Version != 2 ||
			current.Name != "Ada King" {
			t.Errorf("%s: %v %+v", name, err, current)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
	errs := together(8, func(int) error {
		_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, ExpectedVersion: ptr(2), Name: given("Ada Lovelace")})
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": 1, "STALE_VERSION expectedVersion": 7})
}

// wantOutcomes compares the numbers of the outcomes.
func wantOutcomes(t *testing.T, errs []error, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for _, err := range errs {
		got[refusal(err)]++
	}
	for outcome, n := range got {
		if n != want[outcome] {
			t.Errorf("%q came %d times, want %d", outcome, n, want[outcome])
		}
	}
}

func TestEqualAddressesAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	errs := together(8, func(int) error {
		_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr("Ada@example.com")})
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": 1, "TAKEN email": 7})
	winner, err := w.CRM.FindContact(ctx, models.ContactBy{Email: ptr("ada@example.com")})
	if err != nil || winner == nil {
		t.Fatal(winner, err)
	}
	for _, err := range errs {
		if err != nil && (holder(err) == nil || holder(err).ID != winner.ID) {
			t.Errorf("%v names %+v", err, holder(err))
		}
	}
}

// TestImportTriesARacedRowAgain has the email of a row belong to nobody when it is looked up and to a new contact when it is stored, three
// times one after the other. Without further attempts the row is a failure.
func TestImportTriesARacedRowAgain(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	task := &models.ImportTask{File: "none", Header: []string{"location", "email"}, Fields: []string{"location", "email"}}
	job := made(w.CRM.ImportContacts(ctx, task, false))
	args := crm.JobArgs{Account: w.Home.Key, Job: job.ID}
	if err := w.CRM.BeginImport(context.Background(), args, 1, task); err != nil {
		t.Fatal(err)
	}
	const races = 3
	raced := 0
	var rival *models.Contact
	between := crmtest.WithEach(context.Background(), func(sql string) {
		switch {
		case raced == races:
		case rival != nil && strings.Contains(sql, "FOR UPDATE OF c"):
			if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: rival.ID}); err != nil {
				t.Error(err)
			}
			rival = nil
		case rival == nil && strings.Contains(sql, "FROM companies"):
			rival = newContact(t, w, models.ContactCreateInput{Email: ptr("a@x.example")})
			raced++
		}
	})
	if err := w.CRM.ImportRows(between, args, 0, []models.ImportCells{{Cells: []string{"Rome", "a@x.example"}}}, true); err != nil {
		t.Fatal(err)
	}
	got := w.Texts(t, "SELECT concat_ws(' ', location, id = $1) FROM contacts", rival.ID)
	if raced != races || len(got) != 1 || got[0] != "Rome t" {
		t.Errorf("after %d races: %q, %q", raced, got, w.Texts(t, "SELECT errors::text FROM job_failures"))
	}
}
