package crm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func TestLabelsByTitle(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	agent, administrator := crmtest.As(w.Home.Agent), crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	furnish(t, w, w.Foreign, "foreign")
	before := state(t, w)
	for want, titles := range map[string][]string{
		"NOT_FOUND labels.1": {"LABEL-home", "new"},
		"NOT_FOUND labels.0": {"label-foreign"},
	} {
		if _, err := w.CRM.CreateContact(agent, models.ContactCreateInput{Name: ptr("x"), Labels: titles}); refusal(err) != want {
			t.Errorf("%q: %v", titles, err)
		}
		if _, err := w.CRM.CreateConversation(agent, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
			Labels: titles}); refusal(err) != want {
			t.Errorf("%q: %v", titles, err)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
	c := made(w.CRM.CreateContact(administrator, models.ContactCreateInput{Name: ptr("x"), Labels: []string{"new", " NEW ", "label-home"}}))
	labels, err := crm.Read(agent, w.CRM, []models.ContactID{c.ID}, (*crm.Batch).LabelsByContact)
	if got := labels[c.ID]; err != nil || len(got) != 2 || got[0].ID != r.label.ID || got[1].Title != "new" ||
		got[1].Color != models.DefaultLabelColor || !got[1].ShowOnSidebar {
		t.Error(got, err)
	}
	counts, err := crm.Read(agent, w.CRM, []models.LabelID{r.label.ID}, (*crm.Batch).CountContactsByLabel)
	if err != nil || counts[r.label.ID].Value != 2 {
		t.Error(counts, err)
	}
	if n := w.Count(t, "SELECT count(*) FROM labels WHERE title = 'new'"); n != 1 {
		t.Errorf("%d labels", n)
	}
}

// TestNewLabelsAtOnce has concurrent writers create the same labels in different orders: none fails and none deadlocks.
func TestNewLabelsAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const writers, titles = 12, 20
	errs := together(writers, func(int) error {
		var wanted []string
		for _, i := range rand.Perm(titles) {
			wanted = append(wanted, fmt.Sprintf("title-%d", i))
		}
		_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("x"), Labels: wanted})
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": writers})
	if n := w.Count(t, "SELECT count(*) FROM labels"); n != titles {
		t.Errorf("%d labels", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_labels"); n != writers*titles {
		t.Errorf("%d links", n)
	}
	// pg_stat_database counts deadlocks with a delay, so the statements are checked: a retry would have created the contact again.
	inserts := 0
	for _, s := range w.Statements.List() {
		if isContactInsert(s.SQL) {
			inserts++
		}
	}
	if inserts != writers {
		t.Errorf("%d contacts were begun by %d writers: some met a deadlock", inserts, writers)
	}
}

func isContactInsert(sql string) bool { return strings.HasPrefix(sql, "INSERT INTO contacts ") }

// TestLabelGoesMeanwhile deletes a label after another transaction has read it and before that links it. referredGone is
// what is tested: without it the constraint violation is the answer.
func TestLabelGoesMeanwhile(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c, label := newContact(t, w, models.ContactCreateInput{}), made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "raced"}))
	wantRaced(t, w, "INSERT INTO contact_labels", func(ctx context.Context) error {
		_, err := w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: c.ID, Labels: []string{label.Title}})
		return err
	}, func(ctx context.Context) error { return w.CRM.DeleteLabel(ctx, label.ID) })
	found, err := crm.Read(ctx, w.CRM, []models.ContactID{c.ID}, (*crm.Batch).LabelsByContact)
	if err != nil || len(found[c.ID]) != 1 || found[c.ID][0].ID == label.ID {
		t.Error("the label is defined anew:", found[c.ID], err)
	}
}
