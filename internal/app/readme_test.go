package app

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
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

	s.runLive(t, readme)
}

// runLive runs the script of the README on a machine that has Node, and looks whether it prints what happens.
func (s *process) runLive(t *testing.T, readme string) {
	t.Helper()
	script := regexp.MustCompile("(?s)\n```js\n(.+?)```\n").FindStringSubmatch(readme)
	if script == nil || !strings.Contains(script[1], "http://127.0.0.1:8080") {
		t.Fatal("no script that follows")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Log("there is no Node here: the script was not run")
		return
	}
	path := filepath.Join(t.TempDir(), "live.mjs")
	if err := os.WriteFile(path, []byte(strings.Replace(script[1], "http://127.0.0.1:8080", s.url, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	out := newScreen()
	live := exec.Command(node, path)
	live.Env = append(os.Environ(), "TOKEN="+s.token)
	live.Stdout, live.Stderr = out, out
	if err := live.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = live.Process.Kill()
		_ = live.Wait() // which it has no reason to end well
	}()
	await(t, func() bool {
		s.addContact(t, map[string]any{"name": "Seen live"}) // until it has connected
		return strings.Contains(out.String(), "Seen live")
	})
	if said := out.String(); !strings.Contains(said, "CONTACT_CREATED") || strings.Contains(said, "rror") {
		t.Errorf("the script printed:\n%s", said)
	}
}

// TestSettingsAreDocumented compares the variables of the documents with those of the program.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	variable := regexp.MustCompile(`KITH_[A-Z_]+`)
	var told []string
	for _, document := range []string{"README.md", "docs/OPERATIONS.md"} {
		text, err := os.ReadFile(filepath.Join("../..", document))
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, variable.FindAllString(string(text), -1)...)
	}
	known := append(variable.FindAllString(place{}.succeed(t, "-help"), -1), chatwootVariable)
	for _, name := range told {
		if !slices.Contains(known, name) {
			t.Errorf("the documents tell of %s, which does not exist", name)
		}
	}
	for _, name := range known {
		if !slices.Contains(told, name) {
			t.Errorf("the documents do not tell of %s", name)
		}
	}
}
