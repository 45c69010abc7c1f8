package crm_test

import (
	"context"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestNamesOfPartsAreStored gives contacts only a middle and a last name on every way to write them, and looks for them.
func TestNamesOfPartsAreStored(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	names := func(id models.ContactID) string {
		return w.Texts(t, "SELECT concat_ws('|', name, middle_name, last_name, name_key, last_name_key) FROM contacts WHERE id = $1", id)[0]
	}
	expect := func(what string, c *models.Contact, err error, want string) {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
		if got := names(c.ID); got != want {
			t.Errorf("%s: %s, not %s", what, got, want)
		}
	}
	c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{MiddleName: ptr("Kumar"), LastName: ptr("Mehta"), Email: ptr("a@x.example")})
	expect("a creation", c, err, "Kumar Mehta|Kumar|Mehta|kumar mehta|mehta")
	c, err = w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, LastName: given("Rao")})
	expect("a change of a part", c, err, "Kumar Rao|Kumar|Rao|kumar rao|rao")
	upsert := models.ContactUpsertInput{Match: models.MatchEmail,
		Contact: models.ContactCreateInput{Email: ptr("a@x.example"), LastName: ptr("Sen")}}
	c, _, err = w.CRM.UpsertContact(ctx, upsert)
	expect("an upsert", c, err, "Kumar Sen|Kumar|Sen|kumar sen|sen")
	c, err = w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Name: given("Arjun Sen")})
	expect("a full name", c, err, "Arjun Sen|Kumar|Sen|arjun sen|sen")
	upsert.Contact.LastName = ptr("Mehta")
	c, _, err = w.CRM.UpsertContact(ctx, upsert)
	expect("an upsert of a contact with a full name", c, err, "Arjun Sen|Kumar|Mehta|arjun sen|mehta")
	runImport(t, w, []string{"lastName", "email"}, [][]string{{"Iyer", "b@x.example"}, {"Das", "a@x.example"}})
	b, err := w.CRM.FindContact(ctx, models.ContactBy{Email: ptr("b@x.example")})
	expect("an imported contact", b, err, "Iyer||Iyer|iyer|iyer")
	expect("a contact changed by an import", c, nil, "Arjun Sen|Kumar|Das|arjun sen|das")
	fields := w.Texts(t, `
		SELECT string_agg(change ->> 'field', ' ' ORDER BY n)
		FROM contact_events e
		CROSS JOIN LATERAL jsonb_array_elements(e.changes) WITH ORDINALITY AS c (change, n)
		WHERE e.contact_id = $1 AND e.type = 'CONTACT_UPDATED'
		GROUP BY e.seq
		ORDER BY e.seq`, c.ID)
	if got := strings.Join(fields, ", "); got != "name lastName, name lastName, name, lastName, lastName" {
		t.Errorf("the events name %s", got)
	}
}

// runImport imports rows of a file.
func runImport(t *testing.T, w *crmtest.World, fields []string, rows [][]string) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	task := &models.ImportTask{File: "none", Header: fields, Fields: fields}
	job, err := w.CRM.ImportContacts(ctx, task, false)
	if err != nil {
		t.Fatal(err)
	}
	args := crm.JobArgs{Account: w.Home.Key, Job: job.ID}
	if err := w.CRM.BeginImport(context.Background(), args, len(rows), task); err != nil {
		t.Fatal(err)
	}
	var records []models.ImportCells
	for _, cells := range rows {
		records = append(records, models.ImportCells{Cells: cells})
	}
	if err := w.CRM.ImportRows(context.Background(), args, 0, records, true); err != nil {
		t.Fatal(err)
	}
}

// TestNamesAreFound searches and filters by names that are spread over the fields, and sorts by last name.
func TestNamesAreFound(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	newContact(t, w, models.ContactCreateInput{Name: ptr("Arjun"), LastName: ptr("Mehta")})
	newContact(t, w, models.ContactCreateInput{Name: ptr("Zoë"), MiddleName: ptr("María"), LastName: ptr("Ångström")})
	newContact(t, w, models.ContactCreateInput{Name: ptr("Ada Lovelace"), MiddleName: ptr("King"), LastName: ptr("Lovelace")})
	newContact(t, w, models.ContactCreateInput{Name: ptr("Cher")})
	list := func(q crm.ContactQuery) string {
		t.Helper()
		p, err := w.CRM.ListContacts(ctx, page.Args{}, q)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range p.Nodes() {
			names = append(names, strings.Fields(c.Name)[0])
		}
		return strings.Join(names, " ")
	}
	for search, want := range map[string]string{"Arjun Mehta": "Arjun", "mehta": "Arjun", "zoe maria": "Zoë", "maria angstrom": "Zoë",
		"ada king lovelace": "Ada", "ada lovelace": "Ada", "king": "Ada", "mehta arjun": "Arjun", "arjun king": ""} {
		if got := list(crm.ContactQuery{Search: &search}); got != want {
			t.Errorf("%q finds %q, not %q", search, got, want)
		}
	}
	for _, c := range []struct {
		filter models.ContactFilter
		want   string
	}{
		{models.ContactFilter{LastName: &models.StringFilter{Eq: ptr("angstrom")}}, "Zoë"},
		{models.ContactFilter{LastName: &models.StringFilter{IsNull: ptr(true)}}, "Cher"},
		{models.ContactFilter{MiddleName: &models.StringFilter{Contains: ptr("ARI")}}, "Zoë"},
		{models.ContactFilter{LastName: &models.StringFilter{StartsWith: ptr("me")}}, "Arjun"},
	} {
		if got := list(crm.ContactQuery{Filter: &c.filter}); got != c.want {
			t.Errorf("%+v finds %q, not %q", c.filter, got, c.want)
		}
	}
	by := []*models.ContactOrder{{By: models.ContactOrderKey{Field: ptr(models.OrderLastName)}, Direction: models.Asc,
		Nulls: models.NullsLast}}
	if got := list(crm.ContactQuery{OrderBy: by}); got != "Zoë Ada Arjun Cher" {
		t.Errorf("by last name: %s", got)
	}
}
