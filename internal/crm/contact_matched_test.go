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
		"ferguson":         "DE=2 FR=1 ",
		"jo":               "FR=2 DE=1 ",
		"nobody":           "",
	} {
		groups, err := w.CRM.GroupContacts(ctx, models.GroupByCountry, nil, &search, 50)
		if err != nil {
			t.Fatal(search, err)
		}
		got := ""
		for _, g := range groups {
			got += fmt.Sprintf("%s=%d ", g.Key, g.Count)
			p, err := g.Contacts(ctx, ptr(100), nil, nil, nil)
			if err != nil || len(p.Edges) != g.Count {
				t.Errorf("%q, %s: %d contacts of %d; %v", search, g.Key, len(p.Edges), g.Count, err)
			}
		}
		if got != want {
			t.Errorf("%q: %s, not %s", search, got, want)
		}
	}
	all := "Ferguson"
	germans := &models.ContactFilter{CountryCode: &models.StringFilter{Eq: ptr("DE")}}
	groups, err := w.CRM.GroupContacts(ctx, models.GroupByType, germans, &all, 50)
	if err != nil || len(groups) != 1 || groups[0].Count != 2 {
		t.Error(groups, err)
	}
	if _, err := w.CRM.GroupContacts(ctx, models.GroupByType, nil, ptr("x"), 50); err == nil {
		t.Error("a letter alone is no search")
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
	p, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{}, crm.ContactQuery{Search: ptr("fergusen"),
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
