package resolvers_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestChatwootTable compares the links of docs/CHATWOOT.md with the headings of the cookbook, whose requests TestCookbook runs: every row
// leads to one that has a request.
func TestChatwootTable(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../docs/CHATWOOT.md")
	if err != nil {
		t.Fatal(err)
	}
	book, err := os.ReadFile("../docs/COOKBOOK.md")
	if err != nil {
		t.Fatal(err)
	}
	runs := map[string]bool{}
	for _, section := range strings.Split(string(book), "\n## ")[1:] {
		title, body, _ := strings.Cut(section, "\n")
		runs[anchor(title)] = strings.Contains(body, "```graphql")
	}
	rows := 0
	for line := range strings.Lines(string(table)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Chatwoot |") {
			continue
		}
		rows++
		link := regexp.MustCompile(`\(COOKBOOK\.md#([^)]+)\)`).FindStringSubmatch(line)
		if link == nil || !runs[link[1]] {
			t.Errorf("no request of the cookbook is behind %s", line)
		}
	}
	if rows < 25 {
		t.Errorf("%d rows", rows)
	}
}

// anchor is the name under which a heading is linked.
func anchor(title string) string {
	return strings.ReplaceAll(regexp.MustCompile(`[^\pL\pN _-]`).ReplaceAllString(strings.ToLower(title), ""), " ", "-")
}
