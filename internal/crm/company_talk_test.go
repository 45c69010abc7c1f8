package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestCompanyTalk pages through the conversations of companies' contacts and the notes about them, counts them, and looks at them as roles
// that hide contacts and notes do. However many companies are asked for, a list is one statement.
func TestCompanyTalk(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r, other := furnish(t, w, w.Home, "home"), furnish(t, w, w.Home, "other")
	foreign := furnish(t, w, w.Foreign, "foreign")
	grace := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Grace"), CompanyID: &r.company.ID}))
	second := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: grace.ID, InboxID: r.inbox.ID,
		Priority: ptr(models.Urgent)}))
	made(w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: grace.ID, Content: "likes COBOL"}))
	alone := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Nobody's")}))
	made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: alone.ID, InboxID: r.inbox.ID}))
	empty := made(w.CRM.CreateCompany(crmtest.As(w.Home.Administrator), models.CompanyCreateInput{Name: "Empty"}))
	ids := []models.CompanyID{r.company.ID, other.company.ID, foreign.company.ID, empty.ID}

	type told struct {
		talks, notes           [4]string
		countTalks, countNotes [4]int
	}
	look := func(ctx context.Context, a page.Args, q crm.ConversationQuery) (all told) {
		t.Helper()
		b, err := w.CRM.Batch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		talks, notes := b.ConversationsByCompany(ids, q), b.NotesByCompany(ids)
		talkPages, notePages := talks.Pages(a, crm.AllColumns), notes.Pages(a, crm.AllColumns)
		talkCounts, noteCounts := talks.Counts(10), notes.Counts(10)
		w.Statements.Reset()
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		if n := len(w.Statements.List()); n != 4 {
			t.Errorf("%d statements", n)
		}
		for i, id := range ids {
			for _, v := range talkPages[id].Nodes() {
				all.talks[i] += fmt.Sprint(v.DisplayID, " ")
			}
			for _, n := range notePages[id].Nodes() {
				all.notes[i] += n.Content + " "
			}
			all.countTalks[i], all.countNotes[i] = talkCounts[id], noteCounts[id]
		}
		return all
	}
	number := func(all ...*models.Conversation) (text string) {
		for _, v := range all {
			text += fmt.Sprint(v.DisplayID, " ")
		}
		return text
	}
	same := func(what string, got, want told) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %+v, not %+v", what, got, want)
		}
	}
	every := told{talks: [4]string{number(second, r.conversation), number(other.conversation)},
		notes: [4]string{"likes COBOL likes tea ", "likes tea "}, countTalks: [4]int{2, 1}, countNotes: [4]int{2, 1}}
	same("everything", look(ctx, page.Args{}, crm.ConversationQuery{}), every)

	one := 1
	first := every
	first.talks[0], first.notes[0] = number(second), "likes COBOL "
	same("one of each", look(ctx, page.Args{First: &one}, crm.ConversationQuery{}), first)
	oldest := crm.ConversationQuery{OrderBy: models.ConversationOrder{Field: models.ConversationByCreation, Direction: models.Asc}}
	first.talks[0] = number(r.conversation)
	same("the oldest", look(ctx, page.Args{First: &one}, oldest), first)

	urgent := every
	urgent.talks, urgent.countTalks = [4]string{number(second)}, [4]int{1}
	same("urgent ones", look(ctx, page.Args{}, crm.ConversationQuery{Filter: &models.ConversationFilter{
		Priority: &models.ConversationPriorityFilter{Eq: ptr(models.Urgent)}}}), urgent)

	limited := *w.Home.Agent
	limited.Limits = &models.Limits{TimeZone: "UTC", Contacts: &models.ContactFilter{Name: &models.StringFilter{Eq: ptr("Grace")}}}
	same("as a role that sees Grace", look(crmtest.As(&limited), page.Args{}, crm.ConversationQuery{}), told{
		talks: [4]string{number(second)}, notes: [4]string{"likes COBOL "}, countTalks: [4]int{1}, countNotes: [4]int{1}})
	masked := *w.Home.Agent
	masked.Limits = &models.Limits{TimeZone: "UTC", Masked: models.MaskList{models.MaskNotes}}
	hidden := every
	hidden.notes, hidden.countNotes = [4]string{}, [4]int{}
	same("as a role that masks notes", look(crmtest.As(&masked), page.Args{}, crm.ConversationQuery{}), hidden)

	// Cursors of another list are refused.
	b, err := w.CRM.Batch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	pages := b.NotesByContact([]models.ContactID{grace.ID}).Pages(page.Args{}, crm.AllColumns)
	if err := b.Send(); err != nil {
		t.Fatal(err)
	}
	b.NotesByCompany(ids).Pages(page.Args{After: pages[grace.ID].PageInfo.EndCursor()}, crm.AllColumns)
	if err := b.Send(); refusal(err) != "INVALID after" {
		t.Errorf("a cursor of another list: %v", err)
	}
}
