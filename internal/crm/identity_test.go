package crm_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestMergesHold has a contact that absorbed another one be found by, and changed through, each address of the other one.
func TestMergesHold(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	a := newContact(t, w, models.ContactCreateInput{Email: ptr("a@one.example")})
	b := newContact(t, w, models.ContactCreateInput{Email: ptr("b@two.example"), PhoneNumber: ptr("+12125550161"), Identifier: ptr("ext-B")})
	third := newContact(t, w, models.ContactCreateInput{Name: ptr("Third")})
	inbox := newInbox(t, w)
	talk := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: b.ID, InboxID: inbox.ID}))
	made(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: talk.ID, Rating: 4}))
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []models.ContactUpsertInput{
		{Match: models.MatchEmail, Contact: models.ContactCreateInput{Email: ptr("B@two.example")}},
		{Match: models.MatchPhoneNumber, Contact: models.ContactCreateInput{PhoneNumber: ptr("+12125550161")}},
		{Match: models.MatchIdentifier, Contact: models.ContactCreateInput{Identifier: ptr("ext-B")}},
	} {
		in.Contact.LastName = ptr(string(in.Match))
		c, created, err := w.CRM.UpsertContact(ctx, in)
		if err != nil || created || c.ID != a.ID || *c.Email != "a@one.example" || c.LastName != string(in.Match) {
			t.Errorf("%s: %v, created: %t, %v", in.Match, c, created, err)
		}
		if _, err := w.CRM.CreateContact(ctx, in.Contact); refusal(err) != "TAKEN "+in.Match.Field() || holder(err).ID != a.ID {
			t.Errorf("%s can be had by another contact: %v", in.Match, err)
		}
		patch := in.Contact.Patch()
		patch.ID = third.ID
		if _, err := w.CRM.UpdateContact(ctx, patch); holder(err) == nil || holder(err).ID != a.ID {
			t.Errorf("%s can be given to another contact: %v", in.Match, err)
		}
	}
	runImport(t, w, []string{"location", "email"}, [][]string{{"Rome", "b@two.example"}})
	if now := contactNow(t, w, ctx, a.ID); now.Location != "Rome" || *now.Email != "a@one.example" ||
		w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1", w.Home.Key) != 2 {
		t.Errorf("a row with an email of the merged contact: %v", now)
	}
	report := made(w.CRM.ReportCsat(ctx, &models.CsatFilter{ContactID: &models.IDFilter{Eq: ptr(b.ID.String())}}))
	if report.Summary.Count != 1 {
		t.Errorf("the report of the merged contact: %+v", report)
	}
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{Eq: ptr("b@two.example")}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{StartsWith: ptr("b@")}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{IDs: []models.ContactID{b.ID}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Search: ptr("b@two")})
	wantListed(t, w, third.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{Ne: ptr("b@two.example")}}})
	wantListed(t, w, third.ID, crm.ContactQuery{Filter: &models.ContactFilter{Identifier: &models.StringFilter{IsNull: ptr(true)}}})
	ratings, err := crm.Read(ctx, w.CRM, []int{0}, func(b2 *crm.Batch, _ []int, set crm.Columns) *page.Connection[*models.CsatResponse] {
		return b2.CsatResponses(&models.CsatFilter{ContactID: &models.IDFilter{Eq: ptr(b.ID.String())}}, nil).Page(page.Args{}, set)
	})
	if err != nil || len(ratings.Edges) != 1 {
		t.Errorf("the ratings of the merged contact: %v, %v", ratings, err)
	}
	restored, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || len(kept) > 0 || len(restored) != 2 {
		t.Fatal(restored, kept, err)
	}
	back := contactNow(t, w, ctx, b.ID)
	if *back.Email != "b@two.example" || *back.PhoneNumber != "+12125550161" || *back.Identifier != "ext-B" {
		t.Errorf("the source is not whole: %v", back)
	}
}

// wantListed fails unless a query finds one contact alone.
func wantListed(t *testing.T, w *crmtest.World, id models.ContactID, q crm.ContactQuery) {
	t.Helper()
	list, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{}, q)
	if err != nil || len(list.Nodes()) != 1 || list.Nodes()[0].ID != id {
		t.Errorf("%+v finds %v, %v", q, list, err)
	}
}

