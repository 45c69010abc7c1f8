package crm_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func conversationNow(t *testing.T, w *crmtest.World, ctx context.Context, id models.ConversationID) *models.Conversation {
	t.Helper()
	found, err := crm.Read(ctx, w.CRM, []models.ConversationID{id}, (*crm.Batch).ConversationsByID)
	if err != nil || found[id] == nil {
		t.Fatal(found, err)
	}
	return found[id]
}

func contactNow(t *testing.T, w *crmtest.World, ctx context.Context, id models.ContactID) *models.Contact {
	t.Helper()
	c, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &id})
	if err != nil || c == nil {
		t.Fatal(c, err)
	}
	return c
}

func TestCreateConversation(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r := furnish(t, w, w.Home, "home")
	v := conversationNow(t, w, ctx, r.conversation.ID)
	if v.DisplayID != 1 || v.Version != 1 || v.Status != models.Open || v.ContactID != r.contact.ID || v.InboxID != r.inbox.ID ||
		v.ContactInboxID != r.link.ID || *v.AssigneeID != *w.Home.Agent.UserID || v.Priority() != nil || string(v.CustomAttributes) != "{}" {
		t.Errorf("%+v", v)
	}
	second := made(w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID}))
	named := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
		ContactInboxID: &second.ID, Status: ptr(models.Pending), Priority: ptr(models.Urgent),
		CustomAttributes: models.JSON(`{"order": 7}`), Labels: []string{"label-home"}}))
	v = conversationNow(t, w, ctx, named.ID)
	if v.DisplayID != 2 || v.Status != models.Pending || *v.Priority() != models.Urgent || v.ContactInboxID != second.ID ||
		string(v.CustomAttributes) != `{"order": 7}` {
		t.Errorf("%+v", v)
	}
	labels, err := crm.Read(ctx, w.CRM, []models.ConversationID{named.ID}, (*crm.Batch).LabelsByConversation)
	if err != nil || len(labels[named.ID]) != 1 || labels[named.ID][0].ID != r.label.ID {
		t.Error(labels, err)
	}
	fresh := made(w.CRM.CreateInbox(crmtest.As(w.Home.Administrator),
		models.InboxCreateInput{Name: "Other", ChannelType: models.ChannelEmail}))
	linked := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: fresh.ID}))
	links, err := crm.Read(ctx, w.CRM, []models.ContactInboxID{linked.ContactInboxID}, (*crm.Batch).ContactInboxesByID)
	if link := links[linked.ContactInboxID]; err != nil || link == nil || link.SourceID != "home@example.com" ||
		link.ContactID != r.contact.ID {
		t.Errorf("a link of its own: %+v %v", link, err)
	}
}

func TestDisplayIDsHaveNoGaps(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	inbox := made(w.CRM.CreateInbox(crmtest.As(w.Home.Administrator), models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	foreign := furnish(t, w, w.Foreign, "foreign")
	const writers, each = 16, 3
	numbers := make([][]int, writers)
	errs := together(writers, func(i int) error {
		c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x")})
		if err != nil {
			return err
		}
		for range each {
			v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID})
			if err != nil {
				return err
			}
			numbers[i] = append(numbers[i], v.DisplayID)
			// The number of a conversation that is not created is used for the next one.
			if _, err = w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID,
				Labels: []string{"unknown"}}); refusal(err) != "NOT_FOUND labels.0" {
				return err
			}
		}
		return nil
	})
	wantOutcomes(t, errs, map[string]int{"": writers})
	all := slices.Concat(numbers...)
	slices.Sort(all)
	for i, n := range all {
		if n != i+1 {
			t.Fatalf("the numbers are %v", all)
		}
	}
	if len(all) != writers*each || foreign.conversation.DisplayID != 1 {
		t.Errorf("%d conversations; another account begins at %d", len(all), foreign.conversation.DisplayID)
	}
}

func TestMessagesReopen(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	for _, row := range []struct {
		status  models.ConversationStatus
		kind    models.MessageType
		blocked bool
		want    models.ConversationStatus
	}{
		{models.Resolved, models.Incoming, false, models.Open},
		{models.Snoozed, models.Incoming, false, models.Open},
		{models.Pending, models.Incoming, false, models.Pending},
		{models.Open, models.Incoming, false, models.Open},
		{models.Resolved, models.Incoming, true, models.Resolved},
		{models.Snoozed, models.Incoming, true, models.Snoozed},
		{models.Resolved, models.Outgoing, false, models.Resolved},
		{models.Snoozed, models.Template, false, models.Snoozed},
		{models.Resolved, models.Activity, false, models.Resolved},
	} {
		r := furnish(t, w, w.Home, string(row.status+"-")+string(row.kind)+map[bool]string{true: "-blocked"}[row.blocked])
		w.Exec(t, `UPDATE conversations SET status = $3, snoozed_until = CASE WHEN $3 = 'SNOOZED' THEN $4::timestamptz END,
			last_activity_at = $5 WHERE account_id = $1 AND id = $2`, w.Home.Key, r.conversation.ID, row.status,
			time.Now().Add(24*time.Hour), time.Now().Add(-time.Hour))
		if row.blocked {
			made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Blocked: given(true)}))
		}
		before := conversationNow(t, w, ctx, r.conversation.ID)
		m := made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "again", MessageType: row.kind}))
		v := conversationNow(t, w, ctx, r.conversation.ID)
		moved := row.status != row.want
		if v.Status != row.want || (v.SnoozedUntil != nil) != (row.want == models.Snoozed) || (v.Version > before.Version) != moved ||
			!v.LastActivityAt.After(before.LastActivityAt.Time) {
			t.Errorf("%+v: %+v", row, v)
		}
		if (m.SenderContactID != nil) != (row.kind == models.Incoming) || (m.SenderUserID != nil) != (row.kind == models.Outgoing) {
			t.Errorf("%+v is sent by %v, %v", row, m.SenderContactID, m.SenderUserID)
		}
		stored, err := crm.Read(ctx, w.CRM, []models.MessageID{m.ID}, (*crm.Batch).MessagesByID)
		if err != nil || stored[m.ID] == nil || stored[m.ID].Content != "again" {
			t.Errorf("%+v: %v %v", row, stored, err)
		}
	}
}

