package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func mergeCompanies(ctx context.Context, w *crmtest.World, into, from models.CompanyID) error {
	_, err := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: into, From: from})
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

	survivor := made(w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: into.ID, From: from.ID, ExpectedVersion: &into.Version,
		ExpectedFromVersion: &from.Version}))
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
		if _, err := w.CRM.MergeCompanies(crmtest.As(w.Home.Administrator), row.in); refusal(err) != row.want {
			t.Errorf("%+v: %v, not %s", row.in, err, row.want)
		}
		if state(t, w) != before {
			t.Errorf("%+v: something has changed", row.in)
		}
	}
}

// TestCompanyMergeInterleaved pauses a merge of companies, and then its rival, at each of its statements in turn while the other runs as
// far as it can. Nothing deadlocks, and no contact is left behind. Without the count of contacts in lockForCompanyMerge the deletion of the
// company fails because of a contact that was linked meanwhile.
func TestCompanyMergeInterleaved(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		name    string
		run     func(ctx context.Context, w *crmtest.World, into, from, third models.CompanyID) error
		refused []string // of either
	}{
		{"a link of a contact", func(ctx context.Context, w *crmtest.World, _, from, _ models.CompanyID) error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &from})
			return err
		}, []string{"NOT_FOUND companyId"}},
		{"the reverse merge", func(ctx context.Context, w *crmtest.World, into, from, _ models.CompanyID) error {
			return mergeCompanies(ctx, w, from, into)
		}, []string{"NOT_FOUND into", "NOT_FOUND from"}},
		{"a merge of the survivor into another", func(ctx context.Context, w *crmtest.World, into, _, third models.CompanyID) error {
			return mergeCompanies(ctx, w, third, into)
		}, []string{"NOT_FOUND into"}},
		{"a deletion of the survivor", func(ctx context.Context, w *crmtest.World, into, _, _ models.CompanyID) error {
			return w.CRM.DeleteCompany(ctx, into)
		}, []string{"NOT_FOUND into"}},
		{"a dismissal", func(ctx context.Context, w *crmtest.World, _, from, third models.CompanyID) error {
			return w.CRM.DismissCompanyDuplicate(ctx, models.CompanyDuplicateDismissInput{CompanyIDs: []models.CompanyID{from, third}})
		}, []string{"NOT_FOUND companyIds"}},
		{"a comparison of companies", func(ctx context.Context, w *crmtest.World, _, _, _ models.CompanyID) error {
			return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil))
		}, nil},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			n := 0
			begin := func() (merge, rival step, ended func(mergeErr, rivalErr error)) {
				n++
				ctx := crmtest.As(w.Home.Administrator)
				create := func(name string) models.CompanyID {
					return made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: fmt.Sprint(name, n)})).ID
				}
				into, from, third := create("Acme"), create("Globex"), create("Initech")
				member := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &from}))
				return func(ctx context.Context) error { return mergeCompanies(ctx, w, into, from) },
					func(ctx context.Context) error { return r.run(ctx, w, into, from, third) },
					func(mergeErr, rivalErr error) {
						for _, err := range []error{mergeErr, rivalErr} {
							if err != nil && !slices.Contains(r.refused, refusal(err)) {
								t.Errorf("the merge: %v; the rival: %v", mergeErr, rivalErr)
							}
						}
						if mergeErr != nil && rivalErr != nil {
							t.Error("both were refused:", errors.Join(mergeErr, rivalErr))
						}
						if id := contactNow(t, w, ctx, member.ID).CompanyID; mergeErr == nil && id != nil && *id == from {
							t.Error("a contact was left behind")
						}
						scanned(t, w)
						wantAllCompanyPairs(t, w)
					}
			}
			interleaved(t, w, begin)
			interleaved(t, w, func() (step, step, func(error, error)) {
				merge, rival, ended := begin()
				return rival, merge, func(rivalErr, mergeErr error) { ended(mergeErr, rivalErr) }
			})
		})
	}
}
