package chatwoot

import (
	"encoding/json"
	"testing"

	"kith/internal/filter"
	"kith/models"
)

// TestTranslate gives conditions as Chatwoot stores them and the filters that mean the same; none where there is no such filter.
func TestTranslate(t *testing.T) {
	t.Parallel()
	im := &importer{defined: map[string]attribute{"plan": {"plan", models.ListAttribute}, "id": {"custom_id", models.TextAttribute},
		"seats":   {"seats", models.NumberAttribute},
		"renewal": {"renewal", models.DateAttribute}, "beta": {"beta", models.CheckboxAttribute}}}
	for _, test := range []struct{ conditions, want string }{
		{`{"attribute_key": "name", "filter_operator": "equal_to", "values": ["Ada", "Grace"]}`, `{"and":[{"name":{"in":["Ada","Grace"]}}]}`},
		{`{"attribute_key": "email", "filter_operator": "not_equal_to", "values": "a@b.example"}`, `{"and":[{"email":{"nin":["a@b.example"]}}]}`},
		{`{"attribute_key": "phone_number", "filter_operator": "starts_with", "values": ["+1"]}`,
			`{"and":[{"or":[{"phoneNumber":{"startsWith":"+1"}}]}]}`},
		{`{"attribute_key": "identifier", "filter_operator": "is_present", "values": []}`, `{"and":[{"identifier":{"isNull":false}}]}`},
		{`{"attribute_key": "company", "filter_operator": "contains", "values": ["a", "b"]}`,
			`{"and":[{"or":[{"companyName":{"contains":"a"}},{"companyName":{"contains":"b"}}]}]}`},
		{`{"attribute_key": "city", "filter_operator": "does_not_contain", "values": ["a", "b"]}`,
			`{"and":[{"and":[{"city":{"notContains":"a"}},{"city":{"notContains":"b"}}]}]}`},
		{`{"attribute_key": "country_code", "filter_operator": "equal_to", "values": [{"id": "de", "name": "Germany"}]}`,
			`{"and":[{"countryCode":{"in":["DE"]}}]}`},
		{`{"attribute_key": "labels", "filter_operator": "not_equal_to", "values": ["vip"]}`, `{"and":[{"labels":{"none":["vip"]}}]}`},
		{`{"attribute_key": "labels", "filter_operator": "is_not_present"}`, `{"and":[{"labels":{"isEmpty":true}}]}`},
		{`{"attribute_key": "created_at", "filter_operator": "is_greater_than", "values": ["2024-01-31"]}`,
			`{"and":[{"createdAt":{"gt":"2024-01-31T00:00:00.000000Z"}}]}`},
		{`{"attribute_key": "last_activity_at", "filter_operator": "days_before", "values": [30]}`,
			`{"and":[{"lastActivityAt":{"olderThan":"P30D"}}]}`},
		{`{"attribute_key": "blocked", "filter_operator": "not_equal_to", "values": [true]}`, `{"and":[{"blocked":false}]}`},
		{`{"attribute_key": "plan", "filter_operator": "equal_to", "values": ["pro"]}`,
			`{"and":[{"customAttributes":[{"key":"plan","list":{"any":["pro"]}}]}]}`},
		{`{"attribute_key": "plan", "filter_operator": "not_equal_to", "values": ["pro"]}`,
			`{"and":[{"customAttributes":[{"key":"plan","list":{"none":["pro"]}}]}]}`},
		{`{"attribute_key": "id", "filter_operator": "equal_to", "values": ["7"]}`,
			`{"and":[{"customAttributes":[{"key":"custom_id","text":{"in":["7"]}}]}]}`},
		{`{"attribute_key": "seats", "filter_operator": "is_less_than", "values": ["5"]}`,
			`{"and":[{"customAttributes":[{"key":"seats","number":{"lt":5}}]}]}`},
		{`{"attribute_key": "renewal", "filter_operator": "is_less_than", "values": ["2024-02-29"]}`,
			`{"and":[{"customAttributes":[{"key":"renewal","date":{"lt":"2024-02-29"}}]}]}`},
		{`{"attribute_key": "beta", "filter_operator": "equal_to", "values": ["true"]}`,
			`{"and":[{"customAttributes":[{"key":"beta","boolean":{"eq":true}}]}]}`},
		{`{"attribute_key": "beta", "filter_operator": "is_not_present", "values": []}`,
			`{"and":[{"customAttributes":[{"key":"beta","isNull":true}]}]}`},
		{`{"attribute_key": "name", "filter_operator": "equal_to", "values": ["a"], "query_operator": "or"},
			{"attribute_key": "name", "filter_operator": "equal_to", "values": ["b"], "query_operator": "AND"},
			{"attribute_key": "blocked", "filter_operator": "equal_to", "values": [true], "query_operator": null}`,
			`{"or":[{"and":[{"name":{"in":["a"]}}]},{"and":[{"name":{"in":["b"]}},{"blocked":true}]}]}`},

		{``, ``},
		{`{"attribute_key": "referer", "filter_operator": "equal_to", "values": ["a"]}`, ``},
		{`{"attribute_key": "name", "filter_operator": "is_greater_than", "values": ["a"]}`, ``},
		{`{"attribute_key": "labels", "filter_operator": "contains", "values": ["a"]}`, ``},
		{`{"attribute_key": "created_at", "filter_operator": "is_less_than", "values": ["soon"]}`, ``},
		{`{"attribute_key": "created_at", "filter_operator": "is_less_than", "values": []}`, ``},
		{`{"attribute_key": "created_at", "filter_operator": "days_before", "values": ["-1"]}`, ``},
		{`{"attribute_key": "blocked", "filter_operator": "equal_to", "values": ["maybe"]}`, ``},
		{`{"attribute_key": "plan", "filter_operator": "contains", "values": ["p"]}`, ``},
		{`{"attribute_key": "seats", "filter_operator": "equal_to", "values": ["five"]}`, ``},
		{`{"attribute_key": "seats", "filter_operator": "days_before", "values": ["5"]}`, ``},
	} {
		f, err := im.translate(`{"payload": [` + test.conditions + `]}`)
		if (err == nil) != (test.want != "") {
			t.Errorf("%s: %v", test.conditions, err)
		}
		if err != nil {
			continue
		}
		got, err := json.Marshal(f)
		if err != nil || string(got) != test.want {
			t.Errorf("%s\nis  %s %v\nnot %s", test.conditions, got, err, test.want)
		}
		if err := filter.Check(f); err != nil {
			t.Errorf("%s: %v", test.conditions, err)
		}
	}
}

