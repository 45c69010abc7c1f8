package plantest

import (
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestRolesReadInProportion lists, counts and searches a large account as users of roles with filters, and checks that PostgreSQL reads
// about what it reads for one who sees everything and gives the same filter.
func TestRolesReadInProportion(t *testing.T) {
	t.Parallel()
	w := crmtest.LargeWorld(t)
	inbox := find[models.InboxID](t, w.Texts(t, `SELECT id::text FROM inboxes WHERE account_id = $1 ORDER BY name LIMIT 1`, w.Home.Key))
	open := models.Open
	first, byName := 25, models.OrderName
	name := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &byName}, Direction: models.Asc, Nulls: models.NullsLast}}
	for role, f := range map[string]*models.ContactFilter{
		"label": {Labels: &models.LabelsFilter{Any: []string{"label-7"}}},
		"inbox": {InboxID: &models.IDFilter{Eq: ptr(inbox.String())}},
		"conversations": {Conversations: &models.ConversationsFilter{
			Some: &models.ConversationFilter{Status: &models.ConversationStatusFilter{Eq: &open}}}},
		"country": {CountryCode: &models.StringFilter{Eq: ptr("DE")}},
	} {
		limited := *w.Home.Agent
		limited.Limits = &models.Limits{Contacts: f, TimeZone: "UTC"}
		for what, q := range map[string]crm.ContactQuery{"list": {}, "by name": {OrderBy: name}, "search": {Search: ptr("clan123")}} {
			t.Run(role+" "+what, func(t *testing.T) {
				read := func(viewer *models.Viewer, q crm.ContactQuery) (worked [2]crmtest.Work) {
					t.Helper()
					ctx := crmtest.As(viewer)
					w.Statements.Reset()
					p, err := w.CRM.ListContacts(ctx, page.Args{First: &first}, q)
					if err != nil {
						t.Fatal(err)
					}
					worked[0] = workOf(t, w)
					if _, err := p.Count(ctx, 1000); err != nil {
						t.Fatal(err)
					}
					worked[1] = workOf(t, w)
					return worked
				}
				filtered := q
				filtered.Filter = f
				as, beside := read(&limited, q), read(w.Home.Agent, filtered)
				for i, part := range []string{"the page", "the count"} {
					// Another plan may read more rows of an index in fewer blocks.
					if as[i].Rows > 3*beside[i].Rows+200 || as[i].Blocks > 3*beside[i].Blocks+200 {
						t.Errorf("%s reads %.0f rows and %.0f blocks, and %.0f and %.0f with the filter in the query:\n%s", part, as[i].Rows,
							as[i].Blocks, beside[i].Rows, beside[i].Blocks, as[i].Plan)
					}
				}
			})
		}
	}
}

// TestRolesReadChildrenOfTheirPage reads what is below the contacts of a page as a user of a role with a filter: little more than for one
// who sees everything.
func TestRolesReadChildrenOfTheirPage(t *testing.T) {
	t.Parallel()
	w := crmtest.LargeWorld(t)
	limited := *w.Home.Agent
	limited.Limits = &models.Limits{Contacts: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"label-7"}}}, TimeZone: "UTC"}
	size, three := 25, 3
	p, err := w.CRM.ListContacts(crmtest.As(&limited), page.Args{First: &size}, crm.ContactQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []models.ContactID
	for _, c := range p.Nodes() {
		ids = append(ids, c.ID)
	}
	if len(ids) != size {
		t.Fatal(len(ids))
	}
	read := func(viewer *models.Viewer) crmtest.Work {
		t.Helper()
		b, err := w.CRM.Batch(crmtest.As(viewer))
		if err != nil {
			t.Fatal(err)
		}
		w.Statements.Reset()
		b.LabelsByContact(ids, crm.AllColumns)
		b.InboxesByContact(ids, crm.AllColumns)
		b.ConversationsByContact(ids, crm.ConversationQuery{}).Pages(page.Args{First: &three}, crm.AllColumns)
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		return workOf(t, w)
	}
	// Each row that is found asks for its contact and the contact's label, which are in the cache by then.
	if as, beside := read(&limited), read(w.Home.Agent); as.Rows > 4*beside.Rows+200 {
		t.Errorf("%.0f rows, and %.0f without a role:\n%s", as.Rows, beside.Rows, as.Plan)
	}
}

// workOf explains the recorded statements and returns what they read together, with the plan of the one that read most.
func workOf(t *testing.T, w *crmtest.World) (all crmtest.Work) {
	t.Helper()
	most := 0.0
	for _, s := range w.Statements.List() {
		work := w.Explain(t, s)
		all.Rows, all.Blocks = all.Rows+work.Rows, all.Blocks+work.Blocks
		if work.Rows >= most {
			most, all.Plan = work.Rows, s.SQL+"\n"+work.Plan
		}
	}
	w.Statements.Reset()
	return all
}
