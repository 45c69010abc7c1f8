package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

func newContact(t *testing.T, w *crmtest.World, in models.ContactCreateInput) *models.Contact {
	t.Helper()
	c, err := w.CRM.CreateContact(crmtest.As(w.Home.Administrator), in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newInbox(t *testing.T, w *crmtest.World) *models.Inbox {
	t.Helper()
	i, err := w.CRM.CreateInbox(crmtest.As(w.Home.Administrator),
		models.InboxCreateInput{Name: "Inbox", ChannelType: models.ChannelAPI, CsatSurveyEnabled: ptr(true)})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestUpsertContact(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	upsert := func(in models.ContactCreateInput) (*models.Contact, bool) {
		t.Helper()
		c, created, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail, Contact: in})
		if err != nil {
			t.Fatal(err)
		}
		return c, created
	}
	first, created := upsert(models.ContactCreateInput{Email: ptr("ada@example.com"), Name: ptr("Ada"), Identifier: ptr("1")})
	if !created {
		t.Error("not created")
	}
	second, created := upsert(models.ContactCreateInput{Email: ptr(" ADA@Example.com "), LastName: ptr("Lovelace")})
	if created || second.ID != first.ID || second.Name != "Ada" || second.LastName != "Lovelace" || *second.Identifier != "1" {
		t.Errorf("%v %+v", created, second)
	}
	_, _, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail,
		Contact: models.ContactCreateInput{Name: ptr("X")}})
	var refused *models.Error
	if !errors.As(err, &refused) || refused.Code != models.Required || fmt.Sprint(refused.Field) != "[contact email]" {
		t.Error(err)
	}
}

// TestUpsertsAtOnce checks that of many concurrent upserts one creates the contact and all others find it.
func TestUpsertsAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	creations, ids := 0, map[models.ContactID]bool{}
	for i := range 12 {
		all.Go(func() {
			c, created, err := w.CRM.UpsertContact(crmtest.As(w.Home.Agent), models.ContactUpsertInput{Match: models.MatchIdentifier,
				Contact: models.ContactCreateInput{Identifier: ptr("same"), Name: ptr(fmt.Sprint(i))}})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			ids[c.ID] = true
			if created {
				creations++
			}
		})
	}
	all.Wait()
	if creations != 1 || len(ids) != 1 || w.Count(t, "SELECT count(*) FROM contacts") != 1 {
		t.Errorf("%d creations, %d ids", creations, len(ids))
	}
}

// TestBlockRacesWithConversation pauses one of the two before its commit while the other starts. The lock on the contact in
// CreateConversation and BlockContact is what is tested: without FOR UPDATE the first order stores an open conversation with a
// blocked contact.
func TestBlockRacesWithConversation(t *testing.T) {
	t.Parallel()
	for _, blockFirst := range []bool{true, false} {
		t.Run(fmt.Sprintf("blockFirst=%t", blockFirst), func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			contact, inbox := newContact(t, w, models.ContactCreateInput{}), newInbox(t, w)
			block := func(ctx context.Context) error {
				_, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: contact.ID, ResolveOpenConversations: true})
				return err
			}
			converse := func(ctx context.Context) error {
				_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID})
				return err
			}
			first, second := block, converse
			if !blockFirst {
				first, second = converse, block
			}
			wantRaced(t, w, "commit", first, second)
			if n := w.Count(t, "SELECT count(*) FROM conversations WHERE status <> 'RESOLVED'"); n != 0 {
				t.Errorf("%d conversations of a blocked contact are not resolved", n)
			}
		})
	}
}

