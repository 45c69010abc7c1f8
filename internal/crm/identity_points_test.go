package crm_test

import (
	"slices"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

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
	_, _, err = w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: a.ID, ID: shared, Shared: given(false)})
	if holder(err) == nil || holder(err).ID != c.ID {
		t.Errorf("the address is a key of two contacts: %v", err)
	}
}

// TestImportsPassOverSharedAddresses has rows with the number of a switchboard and with a shared email make contacts of their own, although
// another row of the file is about one who shares both. Without `Shared` in PointKeys they are
// taken for that contact's.
func TestImportsPassOverSharedAddresses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	a := newContact(t, w, models.ContactCreateInput{
		Emails:       []models.ContactPointInput{{Value: "a@x.example"}, {Value: "desk@x.example", Shared: ptr(true)}},
		PhoneNumbers: []models.ContactPointInput{{Value: "+12125550100", Shared: ptr(true)}},
		Identifiers:  []models.ContactPointInput{{Value: "till", Shared: ptr(true)}}})
	runImport(t, w, []string{"location", "email", "phoneNumber", "identifier"}, [][]string{{"One", "a@x.example", "", ""},
		{"Two", "", "+12125550100", ""}, {"Three", "desk@x.example", "", ""}, {"Four", "", "", "till"}})
	got := w.Texts(t, "SELECT concat_ws(' ', location, id = $1) FROM contacts ORDER BY 1", a.ID)
	if want := []string{"Four f", "One t", "Three f", "Two f"}; !slices.Equal(got, want) {
		t.Errorf("the contacts are %q: %q", got, w.Texts(t, "SELECT errors::text FROM job_failures"))
	}
}

// TestAddressesAreInsertedInOneOrder checks in which order rows were written: transactions that insert the same keys wait for each other
// then, and never each for the other.
func TestAddressesAreInsertedInOneOrder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	inserted := func(what string) {
		t.Helper()
		keys := w.Texts(t, "SELECT concat_ws(' ', kind, system, key) FROM contact_points ORDER BY ctid")
		if len(keys) != 6 || !slices.IsSorted(keys) {
			t.Errorf("%s inserts %q", what, keys)
		}
		w.Exec(t, "TRUNCATE contact_points")
	}
	emails := []models.ContactPointInput{{Value: "z@x.example"}, {Value: "m@x.example"}, {Value: "a@x.example"}}
	identifiers := []models.ContactPointInput{{Value: "9", System: ptr("b")}, {Value: "1", System: ptr("b")}, {Value: "5", System: ptr("a")}}
	newContact(t, w, models.ContactCreateInput{Emails: emails, Identifiers: identifiers})
	inserted("a creation")
	runImport(t, w, []string{"identifier", "email"}, [][]string{{"9", "z@x.example"}, {"1", "m@x.example"}, {"5", "a@x.example"}})
	inserted("an import")
}

