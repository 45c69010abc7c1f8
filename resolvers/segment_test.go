package resolvers_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"kith/internal/crmtest"
)

// TestSegmentsAreReadTogether reads the contacts of 130 segments, and counts them twice, by pages and aliases: the statements do not grow
// with the segments, and each segment has what a list with its filter has.
func TestSegmentsAreReadTogether(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	for i := range 6 {
		api.Get(t, w.Home.Administrator, &struct{}{}, fmt.Sprintf(`mutation { contactCreate(input: {name: "Contact %d", email: "c%d@example.com",
			labels: ["label-%d", "all"], customAttributes: {rank: %d}}) { contact { id } } }`, i, i, i%3, i), nil)
	}
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation { labelCreate(input: {title: "unused"}) { label { id } } }`, nil)
	filters := []string{`{labels: {any: ["label-1"]}}`, `{labels: {all: ["label-2", "all"]}}`, `{labels: {any: ["unused"]}}`,
		`{createdAt: {during: TODAY}}`, `{blocked: false}`, `{name: {in: ["Contact 0", "Contact 4"]}}`,
		`{not: {email: {startsWith: "c3"}}}`, `{}`}
	const segments = 130
	for i := range segments {
		api.Get(t, w.Home.Administrator, &struct{}{}, fmt.Sprintf(`mutation {
			segmentCreate(input: {name: "S%03d", filter: %s}) { segment { id } } }`, i, filters[i%len(filters)]), nil)
	}
	type list struct {
		Nodes []struct{ Name string }
		Count struct{ Value int }
	}
	var want [8]list
	for i, f := range filters {
		var got struct{ Contacts list }
		api.Get(t, w.Home.Administrator, &got,
			fmt.Sprintf(`{ contacts(first: 3, filter: %s, orderBy: [{by: {field: NAME}, direction: DESC}]) {
				nodes { name } count { value } } }`, f), nil)
		want[i] = got.Contacts
	}
	const selection = `nodes { name
		contacts(first: 3, orderBy: [{by: {field: NAME}, direction: DESC}]) { nodes { name } count(limit: 50) { value } }
		again: contacts(first: 3, orderBy: [{by: {field: NAME}, direction: DESC}]) { count(limit: 1) { value precision } }
	} pageInfo { endCursor }`
	var end string
	for _, rows := range []int{100, segments - 100} {
		var got struct {
			A, B struct {
				Nodes []struct {
					Name     string
					Contacts list
					Again    struct {
						Count struct {
							Value     int
							Precision string
						}
					}
				}
				PageInfo struct{ EndCursor string }
			}
		}
		w.Statements.Reset()
		api.Get(t, w.Home.Administrator, &got, `query($after: Cursor) {
			a: segments(first: 100, after: $after) { `+selection+` } b: segments(first: 100, after: $after) { `+selection+` } }`,
			map[string]any{"after": end})
		// Two lists of segments; for each 50 of them, one statement for pages and two for counts of different limits; labels and the time
		// zone once for each of those. What a busy machine brings to the loaders late costs statements of its own, but never one a segment.
		together := (rows + 49) / 50
		if n, usual := len(w.Statements.List()), 2+3*together+2*3; n > 3*usual {
			t.Errorf("%d statements for %d segments, usually %d", n, rows, usual)
		}
		if len(got.A.Nodes) != rows || fmt.Sprint(got.A) != fmt.Sprint(got.B) {
			t.Fatalf("%d segments", len(got.A.Nodes))
		}
		for i, s := range got.A.Nodes {
			w := want[indexOf(t, s.Name)%len(filters)]
			if fmt.Sprint(s.Contacts) != fmt.Sprint(w) {
				t.Errorf("%d, %s: %v, not %v", i, s.Name, s.Contacts, w)
			}
			if s.Again.Count.Value != min(1, w.Count.Value) || (s.Again.Count.Precision == "AT_LEAST") != (w.Count.Value > 1) {
				t.Errorf("%s: up to one: %v of %d", s.Name, s.Again.Count, w.Count.Value)
			}
		}
		end = got.A.PageInfo.EndCursor
	}
}

// TestASegmentFailsAlone has a stored filter that is not valid any more beside others.
func TestASegmentFailsAlone(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation { a: segmentCreate(input: {name: "a", filter: {blocked: true}}) { segment { id } }
		b: segmentCreate(input: {name: "b", filter: {blocked: false}}) { segment { id } } }`, nil)
	w.Exec(t, `UPDATE segments SET filter = '{"labels": {"any": []}}' WHERE account_id = $1 AND name = 'a'`, w.Home.Key)
	answer := api.Ask(t, w.Home.Administrator, `{ segments { nodes { name contacts { count { value } } } } }`, nil)
	if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INVALID" ||
		fmt.Sprint(answer.Errors[0].Path) != "[segments nodes 0 contacts]" {
		t.Errorf("%s", answer.Body)
	}
}

func indexOf(t *testing.T, name string) (i int) {
	t.Helper()
	if _, err := fmt.Sscanf(name, "S%d", &i); err != nil {
		t.Fatal(err)
	}
	return i
}

// TestSegmentsHaveTheirPrice counts the contacts of a hundred segments: that costs thousands of points before anything is read, and ten
// times as much in one request is refused.
func TestSegmentsHaveTheirPrice(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	const list = `segments(first: 100) { nodes { contacts(first: 1) { count(limit: 100000) { value } } } }`
	answer := api.Ask(t, w.Home.Agent, `{ `+list+` }`, nil)
	var sent struct {
		Extensions struct{ Cost struct{ Requested int } }
	}
	if err := json.Unmarshal([]byte(answer.Body), &sent); err != nil || sent.Extensions.Cost.Requested < 2000 {
		t.Errorf("%v %s", err, answer.Body)
	}
	aliases := ""
	for i := range 10 {
		aliases += fmt.Sprintf(" a%d: %s", i, list)
	}
	if answer := api.Ask(t, w.Home.Agent, `{`+aliases+` }`, nil); len(answer.Errors) != 1 ||
		answer.Errors[0].Extensions["code"] != "QUERY_TOO_COMPLEX" {
		t.Errorf("ten times: %s", answer.Body)
	}
}
