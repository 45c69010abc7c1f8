package resolvers_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"kith/internal/crmtest"
)

var recipe = regexp.MustCompile("(?s)```graphql\n(.*?)```\n+```json\n(.*?)```")

// TestCookbook runs every request of docs/COOKBOOK.md and compares its answer with the one that stands there.
func TestCookbook(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/COOKBOOK.md")
	if err != nil {
		t.Fatal(err)
	}
	recipes := recipe.FindAllStringSubmatch(string(text), -1)
	if requests := strings.Count(string(text), "```graphql"); len(recipes) != requests || requests < 30 {
		t.Fatalf("%d of %d requests have an answer", len(recipes), requests)
	}
	w := crmtest.NewWorld(t)
	api := w.API(t)
	face := site(t)
	known := map[string]any{}
	for _, r := range recipes {
		query := strings.ReplaceAll(r[1], "https://example.com/ada.jpg", face)
		for name, value := range known {
			query = strings.ReplaceAll(query, `"`+name+`"`, fmt.Sprintf("%q", value))
		}
		var want, got any
		if err := json.Unmarshal([]byte(r[2]), &want); err != nil {
			t.Fatalf("%v\n%s", err, r[2])
		}
		answer := api.Ask(t, w.Home.Administrator, query, nil)
		if len(answer.Errors) > 0 {
			t.Fatalf("%s\n%s", query, answer.Body)
		}
		if err := json.Unmarshal(answer.Data, &got); err != nil {
			t.Fatal(err)
		}
		if !matches(want, got, known) {
			t.Errorf("%s\n got %s\nwant %s", query, answer.Data, r[2])
		}
	}
}

// matches compares an answer with what the cookbook says, and learns the values that it gives names to.
func matches(want, got any, known map[string]any) bool {
	switch want := want.(type) {
	case string:
		if want == "…" {
			return got != nil
		}
		if strings.HasPrefix(want, "$") {
			if _, ok := known[want]; !ok {
				known[want] = got
			}
			return known[want] == got
		}
	case map[string]any:
		m, ok := got.(map[string]any)
		if !ok || len(m) != len(want) {
			return false
		}
		for key := range want {
			if _, ok := m[key]; !ok || !matches(want[key], m[key], known) {
				return false
			}
		}
		return true
	case []any:
		l, ok := got.([]any)
		if !ok || len(l) != len(want) {
			return false
		}
		for i := range want {
			if !matches(want[i], l[i], known) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(want, got)
}