func TestUnquoted(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		`/^a+$/`: `^a+$`, `/a/gi`: `(?i)a`, `/a\/b/sm`: `(?sm)a\/b`, `^a$`: `^a$`, `a/b`: `a/b`, `/`: `/`, `//`: ``,
	} {
		if got := unquoted(pattern); got != want {
			t.Errorf("%s is %s, not %s", pattern, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	here, there := namespace("here"), namespace("there")
	seen := map[string]bool{}
	for _, n := range []namespace{here, there} {
		for _, table := range []string{"contacts", "messages"} {
			for _, id := range []int64{1, 2, 1 << 31, 1<<62 - 1} {
				u := n.of(table, id)
				if u != n.of(table, id) || foreign(u) != id || u.Version() != 8 || u.Variant().String() != "RFC4122" {
					t.Errorf("%s %d is %s, of %d", table, id, u, foreign(u))
				}
				seen[u.String()] = true
			}
		}
	}
	if len(seen) != 16 {
		t.Errorf("%d ids of 16", len(seen))
	}
	if a, b := here.of("contacts", 9).String(), here.of("contacts", 10).String(); a >= b {
		t.Errorf("%s comes before %s", a, b)
	}
}

func TestInert(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", "Ada": "Ada", "=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "-1": "'-1", "+1 (212) 555-0123": "+1 (212) 555-0123", "+cmd": "'+cmd",
		"\t=1": "'\t=1",
	} {
		if got := inert(value); got != want {
			t.Errorf("%q is %q, not %q", value, got, want)
		}
	}
}
