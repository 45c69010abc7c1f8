package crm_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// wantAllCompanyPairs compares the stored pairs of companies with those that a comparison of all finds.
func wantAllCompanyPairs(t *testing.T, w *crmtest.World) {
	t.Helper()
	const kept = "SELECT first_id || ' ' || second_id || ' ' || probability FROM company_duplicates ORDER BY 1"
	found := w.Texts(t, kept)
	w.Exec(t, "TRUNCATE company_duplicates")
	w.Exec(t, "INSERT INTO company_duplicate_queue (account_id) SELECT id FROM accounts")
	scanned(t, w)
	if anew := w.Texts(t, kept); !slices.Equal(found, anew) {
		t.Errorf("stored are\n%s\nand when all is compared anew\n%s", strings.Join(found, "\n"), strings.Join(anew, "\n"))
	}
}

// companyRivals run while companies are compared: a pair of old and twin is stored, fresh is new, and old has just got another name.
var companyRivals = []struct {
	name string
	run  func(ctx context.Context, w *crmtest.World, old, twin, fresh models.CompanyID) error
}{
	{"the scan of another server", func(ctx context.Context, w *crmtest.World, _, _, _ models.CompanyID) error {
		return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil))
	}},
	{"a creation that another server scans", func(ctx context.Context, w *crmtest.World, _, _, _ models.CompanyID) error {
		if _, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "The Analytical Engines"}); err != nil {
			return err
		}
		return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil))
	}},
	{"another name", func(ctx context.Context, w *crmtest.World, _, twin, _ models.CompanyID) error {
		_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: twin, Name: given("Difference")})
		return err
	}},
	{"the former name", func(ctx context.Context, w *crmtest.World, old, _, _ models.CompanyID) error {
		_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: old, Name: given("Analytical Engines")})
		return err
	}},
	{"a deletion of the twin", func(ctx context.Context, w *crmtest.World, _, twin, _ models.CompanyID) error {
		return w.CRM.DeleteCompany(ctx, twin)
	}},
	{"a deletion of the renamed", func(ctx context.Context, w *crmtest.World, old, _, _ models.CompanyID) error {
		return w.CRM.DeleteCompany(ctx, old)
	}},
	{"a dismissal", func(ctx context.Context, w *crmtest.World, _, twin, fresh models.CompanyID) error {
		return w.CRM.DismissCompanyDuplicate(ctx, models.CompanyDuplicateDismissInput{CompanyIDs: []models.CompanyID{fresh, twin}})
	}},
}

// TestCompanyScanInterleaved pauses a comparison of companies, and then its rival, at each of its statements in turn while the other runs
// as far as it can. Then the stored pairs are those that a comparison of all finds. Removing one of these makes it fail: FOR KEY SHARE in
// storeCompanyPairs (a pair refers to a company that is gone; one that was dismissed is listed), and deleting the rows of the queue by
// their ids (what was written in the meantime is not compared).
func TestCompanyScanInterleaved(t *testing.T) {
	t.Parallel()
	for _, r := range companyRivals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			ctx := crmtest.As(w.Home.Administrator)
			create := func(name string) models.CompanyID {
				return made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: name})).ID
			}
			begin := func() (scanning, rival step, ended func(scanErr, rivalErr error)) {
				w.Exec(t, "DELETE FROM companies")
				old, twin := create("Analytical Engines"), create("Analytical Engines Ltd")
				scanned(t, w)
				made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: old, Name: given("Umbrella")}))
				fresh := create("Analytical Engines GmbH")
				return func(ctx context.Context) error { return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil)) },
					func(ctx context.Context) error { return r.run(ctx, w, old, twin, fresh) },
					func(scanErr, rivalErr error) {
						if scanErr != nil || rivalErr != nil {
							t.Errorf("the scan: %v; the rival: %v", scanErr, rivalErr)
						}
						scanned(t, w)
						wantAllCompanyPairs(t, w)
					}
			}
			interleaved(t, w, begin)
			interleaved(t, w, func() (step, step, func(error, error)) {
				scanning, rival, ended := begin()
				return rival, scanning, func(rivalErr, scanErr error) { ended(scanErr, rivalErr) }
			})
			if n := w.Statements.Refused(missingReference); n != 0 {
				t.Errorf("%d rows referred to a company that was not there", n)
			}
		})
	}
}
