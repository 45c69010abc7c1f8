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
		if _, err := w.CRM.CreateContact(ctx, in.Contact); refusal(err) != "TAKEN "+in.Match.Field() && refusal(err) != "TAKEN "+in.Match.Fields()[1] ||
			holder(err) == nil || holder(err).ID != a.ID {
			t.Errorf("%s can be had by another contact: %v", in.Match, err)
		}
		patch := in.Contact.Patch()
		patch.ID = third.ID
		if _, err := w.CRM.UpdateContact(ctx, patch); holder(err) == nil || holder(err).ID != a.ID {
			t.Errorf("%s can be given to another contact: %v", in.Match, err)
		}
	}
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{Eq: ptr("b@two.example")}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{StartsWith: ptr("b@")}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Filter: &models.ContactFilter{IDs: []models.ContactID{b.ID}}})
	wantListed(t, w, a.ID, crm.ContactQuery{Search: ptr("b@two")})
	wantListed(t, w, third.ID, crm.ContactQuery{Filter: &models.ContactFilter{Email: &models.StringFilter{Ne: ptr("b@two.example")}}})
	wantListed(t, w, third.ID, crm.ContactQuery{Filter: &models.ContactFilter{Identifier: &models.StringFilter{IsNull: ptr(true)}}})
	ratings, err := crm.Read(ctx, w.CRM, []int{0}, func(b2 *crm.Batch, _ []int, set crm.Columns) *page.Connection[*models.CsatResponse] {
		return b2.CsatResponses(&models.CsatFilter{ContactID: &b.ID}).Page(page.Args{}, set)
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
	if found, err := w.CRM.FindContact(ctx, models.ContactBy{PhoneNumber: ptr(" +1 212-555-0199")}); err != nil || found == nil || found.ID != us.ID {
		t.Errorf("as people write it: %v, %v", found, err)
	}
}

// TestSystemsAndSharedAddresses checks what is a key and what is none.
func TestSystemsAndSharedAddresses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	point := func(value, system string) models.ContactPointInput {
		return models.ContactPointInput{Value: value, System: &system}
	}
	switchboard := []models.ContactPointInput{{Value: "+12125550100", Shared: ptr(true), Label: ptr("work")}}
	a := newContact(t, w, models.ContactCreateInput{Identifiers: []models.ContactPointInput{point("1", "stripe"), point("2", "")},
		Emails: []models.ContactPointInput{{Value: "a@x.example"}, {Value: "b@x.example", Preferred: ptr(true)}}, PhoneNumbers: switchboard})
	b := newContact(t, w, models.ContactCreateInput{Identifiers: []models.ContactPointInput{point("1", "crm")}, PhoneNumbers: switchboard})
	if *a.Identifier != "2" || *a.Email != "b@x.example" || *a.PhoneNumber != "+12125550100" || *b.Identifier != "1" {
		t.Errorf("preferred: %v, %v", a, b)
	}
	for by, want := range map[*models.ContactBy]*models.Contact{
		{Identifier: ptr("1"), System: ptr("Stripe")}: a, {Identifier: ptr("1"), System: ptr("crm")}: b, {Identifier: ptr("1")}: nil,
		{Identifier: ptr("2")}: a, {PhoneNumber: ptr("+12125550100")}: nil,
	} {
		if found, err := w.CRM.FindContact(ctx, *by); err != nil || (found == nil) != (want == nil) || found != nil && found.ID != want.ID {
			t.Errorf("%v finds %v, %v", by, found, err)
		}
	}
	if _, err := w.CRM.FindContact(ctx, models.ContactBy{Identifier: ptr("1"), Email: ptr("a@x.example")}); refusal(err) != "INVALID by" {
		t.Error(err)
	}
	if _, err := w.CRM.FindContact(ctx, models.ContactBy{Email: ptr("a@x.example"), System: ptr("crm")}); refusal(err) != "INVALID by" {
		t.Error(err)
	}
	list, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{Filter: &models.ContactFilter{
		PhoneNumber: &models.StringFilter{Eq: ptr("+12125550100")}}})
	if err != nil || len(list.Nodes()) != 2 {
		t.Errorf("a filter finds %v, %v", list, err)
	}
	c, created, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchPhoneNumber,
		Contact: models.ContactCreateInput{PhoneNumber: ptr("+12125550100")}})
	if err != nil || !created {
		t.Errorf("an upsert by a shared address: %v, %t, %v", c, created, err)
	}
	shared := a.PointsOf(models.PointPhone)[0].ID
	if _, _, err := w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: a.ID, ID: shared, Shared: ptr(false)}); holder(err) == nil ||
		holder(err).ID != c.ID {
		t.Errorf("the address is a key of two contacts: %v", err)
	}
}

