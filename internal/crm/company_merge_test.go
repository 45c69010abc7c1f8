package crm_test

import (
	"context"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func mergeCompanies(ctx context.Context, w *crmtest.World, into, from models.CompanyID) error {
	_, _, err := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: into, From: from})
	return err
}

// TestMergeCompanies: the contacts move with an event each, the survivor gets what it lacks, dismissals hold for it, and the other is gone.
func TestMergeCompanies(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(name, domain, attributes string) *models.Company {
		return made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: name, Domain: &domain, CustomAttributes: models.JSON(attributes)}))
	}
	into, from := create("Acme", "", `{"plan": "pro"}`), create("ACME GmbH", "acme.com", `{"plan": "free", "size": 3}`)
	third := create("Acme Ltd", "", "{}")
	member := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), CompanyID: &from.ID}))
	stays := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Grace"), CompanyID: &into.ID}))
	dismissal := models.CompanyDuplicateDismissInput{CompanyIDs: []models.CompanyID{from.ID, third.ID}}
	if err := w.CRM.DismissCompanyDuplicate(ctx, dismissal); err != nil {
		t.Fatal(err)
	}
	scanned(t, w)
	if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{Company: &third.ID}); len(got) != 1 {
		t.Fatalf("the third is in %q", got)
	}

	survivor, _, err := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: into.ID, From: from.ID, ExpectedVersion: &into.Version,
		ExpectedFromVersion: &from.Version})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := crm.Read(ctx, w.CRM, []models.CompanyID{into.ID, from.ID}, (*crm.Batch).CompaniesByID)
	if err != nil || stored[from.ID] != nil || stored[into.ID] == nil {
		t.Fatalf("stored are %v, %v", stored, err)
	}
	for _, c := range []*models.Company{survivor, stored[into.ID]} {
		if c.Name != "Acme" || c.Domain == nil || *c.Domain != "acme.com" || c.Version != into.Version+1 {
			t.Errorf("the survivor is %+v", c)
		}
	}
	if n := w.Count(t, `SELECT count(*) FROM companies WHERE custom_attributes = '{"plan": "pro", "size": 3}'`); n != 1 {
		t.Error("the survivor lacks what the other had, or lost what it had")
	}
	moved := contactNow(t, w, ctx, member.ID)
	if moved.CompanyID == nil || *moved.CompanyID != into.ID || moved.Version != member.Version+1 {
		t.Errorf("the contact is %+v", moved)
	}
	if n := contactNow(t, w, ctx, stays.ID).Version; n != stays.Version {
		t.Errorf("a contact of the survivor has version %d after %d", n, stays.Version)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE type = 'CONTACT_UPDATED' AND contact_id = $1", member.ID); n != 1 {
		t.Errorf("%d events of the contact", n)
	}
	for _, when := range []string{"merged", "merged and compared again"} {
		if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{}); len(got) != 0 {
			t.Errorf("%s: %q", when, got)
		}
		scanned(t, w)
	}
}

// TestDismissalOfMergedCompanies: a dismissal that names a company that was merged is about the survivor.
func TestDismissalOfMergedCompanies(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(name string) models.CompanyID {
		return made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: name})).ID
	}
	into, from, third := create("Acme"), create("ACME GmbH"), create("Acme Ltd")
	if err := mergeCompanies(ctx, w, into, from); err != nil {
		t.Fatal(err)
	}
	dismiss := func(ids ...models.CompanyID) string {
		return refusal(w.CRM.DismissCompanyDuplicate(ctx, models.CompanyDuplicateDismissInput{CompanyIDs: ids}))
	}
	scanned(t, w)
	if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{}); len(got) != 1 {
		t.Fatalf("pairs are %q", got)
	}
	if got := dismiss(into, from); got != "INVALID companyIds" {
		t.Errorf("two names of one company: %q", got)
	}
	if got := dismiss(third, from); got != "" {
		t.Errorf("the merged company: %q", got)
	}
	scanned(t, w)
	if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{}); len(got) != 0 {
		t.Errorf("dismissed, and still in %q", got)
	}
}

// TestCompanyMergesAreRefused: what is refused changes nothing.
func TestCompanyMergesAreRefused(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	one, other := furnish(t, w, w.Home, "one").company.ID, furnish(t, w, w.Home, "other").company.ID
	foreign := furnish(t, w, w.Foreign, "foreign").company.ID
	for _, row := range []struct {
		in   models.CompanyMergeInput
		want string
	}{
		{models.CompanyMergeInput{Into: one, From: one}, "INVALID from"},
		{models.CompanyMergeInput{Into: foreign, From: one}, "NOT_FOUND into"},
		{models.CompanyMergeInput{Into: one, From: foreign}, "NOT_FOUND from"},
		{models.CompanyMergeInput{Into: one, From: other, ExpectedVersion: ptr(7)}, "STALE_VERSION expectedVersion"},
		{models.CompanyMergeInput{Into: one, From: other, ExpectedFromVersion: ptr(7)}, "STALE_VERSION expectedFromVersion"},
	} {
		before := state(t, w)
		if _, _, err := w.CRM.MergeCompanies(crmtest.As(w.Home.Administrator), row.in); refusal(err) != row.want {
			t.Errorf("%+v: %v, not %s", row.in, err, row.want)
		}
		if state(t, w) != before {
			t.Errorf("%+v: something has changed", row.in)
		}
	}
}