func TestLastActivityMovesOnceAMinute(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r := furnish(t, w, w.Home, "home")
	before := contactNow(t, w, ctx, r.contact.ID)
	if before.LastActivityAt == nil || before.Version != 1 || !before.UpdatedAt.Equal(r.contact.UpdatedAt.Time) {
		t.Fatalf("a message moves the last activity and is no change: %+v", before)
	}
	for _, row := range []struct {
		ago   time.Duration
		kind  models.MessageType
		moves bool
	}{
		{30 * time.Second, models.Incoming, false},
		{61 * time.Second, models.Incoming, true},
		{time.Hour, models.Outgoing, false},
		{time.Hour, models.Activity, false},
		{time.Hour, models.Incoming, true},
	} {
		w.Exec(t, "UPDATE contacts SET last_activity_at = now() - make_interval(secs => $3) WHERE account_id = $1 AND id = $2",
			w.Home.Key, r.contact.ID, row.ago.Seconds())
		before := contactNow(t, w, ctx, r.contact.ID)
		made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "x", MessageType: row.kind}))
		after := contactNow(t, w, ctx, r.contact.ID)
		if after.LastActivityAt.After(before.LastActivityAt.Time) != row.moves || after.Version != before.Version ||
			!after.UpdatedAt.Equal(before.UpdatedAt.Time) {
			t.Errorf("%+v: %v, then %v", row, before.LastActivityAt, after.LastActivityAt)
		}
	}
}

func TestBlockedContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Program)
	r := furnish(t, w, w.Home, "home")
	start := func() (*models.Conversation, error) {
		return w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
			Status: ptr(models.Open)})
	}
	blocking := func(blocked bool) func() error {
		return func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Blocked: given(blocked)})
			return err
		}
	}
	var during *models.Conversation
	errs := inThisOrder(t, w, r.contact.ID, blocking(true), func() (err error) {
		during, err = start()
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": 2})
	if during.Status != models.Resolved {
		t.Errorf("a conversation that comes while the contact is blocked: %s", during.Status)
	}
	c := contactNow(t, w, ctx, r.contact.ID)
	if b := c.Block(); b == nil || b.ByUser != nil || *b.ByToken != *w.Home.Program.TokenID || c.Version != 2 {
		t.Errorf("%+v", c)
	}
	if v := conversationNow(t, w, ctx, r.conversation.ID); v.Status != models.Open {
		t.Errorf("an earlier conversation stays: %s", v.Status)
	}
	var before *models.Conversation
	if err := blocking(false)(); err != nil {
		t.Fatal(err)
	}
	errs = inThisOrder(t, w, r.contact.ID, func() (err error) {
		before, err = start()
		return err
	}, blocking(true))
	wantOutcomes(t, errs, map[string]int{"": 2})
	if v := conversationNow(t, w, ctx, before.ID); v.Status != models.Open {
		t.Errorf("a conversation before the block: %s", v.Status)
	}
	if m, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: during.ID, Content: "let me in",
		MessageType: models.Incoming}); err != nil || m == nil {
		t.Error("messages of blocked contacts are stored:", err)
	}
}

func TestRatingsAreCountedWithTheContact(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r := furnish(t, w, w.Home, "home")
	const raters = 8
	errs := together(raters, func(i int) error {
		v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID})
		if err == nil {
			_, err = w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: v.ID, Rating: 1 + i%2, Feedback: ptr(" fine ")})
		}
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": raters})
	c := contactNow(t, w, ctx, r.contact.ID)
	if want := (models.CsatCounts{Ones: 4, Twos: 4, Fives: 1}); c.CsatCounts != want || c.Version != 1 {
		t.Errorf("%+v", c.CsatCounts)
	}
	if r.csat.AssignedAgentID == nil || *r.csat.AssignedAgentID != *w.Home.Agent.UserID || r.csat.ContactID != r.contact.ID {
		t.Errorf("a rating is of the assigned agent: %+v", r.csat)
	}
}
