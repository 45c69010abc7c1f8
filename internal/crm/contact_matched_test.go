package crm_test

import (
	"fmt"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestGroupsOfASearch counts the contacts that a search finds, by group.
func TestGroupsOfASearch(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	for i, name := range []string{"Jonathan Ferguson", "Jonathan Fergusson", "Mary Ferguson", "Jonathan Hill"} {
		newContact(t, w, models.ContactCreateInput{Name: &name, CountryCode: ptr([]string{"DE", "FR"}[i%2])})
	}
	for search, want := range map[string]string{
		"jonathn fergusen": "DE=1 FR=1 ",
		"ferguson":         "DE=2 ", // as two have it, nobody with mistakes
		"fergusan":         "DE=2 FR=1 ",
		"jo":               "FR=2 DE=1 ",
		"nobody":           "",
	} {
		lists := groupsOf(ctx, t, w, crm.GroupQuery{By: models.GroupByCountry, Search: &search, Limit: 50})
		pages, err := w.CRM.ContactPagesOfGroups(ctx, lists, page.Args{First: ptr(100)})
		if err != nil {
			t.Fatal(search, err)
		}
		got := ""
		for i, g := range lists[0].Groups {
			got += fmt.Sprintf("%s=%d ", g.Key, g.Count)
			if n := len(pages[0][i].Edges); n != g.Count {
				t.Errorf("%q, %s: %d contacts of %d", search, g.Key, n, g.Count)
			}
		}
		if got != want {
			t.Errorf("%q: %s, not %s", search, got, want)
		}
	}
	all := "Ferguson"
	germans := &models.ContactFilter{CountryCode: &models.StringFilter{Eq: ptr("DE")}}
	some := crm.GroupQuery{By: models.GroupByType, Filter: germans, Search: &all, Limit: 50}
	none := some
	none.Search = ptr("x")
	lists, errs := w.CRM.GroupContacts(ctx, []crm.GroupQuery{some, none})
	if errs[0] != nil || len(lists[0].Groups) != 1 || lists[0].Groups[0].Count != 2 {
		t.Error(lists, errs)
	}
	if refusal(errs[1]) != "INVALID search" {
		t.Errorf("a letter alone is no search: %v", errs[1])
	}
}

// TestSearchesOfEverybodyKeepTheirOrder searches with filters and orders too.
func TestSearchesOfEverybodyKeepTheirOrder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for _, name := range []string{"Zoe Fergusen", "Adam Ferguson", "Mary Fergusson"} {
		newContact(t, w, models.ContactCreateInput{Name: &name})
	}
	byName := models.OrderName
	p, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{}, crm.ContactQuery{Search: ptr("fergusan"),
		OrderBy: []*models.ContactOrder{{By: models.ContactOrderKey{Field: &byName}, Direction: models.Asc, Nulls: models.NullsLast}}})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, c := range p.Nodes() {
		got += c.Name + "|"
	}
	if got != "Adam Ferguson|Mary Fergusson|Zoe Fergusen|" {
		t.Error(got)
	}
}