// TestOneMailbox has different ways of writing an address be one address, on writes and reads.
func TestOneMailbox(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	phone := func(s string) models.ContactCreateInput { return models.ContactCreateInput{PhoneNumber: &s} }
	mail := func(s string) models.ContactCreateInput { return models.ContactCreateInput{Email: &s} }
	key := func(s string) models.ContactCreateInput { return models.ContactCreateInput{Identifier: &s} }
	for name, pair := range map[string][2]models.ContactCreateInput{
		"UTS 46":         {mail("a@bücher.example"), mail("a@xn--bcher-kva.example")},
		"NFD":            {mail("jose\u0301@x.example"), mail("josé@x.example")},
		"full width":     {mail("w@ｗｉｄｅ.example"), mail("w@wide.example")},
		"trailing dot":   {mail("dot@corp.example."), mail("dot@corp.example")},
		"zero width":     {mail("\u200bzero@x.example\ufeff"), mail("zero@x.example")},
		"soft hyphen":    {mail("soft@x.example\u00ad"), mail("soft@x.example")},
		"mailto":         {mail("mailto:to@x.example"), mail("TO@x.example")},
		"angle brackets": {mail("Ann <ann@x.example>"), mail("<ann@x.example>")},
		"final sigma":    {mail("νικος@x.example"), mail("ΝΙΚΟΣ@x.example")},
		"identifier NFD": {key("Cafe\u0301"), key("Café")},
		"Mexico":         {phone("+5215512345678"), phone("+525512345678")},
		"Benin":          {phone("+22997111111"), phone("+2290197111111")},
		"Ivory Coast":    {phone("+22507088765"), phone("+2250707088765")},
		"Brazil":         {phone("+551187654321"), phone("+5511987654321")},
	} {
		first := made(w.CRM.CreateContact(ctx, pair[0]))
		if _, err := w.CRM.CreateContact(ctx, pair[1]); holder(err) == nil || holder(err).ID != first.ID {
			t.Errorf("%s: the other form is stored: %v", name, err)
		}
		by := models.ContactBy{Email: pair[1].Email, PhoneNumber: pair[1].PhoneNumber, Identifier: pair[1].Identifier}
		if found, err := w.CRM.FindContact(ctx, by); err != nil || found == nil || found.ID != first.ID {
			t.Errorf("%s: the other form finds %v, %v", name, found, err)
		}
	}
	for _, in := range []models.ContactCreateInput{mail("in\u200bside@x.example"), mail("in\u0001side@x.example"), mail("n/a"),
		mail("test@test.com"), phone("unknown"), key("null"), key("zero\u200bwidth"), phone("+1212")} {
		if _, err := w.CRM.CreateContact(ctx, in); !strings.HasPrefix(refusal(err), "INVALID") {
			t.Errorf("%v: %v", in, err)
		}
	}
	for _, in := range []models.ContactCreateInput{mail(".a@x.example"), mail("a..b@x.example"), mail("x@-foo.example"),
		phone("+4759000000001"), phone("+33700012345678")} {
		if c := made(w.CRM.CreateContact(ctx, in)); c.Points[0].Possible {
			t.Errorf("%v is possible", c.Points)
		}
	}
	us := newContact(t, w, phone("+12125550199"))
	found, err := w.CRM.FindContact(ctx, models.ContactBy{PhoneNumber: ptr(" +1 212-555-0199")})
	if err != nil || found == nil || found.ID != us.ID {
		t.Errorf("as people write it: %v, %v", found, err)
	}
}

// TestBlockIsPreviewed checks that the preview of a merge says what becomes of a block, and that a choice decides it.
func TestBlockIsPreviewed(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for _, choice := range []bool{false, true} {
		vip := newContact(t, w, models.ContactCreateInput{Name: ptr("VIP"), ContactType: ptr(models.Customer)})
		spammer := newContact(t, w, models.ContactCreateInput{Blocked: ptr(true), Email: ptr("spam@x.example")})
		in := models.ContactMergeInput{Into: vip.ID, From: []models.ContactID{spammer.ID}}
		if choice {
			in.Choices = []*models.MergeChoice{{Field: "blocked", ContactID: vip.ID}, {Field: "contactType", ContactID: spammer.ID}}
		}
		preview, err := w.CRM.PreviewMerge(ctx, in)
		if err != nil || len(preview.Blockers) > 0 {
			t.Fatal(preview, err)
		}
		survivor, merge, err := w.CRM.MergeContacts(ctx, in)
		if err != nil || survivor.Blocked == choice || (survivor.ContactType == models.Customer) == choice {
			t.Error(survivor, err)
		}
		wantPreviewed(t, preview, survivor)
		if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
			t.Fatal(err)
		}
		if contactNow(t, w, ctx, vip.ID).Blocked || !contactNow(t, w, ctx, spammer.ID).Blocked {
			t.Error("the block is not where it was")
		}
		made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: spammer.ID, Email: graphql.OmittableOf[*string](nil)}))
	}
}
