package app

import (
	"regexp"
	"strings"
	"testing"

	"kith/internal/postgres"
)

// TestUpgradeCommand moves a server's database to a newer PostgreSQL, where the installed one is not the newest already.
func TestUpgradeCommand(t *testing.T) {
	t.Parallel()
	here := privatePlace(t)
	s := here.serve(t)
	here.succeed(t, "demo", "-contacts", "30")
	cursor := s.lastEvent(t)
	contacts := s.contacts(t)
	if _, refused, code := here.run(t, "upgrade"); code != 1 && postgresMajor(t, here) < 18 || code == 1 &&
		!strings.Contains(refused, "in use") {
		t.Errorf("an upgrade below a server ended with %d: %s", code, refused)
	}
	s.stop(t)
	before := postgresMajor(t, here)
	out := here.succeed(t, "upgrade")
	after := postgresMajor(t, here)
	moved := regexp.MustCompile(`moved from PostgreSQL (\d+) to (\d+)`).MatchString(out)
	if moved != (after > before) || after < 18 {
		t.Errorf("from %d to %d: %s", before, after, out)
	}
	again := here.serve(t)
	again.token = s.token
	if n := again.contacts(t); n != contacts {
		t.Errorf("%d contacts of %d", n, contacts)
	}
	behind := operation(eventsAfter, map[string]any{"after": cursor})
	if a := again.post(t, "/graphql", behind, "Authorization", "Bearer "+s.token); strings.Contains(a.body, "errors") {
		t.Errorf("the cursor of before: %s", a.body)
	}
	if _, refused, code := externalPlace(t).run(t, "upgrade"); code != 1 || !strings.Contains(refused, "KITH_DATABASE_URL") {
		t.Errorf("an upgrade of a database of others ended with %d: %s", code, refused)
	}
}

func postgresMajor(t *testing.T, p place) int {
	t.Helper()
	major, err := postgres.Major(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	return major
}
