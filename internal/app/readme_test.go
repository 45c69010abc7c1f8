package app

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadme does what the README tells a new user to do, with the words that are in it.
func TestReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(text)
	here := externalPlace(t)
	s := here.serve(t)
	here.succeed(t, "demo", "-contacts", "20")

	// What curl makes of it: a machine need not have curl to run the tests.
	curl := regexp.MustCompile(`(?s)\n    curl -s \S+/graphql -H "Authorization: Bearer \$TOKEN" ` +
		`--get --data-urlencode 'query=([^']+)'\n`).FindStringSubmatch(readme)
	if curl == nil {
		t.Fatal("no query to paste")
	}
	a := s.get(t, "/graphql?query="+url.QueryEscape(curl[1]), "Authorization", "Bearer "+s.token)
	if a.status != http.StatusOK || strings.Contains(a.body, `"errors"`) || strings.Count(a.body, `"id":"contact_`) != 3 {
		t.Errorf("the query was answered by %d %s", a.status, a.body)
	}
	mutation := regexp.MustCompile(`(?s)\n    (mutation .+?)\n\n`).FindStringSubmatch(readme)
	if mutation == nil {
		t.Fatal("no mutation to paste")
	}
	var created struct {
		ContactCreate struct {
			Contact    struct{ ContactType string }
			UserErrors []struct{ Message string }
		}
	}
	s.query(t, &created, mutation[1], nil)
	if created.ContactCreate.Contact.ContactType != "LEAD" || len(created.ContactCreate.UserErrors) > 0 {
		t.Errorf("the mutation was answered by %+v", created)
	}

	variable := regexp.MustCompile(`KITH_[A-Z_]+`)
	told := variable.FindAllString(readme, -1)
	known := variable.FindAllString(here.succeed(t, "-help"), -1)
	for _, name := range told {
		if !slices.Contains(known, name) {
			t.Errorf("the README tells of %s, which does not exist", name)
		}
	}
	for _, name := range known {
		limit := strings.HasPrefix(name, "KITH_MAX_") || strings.HasPrefix(name, "KITH_BUDGET_")
		if !limit && !slices.Contains(told, name) {
			t.Errorf("the README does not tell of %s", name)
		}
	}
}