// TestPointMutations checks the mutations of addresses, and the events of their changes.
func TestPointMutations(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c := newContact(t, w, models.ContactCreateInput{Email: ptr("first@x.example")})
	other := newContact(t, w, models.ContactCreateInput{Email: ptr("other@x.example")})
	add := models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "Second@x.example", Label: ptr("work"), Verified: ptr(true)}
	after, point, err := w.CRM.AddContactPoint(ctx, add)
	if err != nil || point.Preferred || point.VerifiedAt == nil || point.Label != "work" || *after.Email != "first@x.example" || after.Version != 2 {
		t.Fatal(after, point, err)
	}
	for name, s := range map[string]struct {
		in   models.ContactPointAddInput
		want string
	}{
		"its own":              {add, "TAKEN value"},
		"another contact's":    {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "other@x.example"}, "TAKEN value"},
		"malformed":            {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointPhone, Value: "12"}, "INVALID value"},
		"blank":                {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointPhone}, "REQUIRED value"},
		"system of an email":   {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "x@x.example", System: ptr("crm")}, "INVALID system"},
		"unknown contact":      {models.ContactPointAddInput{Kind: models.PointEmail, Value: "x@x.example"}, "NOT_FOUND contactId"},
		"stale":                {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "x@x.example", ExpectedVersion: ptr(1)}, "STALE_VERSION expectedVersion"},
		"of another account's": {models.ContactPointAddInput{ContactID: made(w.CRM.CreateContact(crmtest.As(w.Foreign.Administrator), models.ContactCreateInput{})).ID, Kind: models.PointEmail, Value: "x@x.example"}, "NOT_FOUND contactId"},
	} {
		if _, _, err := w.CRM.AddContactPoint(ctx, s.in); refusal(err) != s.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, _, err = w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: c.ID, ID: point.ID, Preferred: ptr(true)}); err != nil ||
		*after.Email != "second@x.example" {
		t.Error(after, err)
	}
	_, _, err = w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: c.ID, ID: point.ID, Preferred: ptr(false)})
	if refusal(err) != "INVALID preferred" {
		t.Error(err)
	}
	if after, err = w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: c.ID, ID: point.ID}); err != nil ||
		*after.Email != "first@x.example" {
		t.Error(after, err)
	}
	if _, err = w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: other.ID, ID: point.ID}); refusal(err) != "NOT_FOUND id" {
		t.Error(err)
	}
	fields := w.Texts(t, `
		SELECT string_agg(change ->> 'field', ' ' ORDER BY n)
		FROM contact_events e
		CROSS JOIN LATERAL jsonb_array_elements(e.changes) WITH ORDINALITY AS c (change, n)
		WHERE e.contact_id = $1 AND e.type = 'CONTACT_UPDATED'
		GROUP BY e.seq
		ORDER BY e.seq`, c.ID)
	if want := []string{"emails", "email emails", "email emails"}; !slices.Equal(fields, want) {
		t.Errorf("the events name %q", fields)
	}
}

// TestRepliesReachTheCurrentAddress has conversations answer to the address that a contact has now.
func TestRepliesReachTheCurrentAddress(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	c := newContact(t, w, models.ContactCreateInput{Email: ptr("old@x.example")})
	talk := func(id models.ContactID) (*models.Conversation, string) {
		v := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: inbox.ID}))
		return v, w.Texts(t, "SELECT source_id FROM contact_inboxes WHERE id = $1", v.ContactInboxID)[0]
	}
	first, source := talk(c.ID)
	if source != "old@x.example" {
		t.Errorf("before the change: %s", source)
	}
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: given("NEW@x.example")}))
	if _, source := talk(c.ID); source != "new@x.example" {
		t.Errorf("after the change: %s", source)
	}
	next := newContact(t, w, models.ContactCreateInput{Email: ptr("old@x.example")})
	if _, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: next.ID, InboxID: inbox.ID}); refusal(err) != "TAKEN sourceId" {
		t.Error(err)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: first.ContactInboxID}); err != nil {
		t.Fatal(err)
	}
	if link := conversationNow(t, w, ctx, first.ID).ContactInboxID; w.Texts(t, "SELECT source_id FROM contact_inboxes WHERE id = $1", link)[0] != "new@x.example" {
		t.Error("the conversation does not answer to the current address")
	}
	only, source := talk(next.ID)
	if source != "old@x.example" {
		t.Errorf("the next owner answers to %s", source)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: only.ContactInboxID}); refusal(err) != "BLOCKED_BY_RULE id" {
		t.Error(err)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{}); refusal(err) != "NOT_FOUND id" {
		t.Error(err)
	}
}

// TestUnmergeGivesConversationsBack checks conversations that were begun after a merge: through the link of the source they go with it,
// and what answers to another contact is named.
func TestUnmergeGivesConversationsBack(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A")}), newContact(t, w, models.ContactCreateInput{Email: ptr("b@x.example")})
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	late := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: a.ID, InboxID: inbox.ID}))
	made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: late.ID, Content: "Hi", MessageType: models.Incoming}))
	made(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: late.ID, Rating: 5}))
	_, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || len(kept) > 0 {
		t.Fatal(kept, err)
	}
	if with := conversationNow(t, w, ctx, late.ID).ContactID; with != b.ID {
		t.Errorf("the conversation is with %s", with)
	}
	checkInvariants(t, w)
	_, merge, err = w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	third := newContact(t, w, models.ContactCreateInput{Email: ptr("c@x.example")})
	moved := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: third.ID, InboxID: inbox.ID}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: late.ID, ContactID: &third.ID}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: moved.ID, ContactID: &a.ID}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: late.ID, ContactID: &a.ID}))
	if _, kept, err = w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil || len(kept) != 0 {
		t.Error(kept, err)
	}
	checkInvariants(t, w)
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
