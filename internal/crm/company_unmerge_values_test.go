package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestPreviewCompanyMerge: a preview says what a merge does, and does nothing.
func TestPreviewCompanyMerge(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	into := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme", Description: ptr("Rockets")}))
	from := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "ACME", Domain: ptr("acme.com"), Description: ptr("Anvils"),
		CustomAttributes: models.JSON(`{"size": 3}`)}))
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &from.ID}))
	before := state(t, w)
	in := models.CompanyMergeInput{Into: into.ID, From: from.ID}
	p := made(w.CRM.PreviewCompanyMerge(ctx, in))
	var lines []string
	for _, f := range p.Fields {
		lines = append(lines, fmt.Sprintf("%s %s>%s -%s", f.Field, f.Before, f.After, f.Dropped))
	}
	want := []string{`name "Acme">"Acme" -"ACME"`, `domain >"acme.com" -`, `description "Rockets">"Rockets" -"Anvils"`, `avatarUrl > -`,
		`lastActivityAt > -`, `customAttributes.size >3 -`}
	if !slices.Equal(lines, want) || *p.Moved.Contacts != 1 || p.Moved.Domains != 1 || len(p.Blockers) != 0 {
		t.Errorf("%q, %d contacts, %d domains, %v", lines, *p.Moved.Contacts, p.Moved.Domains, p.Blockers)
	}
	in.ExpectedVersion = ptr(7)
	if p := made(w.CRM.PreviewCompanyMerge(ctx, in)); len(p.Blockers) != 1 || len(p.Fields) != 0 {
		t.Errorf("blockers %v", p.Blockers)
	}
	limited := *w.Home.Agent
	limited.Limits = &models.Limits{TimeZone: "UTC", Contacts: &models.ContactFilter{Blocked: ptr(true)}}
	p = made(w.CRM.PreviewCompanyMerge(crmtest.As(&limited), models.CompanyMergeInput{Into: into.ID, From: from.ID}))
	if p.Moved.Contacts != nil {
		t.Errorf("somebody who sees no contacts learns of %d", *p.Moved.Contacts)
	}
	if state(t, w) != before {
		t.Error("something has changed")
	}
}

