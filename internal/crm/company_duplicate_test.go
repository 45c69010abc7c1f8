package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// companyPairs lists the pairs that a viewer sees as `name|name: kinds`.
func companyPairs(t *testing.T, w *crmtest.World, viewer *models.Viewer, q crm.CompanyDuplicateQuery) []string {
	t.Helper()
	found := []string{}
	for _, p := range made(w.CRM.ListCompanyDuplicates(crmtest.As(viewer), page.Args{}, q)).Nodes() {
		names := w.Texts(t, fmt.Sprintf("SELECT name FROM companies WHERE id IN ('%s', '%s') ORDER BY name", p.First.UUID, p.Second.UUID))
		var kinds []string
		for _, r := range p.Reasons {
			kinds = append(kinds, string(r.Field)+" "+string(r.Kind))
		}
		found = append(found, strings.Join(names, "|")+": "+strings.Join(kinds, ", "))
	}
	slices.Sort(found)
	return found
}

// TestCompanyDuplicates: pairs follow the companies, however those are written, and dismissals hold.
func TestCompanyDuplicates(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(a crmtest.Account, name, domain string) *models.Company {
		return made(w.CRM.CreateCompany(crmtest.As(a.Administrator), models.CompanyCreateInput{Name: name, Domain: &domain}))
	}
	expect := func(when string, want ...string) {
		t.Helper()
		scanned(t, w)
		if n := w.Count(t, "SELECT count(*) FROM company_duplicate_queue"); n != 0 {
			t.Errorf("%s: %d writes wait", when, n)
		}
		if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s: %q, not %q", when, got, want)
		}
	}
	const acmes, globexes = "ACME GmbH|Acme: NAME EXACT, DOMAIN NAMED", "Globex|Globex Inc.: NAME EXACT, DOMAIN SAME_LABEL"
	acme, twin := create(w.Home, "ACME GmbH", "acme.com"), create(w.Home, "Acme", "")
	create(w.Home, "Initech", "initech.com")
	create(w.Foreign, "Acme", "")
	expect("after creations", acmes)
	if got := companyPairs(t, w, w.Foreign.Agent, crm.CompanyDuplicateQuery{Company: &acme.ID}); len(got) != 0 {
		t.Errorf("another account sees %q", got)
	}
	globex := create(w.Home, "Globex", "globex.com")
	create(w.Home, "Globex Inc.", "globex.de")
	expect("after more", acmes, globexes)
	if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{Company: &globex.ID}); !slices.Equal(got, []string{globexes}) {
		t.Errorf("of one company: %q", got)
	}

	made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: twin.ID, Name: given("Umbrella")}))
	expect("after a new name", globexes)
	made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: twin.ID, Name: given("Acme")}))
	dismiss := func(ids ...models.CompanyID) error {
		return w.CRM.DismissCompanyDuplicate(ctx, models.CompanyDuplicateDismissInput{CompanyIDs: ids})
	}
	if err := dismiss(acme.ID, twin.ID); err != nil {
		t.Fatal(err)
	}
	expect("after a dismissal", globexes)
	if err := w.CRM.DeleteCompany(ctx, globex.ID); err != nil {
		t.Fatal(err)
	}
	if got := companyPairs(t, w, w.Home.Agent, crm.CompanyDuplicateQuery{}); len(got) != 0 {
		t.Errorf("a company that is deleted is still in %q", got)
	}

	for _, test := range []struct {
		ids  []models.CompanyID
		code models.Code
	}{{[]models.CompanyID{acme.ID}, models.Invalid}, {[]models.CompanyID{acme.ID, acme.ID}, models.Invalid},
		{[]models.CompanyID{acme.ID, globex.ID}, models.NotFound}} {
		var refused *models.Error
		if err := dismiss(test.ids...); !errors.As(err, &refused) || refused.Code != test.code || refused.Field[0] != "companyIds" {
			t.Errorf("%v: %v", test.ids, err)
		}
	}
}