func TestContactLabels(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin, agent := crmtest.As(w.Home.Administrator), crmtest.As(w.Home.Agent)
	c := newContact(t, w, models.ContactCreateInput{Labels: []string{"one", "two"}})
	titles := func() (out string) {
		found, err := crm.Read(agent, w.CRM, []models.ContactID{c.ID}, (*crm.Batch).LabelsByContact)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range found[c.ID] {
			out += l.Title + " "
		}
		return out
	}
	if _, err := w.CRM.AddContactLabels(admin, models.ContactLabelsInput{ID: c.ID, Labels: []string{"Three", "one"}}); err != nil ||
		titles() != "one three two " {
		t.Error(titles(), err)
	}
	if _, err := w.CRM.RemoveContactLabels(agent, models.ContactLabelsInput{ID: c.ID,
		Labels: []string{"TWO", "unknown"}}); err != nil || titles() != "one three " {
		t.Error(titles(), err)
	}
	if _, err := w.CRM.SetContactLabels(agent, models.ContactLabelsInput{ID: c.ID, Labels: []string{"two"}}); err != nil ||
		titles() != "two " {
		t.Error(titles(), err)
	}
	var refused *models.Error
	if _, err := w.CRM.AddContactLabels(agent, models.ContactLabelsInput{ID: c.ID,
		Labels: []string{"two", "new-one"}}); !errors.As(err, &refused) || refused.Code != models.NotFound {
		t.Error(err)
	}
	labels, err := w.CRM.ListLabels(agent, page.Args{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range labels.Nodes() {
		if l.Title == "two" {
			if _, err := w.CRM.UpdateLabel(admin, models.LabelUpdateInput{ID: l.ID, Title: given("zwei")}); err != nil || titles() != "zwei " {
				t.Error(titles(), err)
			}
			if err := w.CRM.DeleteLabel(admin, l.ID); err != nil || titles() != "" {
				t.Error(titles(), err)
			}
		}
	}
	if _, err := w.CRM.SetContactLabels(agent, models.ContactLabelsInput{ID: c.ID}); err != nil {
		t.Error(err)
	}
}

func TestMoveConversation(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	from, to, inbox := newContact(t, w, models.ContactCreateInput{}), newContact(t, w, models.ContactCreateInput{}), newInbox(t, w)
	v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: from.ID, InboxID: inbox.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: "Hi",
		MessageType: models.Incoming}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: v.ID, Rating: 5}); err != nil {
		t.Fatal(err)
	}
	moved, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: v.ID, ContactID: given(to.ID), ExpectedVersion: ptr(1)})
	if err != nil || moved.ContactID != to.ID || moved.ContactInboxID != v.ContactInboxID || moved.Version != 2 {
		t.Fatal(moved, err)
	}
	found, err := w.CRM.ContactsByID(ctx, []models.ContactID{from.ID, to.ID})
	if err != nil || found[from.ID].CsatCounts.Fives != 0 || found[to.ID].CsatCounts.Fives != 1 {
		t.Error(found, err)
	}
	if n := w.Count(t, `
		SELECT count(*)
		FROM messages m
		JOIN csat_responses r ON r.account_id = m.account_id AND r.contact_id = m.sender_contact_id
		WHERE m.sender_contact_id = $1`, to.ID); n != 1 {
		t.Error(n)
	}
	snooze := models.ConversationUpdateInput{ID: v.ID, Status: graphql.OmittableOf(ptr(models.Snoozed))}
	var refused models.Errors
	if _, err := w.CRM.UpdateConversation(ctx, snooze); !errors.As(err, &refused) || refused[0].Field[0] != "snoozedUntil" {
		t.Error(err)
	}
}

func TestCompanyFollowsDomainAndName(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	acme, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme", Domain: ptr("Acme.example")})
	if err != nil {
		t.Fatal(err)
	}
	c := newContact(t, w, models.ContactCreateInput{Email: ptr("a@acme.example")})
	if c.CompanyID == nil || *c.CompanyID != acme.ID {
		t.Fatalf("%+v", c)
	}
	key := func() string {
		return w.Texts(t, "SELECT concat(company_key, '|', search LIKE '%' || company_key || '%') FROM contacts")[0]
	}
	if _, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: acme.ID,
		Name: graphql.OmittableOf(ptr("Zenith"))}); err != nil || key() != "zenith|t" {
		t.Error(key(), err)
	}
	if err := w.CRM.DeleteCompany(ctx, acme.ID); err != nil || key() != "|" && key() != "|f" {
		t.Error(key(), err)
	}
}

// TestUpsertFindsAnAddressThatMoves has an address be taken from the contact that an upsert has found, before that is locked. Without the
// second look at the locked contact, the upsert changes a contact that has the address no more, and gives it back.
func TestUpsertFindsAnAddressThatMoves(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	former := newContact(t, w, models.ContactCreateInput{Email: ptr("a@x.example")})
	moved := false
	between := crmtest.WithEach(ctx, func(sql string) {
		if !moved && strings.Contains(sql, "FOR UPDATE") {
			moved = true
			made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: former.ID, Email: given("b@x.example")}))
		}
	})
	c, created, err := w.CRM.UpsertContact(between, models.ContactUpsertInput{Match: models.MatchEmail,
		Contact: models.ContactCreateInput{Email: ptr("a@x.example"), Name: ptr("Ada")}})
	if err != nil || !moved || !created || c.ID == former.ID {
		t.Errorf("moved: %t, created: %t, %v, %v", moved, created, c, err)
	}
	if now := contactNow(t, w, ctx, former.ID); *now.Email != "b@x.example" || len(now.Points) > 1 || now.Name != "" {
		t.Errorf("the former contact: %v", now)
	}
}
