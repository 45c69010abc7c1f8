package crm_test

import (
	"fmt"
	"slices"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestCompaniesByContacts pages through companies by the number of their contacts, forward and backward, as it changes and as a role sees
// it.
func TestCompaniesByContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	add := func(id models.CompanyID, n int, email string) {
		for i := range n {
			in := models.ContactCreateInput{CompanyID: &id}
			if email != "" {
				in.Email = ptr(fmt.Sprintf("%d@%s", i, email))
			}
			made(w.CRM.CreateContact(ctx, in))
		}
	}
	names := []string{"three", "none", "one", "one too", "four"}
	ids := map[string]models.CompanyID{}
	for i, name := range names {
		ids[name] = made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: name})).ID
		add(ids[name], []int{3, 0, 1, 1, 4}[i], "")
	}
	one := 1
	by := func(d models.Direction) *models.CompanyOrder {
		return &models.CompanyOrder{Field: models.CompanyByContacts, Direction: d}
	}
	next := func(d models.Direction, after *page.Cursor) (string, *page.Cursor) {
		t.Helper()
		p := made(w.CRM.ListCompanies(ctx, page.Args{First: &one, After: after}, nil, by(d)))
		if len(p.Nodes()) == 0 {
			return "", nil
		}
		return p.Nodes()[0].Name, p.PageInfo.EndCursor()
	}
	var asc, desc []string
	for name, at := next(models.Asc, nil); name != ""; name, at = next(models.Asc, at) {
		asc = append(asc, name)
	}
	for name, at := next(models.Desc, nil); name != ""; name, at = next(models.Desc, at) {
		desc = append(desc, name)
	}
	if want := []string{"none", "one", "one too", "three", "four"}; !slices.Equal(asc, want) {
		t.Errorf("ascending %q", asc)
	}
	slices.Reverse(desc)
	if !slices.Equal(asc, desc) {
		t.Errorf("descending backward %q, ascending %q", desc, asc)
	}
	// What keeps its place is neither skipped nor repeated while others overtake it.
	_, at := next(models.Desc, nil)
	add(ids["none"], 9, "eve.example")
	if name, _ := next(models.Desc, at); name != "three" {
		t.Errorf("after the first comes %q", name)
	}
	if name, _ := next(models.Desc, nil); name != "none" {
		t.Errorf("the largest is %q", name)
	}
	// A role that hides contacts does not learn from the order how many there are.
	limited := *w.Home.Agent
	limited.Limits = &models.Limits{TimeZone: "UTC", Contacts: &models.ContactFilter{
		Not: &models.ContactFilter{Email: &models.StringFilter{EndsWith: ptr("@eve.example")}}}}
	seen, err := w.CRM.ListCompanies(crmtest.As(&limited), page.Args{}, nil, by(models.Desc))
	if err != nil || seen.Nodes()[0].Name != "four" || seen.Nodes()[4].Name != "none" {
		t.Errorf("as a role sees it: %v %v", seen, err)
	}
}