// TestPointMutations checks the mutations of addresses, and the events of their changes.
func TestPointMutations(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c := newContact(t, w, models.ContactCreateInput{Email: ptr("first@x.example")})
	other := newContact(t, w, models.ContactCreateInput{Email: ptr("other@x.example")})
	add := models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "Second@x.example", Label: ptr("work"),
		Verified: ptr(true)}
	foreign := made(w.CRM.CreateContact(crmtest.As(w.Foreign.Administrator), models.ContactCreateInput{})).ID
	to := func(id models.ContactID, change func(*models.ContactPointAddInput)) models.ContactPointAddInput {
		in := models.ContactPointAddInput{ContactID: id, Kind: models.PointEmail, Value: "x@x.example"}
		if change != nil {
			change(&in)
		}
		return in
	}
	after, point, err := w.CRM.AddContactPoint(ctx, add)
	if err != nil || point.Preferred || point.VerifiedAt == nil || point.Label != "work" || *after.Email != "first@x.example" ||
		after.Version != 2 {
		t.Fatal(after, point, err)
	}
	for name, s := range map[string]struct {
		in   models.ContactPointAddInput
		want string
	}{
		"its own":            {add, "TAKEN value"},
		"another contact's":  {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: "other@x.example"}, "TAKEN value"},
		"malformed":          {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointPhone, Value: "12"}, "INVALID value"},
		"blank":              {models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointPhone}, "REQUIRED value"},
		"system of an email": {to(c.ID, func(in *models.ContactPointAddInput) { in.System = ptr("crm") }), "INVALID system"},
		"unknown contact":    {models.ContactPointAddInput{Kind: models.PointEmail, Value: "x@x.example"}, "NOT_FOUND contactId"},
		"stale": {to(c.ID, func(in *models.ContactPointAddInput) { in.ExpectedVersion = ptr(1) }),
			"STALE_VERSION expectedVersion"},
		"foreign": {to(foreign, nil), "NOT_FOUND contactId"},
	} {
		if _, _, err := w.CRM.AddContactPoint(ctx, s.in); refusal(err) != s.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	after, _, err = w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: c.ID, ID: point.ID, Preferred: given(true)})
	if err != nil || *after.Email != "second@x.example" {
		t.Error(after, err)
	}
	_, _, err = w.CRM.UpdateContactPoint(ctx, models.ContactPointUpdateInput{ContactID: c.ID, ID: point.ID, Preferred: given(false)})
	if refusal(err) != "INVALID preferred" {
		t.Error(err)
	}
	if after, err = w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: c.ID, ID: point.ID}); err != nil ||
		*after.Email != "first@x.example" {
		t.Error(after, err)
	}
	if left := w.Texts(t, "SELECT key FROM contact_points WHERE contact_id = $1", c.ID); len(left) != 1 || left[0] != "first@x.example" {
		t.Errorf("a removed address is stored: %q", left)
	}
	_, err = w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: other.ID, ID: point.ID})
	if refusal(err) != "NOT_FOUND id" {
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

// TestUnmergeRestoresThePreference checks that a survivor prefers what it preferred before a merge that chose another address. Without
// preferColumns in UnmergePoints it prefers the older of its own.
func TestUnmergeRestoresThePreference(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	a := newContact(t, w, models.ContactCreateInput{Email: ptr("older@x.example"), PhoneNumber: ptr("+12125550100")})
	_, _, err := w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: a.ID, Kind: models.PointEmail, Value: "newer@x.example",
		Preferred: ptr(true)})
	if err != nil {
		t.Fatal(err)
	}
	b := newContact(t, w, models.ContactCreateInput{Email: ptr("b@x.example"), PhoneNumbers: []models.ContactPointInput{
		{Value: "+12125550101"}, {Value: "+12125550102", Preferred: ptr(true)}}})
	survivor, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID},
		Choices: []*models.MergeChoice{{Field: "email", ContactID: b.ID}}})
	if err != nil || *survivor.Email != "b@x.example" || *survivor.PhoneNumber != "+12125550100" || len(survivor.Points) != 6 {
		t.Fatal(survivor, err)
	}
	restored, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || len(kept) > 0 || *restored[0].Email != "newer@x.example" || *restored[1].Email != "b@x.example" ||
		*restored[1].PhoneNumber != "+12125550102" {
		t.Error(restored, kept, err)
	}
	survivor, merge, err = w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	other := survivor.Point(models.PointKey{Kind: models.PointPhone, Key: "+12125550101"})
	preferred := models.ContactPointUpdateInput{ContactID: a.ID, ID: other.ID, Preferred: given(true)}
	if _, _, err := w.CRM.UpdateContactPoint(ctx, preferred); err != nil {
		t.Fatal(err)
	}
	restored, _, err = w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || *restored[0].PhoneNumber != "+12125550100" || *restored[1].PhoneNumber != "+12125550102" {
		t.Error("after another number was preferred:", restored, err)
	}
	checkInvariants(t, w)
}

// TestUnmergeOfSharedAddresses has addresses of the contacts of a merge be shared, or be shared by others since. What is shared is nobody's
// key: it comes back whoever has it, stays with both who had it, and keeps no address from its contact.
func TestUnmergeOfSharedAddresses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	desk := []models.ContactPointInput{{Value: "+12125550100", Shared: ptr(true)}}
	a := newContact(t, w, models.ContactCreateInput{Name: ptr("A"), PhoneNumbers: desk})
	b := newContact(t, w, models.ContactCreateInput{Emails: []models.ContactPointInput{{Value: "b@x.example"},
		{Value: "team@x.example", Shared: ptr(true)}}, PhoneNumbers: append(slices.Clone(desk), models.ContactPointInput{Value: "+12125550101"}),
		Identifier: ptr("b")})
	const keys = "SELECT concat_ws(' ', key, shared) FROM contact_points WHERE contact_id = $1 ORDER BY 1"
	of := func(id models.ContactID) []string { return w.Texts(t, keys, id) }
	beforeA, beforeB := of(a.ID), of(b.ID)
	survivor, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range survivor.Points {
		if p.Key != desk[0].Value {
			_, err := w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: a.ID, ID: p.ID})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	newContact(t, w, models.ContactCreateInput{Emails: []models.ContactPointInput{{Value: "team@x.example"},
		{Value: "b@x.example", Shared: ptr(true)}}, PhoneNumbers: []models.ContactPointInput{{Value: "+12125550101", Shared: ptr(true)}},
		Identifiers: []models.ContactPointInput{{Value: "b", Shared: ptr(true)}}})
	_, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kept {
		t.Errorf("%s is kept as %q, although it is as it was: %q", k.Field, k.KeptValue, k.MergedValue)
	}
	if got := of(a.ID); !slices.Equal(got, beforeA) {
		t.Errorf("the survivor has %q, not %q", got, beforeA)
	}
	if got := of(b.ID); !slices.Equal(got, beforeB) {
		t.Errorf("the source has %q, not %q", got, beforeB)
	}
}
