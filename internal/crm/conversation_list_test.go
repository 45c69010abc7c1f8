package crm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestMessageSearch finds messages of the account by a part of their text, newest first.
func TestMessageSearch(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r, other := furnish(t, w, w.Home, "home"), furnish(t, w, w.Home, "other")
	furnish(t, w, w.Foreign, "foreign")
	say := func(v *models.Conversation, text string) {
		made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: text, MessageType: models.Outgoing}))
	}
	say(r.conversation, "Your order 100% is UNDERWAY")
	say(other.conversation, "underway, too")
	say(r.conversation, strings.Repeat("x", 4000)+"underway") // behind what is searched
	gone := made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "underway",
		MessageType: models.Incoming}))
	made(w.CRM.DeleteMessage(ctx, models.MessageDeleteInput{ID: gone.ID}))
	for name, c := range map[string]struct {
		q    crm.MessageQuery
		want []string
		err  string
	}{
		"a word":            {crm.MessageQuery{Search: " Underway "}, []string{"underway, too", "Your order 100% is UNDERWAY"}, ""},
		"of a contact":      {crm.MessageQuery{Search: "underway", ContactID: &r.contact.ID}, []string{"Your order 100% is UNDERWAY"}, ""},
		"of a conversation": {crm.MessageQuery{Search: "underway", ConversationID: &other.conversation.ID}, []string{"underway, too"}, ""},
		"no pattern":        {crm.MessageQuery{Search: "0% i"}, []string{"Your order 100% is UNDERWAY"}, ""},
		"one account":       {crm.MessageQuery{Search: "hello"}, []string{"hello", "hello"}, ""},
		"too short":         {crm.MessageQuery{Search: " un "}, nil, "INVALID search"},
		"too long":          {crm.MessageQuery{Search: strings.Repeat("x", 201)}, nil, "INVALID search"},
	} {
		list, err := w.CRM.ListMessages(ctx, page.Args{}, c.q)
		if refusal(err) != c.err {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		if err == nil {
			for _, m := range list.Nodes() {
				got = append(got, m.Content)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

// TestOrdersOfLists sorts conversations by waiting time, ratings and companies, and filters conversations by company.
func TestOrdersOfLists(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	first, second := furnish(t, w, w.Home, "b"), furnish(t, w, w.Home, "a")
	for _, kind := range []models.MessageType{models.Outgoing, models.Incoming} { // so that the other one has been waiting for longer
		made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: first.conversation.ID, Content: "x", MessageType: kind}))
	}
	idle := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: first.contact.ID, InboxID: first.inbox.ID}))
	talks := func(q crm.ConversationQuery) (ids []models.ConversationID) {
		t.Helper()
		list, err := w.CRM.ListConversations(ctx, page.Args{}, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list.Nodes() {
			ids = append(ids, v.ID)
		}
		return ids
	}
	waiting := models.ConversationOrder{Field: models.ConversationByWaiting, Direction: models.Asc}
	if got := talks(crm.ConversationQuery{OrderBy: waiting}); !slices.Equal(got,
		[]models.ConversationID{second.conversation.ID, first.conversation.ID, idle.ID}) {
		t.Errorf("by waiting time: %v", got)
	}
	company := &models.IDFilter{Eq: ptr(second.company.ID.String())}
	if got := talks(crm.ConversationQuery{Filter: &models.ConversationFilter{CompanyID: company}}); !slices.Equal(got,
		[]models.ConversationID{second.conversation.ID}) {
		t.Errorf("of a company: %v", got)
	}
	nobody := &models.ConversationFilter{AssigneeID: &models.IDFilter{IsNull: ptr(true)}}
	if got := talks(crm.ConversationQuery{Filter: nobody}); !slices.Equal(got, []models.ConversationID{idle.ID}) {
		t.Errorf("unassigned: %v", got)
	}
	made(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: idle.ID, Rating: 2}))
	ratings, err := w.CRM.ListCsatResponses(ctx, page.Args{}, nil, &models.CsatOrder{Field: models.CsatByRating, Direction: models.Asc})
	if err != nil || ratings.Nodes()[0].Rating != 2 || len(ratings.Nodes()) != 3 {
		t.Errorf("ratings: %v %v", ratings, err)
	}
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &first.company.ID}))
	w.Exec(t, "UPDATE companies SET last_activity_at = now() WHERE id = $1", second.company.ID)
	for field, want := range map[models.CompanyOrderField]models.CompanyID{models.CompanyByName: first.company.ID,
		models.CompanyByCreation: second.company.ID, models.CompanyByActivity: second.company.ID,
		models.CompanyByContacts: first.company.ID} {
		list, err := w.CRM.ListCompanies(ctx, page.Args{}, nil, &models.CompanyOrder{Field: field, Direction: models.Desc})
		if err != nil || list.Nodes()[0].ID != want {
			t.Errorf("companies by %s: %v %v", field, list, err)
		}
	}
}

// TestReplaceAttributes replaces the custom attributes as a whole, of one contact, of many, and of a conversation.
func TestReplaceAttributes(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	old, fresh := graphql.OmittableOf(models.JSON(`{"a": 1, "b": 2}`)), graphql.OmittableOf(models.JSON(`{"b": 3, "c": null}`))
	for _, replace := range []bool{false, true} {
		in := models.ContactUpdateInput{ID: r.contact.ID, CustomAttributes: fresh, ReplaceCustomAttributes: replace}
		made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, CustomAttributes: old}))
		contact := made(w.CRM.UpdateContact(ctx, in))
		made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, CustomAttributes: old}))
		v := made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, CustomAttributes: fresh,
			ReplaceCustomAttributes: replace}))
		want := `{"a": 1, "b": 3}`
		if replace {
			want = `{"b": 3}`
		}
		for name, got := range map[string]models.JSON{"contact": contact.CustomAttributes, "conversation": v.CustomAttributes} {
			if strings.ReplaceAll(string(got), " ", "") != strings.ReplaceAll(want, " ", "") {
				t.Errorf("%s: %s, not %s", name, got, want)
			}
		}
		made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, CustomAttributes: old}))
		job := made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{
			IDs: []models.ContactID{r.contact.ID}}, Set: models.ContactBulkSet{CustomAttributes: fresh, ReplaceCustomAttributes: replace}}))
		work(t, w, job)
		if got := w.Texts(t, "SELECT custom_attributes::text FROM contacts WHERE id = $1", r.contact.ID)[0]; got != want {
			t.Errorf("bulk: %s, not %s", got, want)
		}
	}
}