// TestUnmergeCompanies undoes a merge after changes of all kinds, in random choices: what has not changed since is as before, what has
// changed stays, and the difference is told. Taking out one of these makes it fail: the conditions on the company in lockCompanyUnmerge,
// the look at who holds the domain, and undoneFields.
func TestUnmergeCompanies(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for seed := range crmtest.Sized(200, 24) {
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		w.Exec(t, "UPDATE contacts SET company_id = NULL")
		w.Exec(t, "DELETE FROM companies")
		m := mergedPair(t, w)
		if got := made2(w.CRM.CompaniesByID(ctx, []models.CompanyID{m.into.ID}))[m.into.ID]; got.Avatar == nil || *got.Avatar != m.face ||
			m.merge.Contacts != 1 || m.merge.Domains != 1 || !m.merge.Undoable {
			t.Fatalf("merged: %+v, %+v", got, m.merge)
		}
		var kept []string
		happens := func() bool { return random.IntN(2) == 0 }
		domain, description, attributes := "", "", `{"plan": "pro"}`
		endsWith := ptr("acme.com")
		third := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Third"}))
		if happens() {
			made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: m.into.ID, Domain: given("acme.org")}))
			domain, kept = "acme.org", append(kept, "domain")
			if happens() {
				made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: third.ID, Domain: given("acme.com")}))
				endsWith, kept = nil, append(kept, "domain")
			}
		}
		if happens() {
			made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: m.into.ID, Description: given("More anvils")}))
			description, kept = "More anvils", append(kept, "description")
		}
		if happens() {
			made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: m.into.ID,
				CustomAttributes: graphql.OmittableOf(models.JSON(`{"size": 4, "since": 1999}`))}))
			attributes, kept = `{"plan": "pro", "size": 4, "since": 1999}`, append(kept, "customAttributes.size")
		}
		later := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Later"), CompanyID: &m.into.ID}))
		of := &m.from.ID
		switch random.IntN(4) {
		case 0:
			made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: m.moves.ID, CompanyID: given(third.ID)}))
			of, kept = &third.ID, append(kept, "contacts."+m.moves.ID.String())
		case 1:
			if _, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: m.moves.ID, From: []models.ContactID{later.ID}}); err != nil {
				t.Fatal(err)
			}
			later = nil
		case 2:
			if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: m.moves.ID}); err != nil {
				t.Fatal(err)
			}
			of = nil
		}
		events := w.Count(t, "SELECT count(*) FROM contact_events")
		back, told, err := w.CRM.UnmergeCompanies(ctx, models.CompanyUnmergeInput{MergeID: m.merge.ID})
		if err != nil {
			t.Fatal(seed, err)
		}
		var fields []string
		for _, k := range told {
			fields = append(fields, k.Field)
		}
		slices.Sort(fields)
		slices.Sort(kept)
		if !slices.Equal(fields, kept) {
			t.Errorf("%d: kept is %q, not %q", seed, fields, kept)
		}
		stored := made2(w.CRM.CompaniesByID(ctx, []models.CompanyID{m.into.ID, m.from.ID}))
		for i, id := range []models.CompanyID{m.into.ID, m.from.ID} {
			if stored[id] == nil || stored[id].ID != id || back[i].Version != stored[id].Version || back[i].ID != id {
				t.Fatalf("%d: %+v is stored, %+v returned", seed, stored[id], back[i])
			}
		}
		shown := func(c *models.Company) string {
			return fmt.Sprintf("%s %s %s %s", c.Name, orBlank(c.Domain), c.Description, orBlank(c.Avatar))
		}
		if got, want := shown(stored[m.into.ID]), fmt.Sprintf("Acme %s %s ", domain, description); got != want {
			t.Errorf("%d: the survivor is %q, not %q", seed, got, want)
		}
		if got, want := shown(stored[m.from.ID]), fmt.Sprintf("ACME GmbH %s Anvils %s", orBlank(endsWith), m.face); got != want {
			t.Errorf("%d: the other is %q, not %q", seed, got, want)
		}
		for id, want := range map[models.CompanyID]string{m.into.ID: attributes, m.from.ID: `{"plan": "free", "size": 3}`} {
			if n := w.Count(t, "SELECT count(*) FROM companies WHERE id = $1 AND custom_attributes = $2::jsonb", id, want); n != 1 {
				t.Errorf("%d: the attributes are not %s", seed, want)
			}
		}
		want := map[models.ContactID]models.CompanyID{m.stays.ID: m.into.ID}
		if of != nil {
			want[m.moves.ID] = *of
		}
		if later != nil {
			want[later.ID] = m.into.ID
		}
		for id, company := range want {
			if got := contactNow(t, w, ctx, id).CompanyID; got == nil || *got != company {
				t.Errorf("%d: %v is in %v, not %v", seed, id, got, company)
			}
		}
		moved := 0
		if of == &m.from.ID {
			moved = 1
		}
		if n := w.Count(t, "SELECT count(*) FROM contact_events") - events; n != moved {
			t.Errorf("%d: %d events for %d contacts", seed, n, moved)
		}
		list := made(w.CRM.Batch(ctx))
		merges := list.MergesByCompany([]models.CompanyID{m.into.ID}).Pages(page.Args{}, crm.AllColumns)
		if err := list.Send(); err != nil {
			t.Fatal(err)
		}
		if nodes := merges[m.into.ID].Nodes(); len(nodes) != 1 || nodes[0].UndoneAt == nil || nodes[0].Undoable {
			t.Errorf("%d: the list of merges is %+v", seed, nodes)
		}
	}
}

func orBlank(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
