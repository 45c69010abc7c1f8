package chatwoot

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/internal/filter"
	"kith/models"
)

// TestTranslate gives conditions as Chatwoot stores them and the filters that mean the same; where there is none, why.
func TestTranslate(t *testing.T) {
	t.Parallel()
	im := &importer{defined: map[string]attribute{"plan": {"plan", models.ListAttribute}, "id": {"custom_id", models.TextAttribute},
		"seats":   {"seats", models.NumberAttribute},
		"renewal": {"renewal", models.DateAttribute}, "beta": {"beta", models.CheckboxAttribute}}}
	for _, test := range []struct{ conditions, want string }{
		{`{"attribute_key": "name", "filter_operator": "equal_to", "values": ["Ada", "Grace"]}`, `{"name":{"in":["Ada","Grace"]}}`},
		{`{"attribute_key": "email", "filter_operator": "not_equal_to", "values": "a@b.example"}`,
			`{"and":[{"email":{"nin":["a@b.example"]}},{"email":{"isNull":false}}]}`},
		{`{"attribute_key": "phone_number", "filter_operator": "starts_with", "values": ["+1"]}`, `{"phoneNumber":{"startsWith":"+1"}}`},
		{`{"attribute_key": "identifier", "filter_operator": "is_present", "values": []}`, `{"identifier":{"isNull":false}}`},
		{`{"attribute_key": "identifier", "filter_operator": "equal_to", "values": ["X"]}`, `{"identifier":{"in":["X"],"ignoreCase":true}}`},
		{`{"attribute_key": "company_name", "filter_operator": "contains", "values": ["a", "b"]}`, `{"companyName":{"contains":"a"}}`},
		{`{"attribute_key": "referer", "filter_operator": "contains", "values": ["blog"]}`, `{"referer":{"contains":"blog"}}`},
		{`{"attribute_key": "city", "filter_operator": "does_not_contain", "values": ["a"]}`,
			`{"and":[{"city":{"notContains":"a"}},{"city":{"isNull":false}}]}`},
		{`{"attribute_key": "country_code", "filter_operator": "equal_to", "values": [{"id": "de", "name": "Germany"}]}`,
			`{"countryCode":{"in":["de"],"ignoreCase":true}}`},
		{`{"attribute_key": "labels", "filter_operator": "not_equal_to", "values": ["vip"]}`, `{"labels":{"none":["vip"]}}`},
		{`{"attribute_key": "labels", "filter_operator": "equal_to", "values": ["vip", "new"]}`, `{"labels":{"any":["vip"]}}`},
		{`{"attribute_key": "labels", "filter_operator": "equal_to", "values": ["customer:gold"]}`, `{"labels":{"any":["customer_gold"]}}`},
		{`{"attribute_key": "labels", "filter_operator": "is_not_present"}`, `{"labels":{"isEmpty":true}}`},
		{`{"attribute_key": "created_at", "filter_operator": "is_greater_than", "values": ["2024-01-31"]}`,
			`{"createdAt":{"gte":"2024-02-01T00:00:00.000000Z"}}`},
		{`{"attribute_key": "created_at", "filter_operator": "is_less_than", "values": ["2024-01-31"]}`,
			`{"createdAt":{"lt":"2024-01-31T00:00:00.000000Z"}}`},
		{`{"attribute_key": "last_activity_at", "filter_operator": "days_before", "values": [30]}`, `{"lastActivityAt":{"olderThan":"P30D"}}`},
		{`{"attribute_key": "blocked", "filter_operator": "not_equal_to", "values": [true]}`, `{"blocked":false}`},
		{`{"attribute_key": "plan", "filter_operator": "equal_to", "values": ["pro"]}`,
			`{"customAttributes":[{"key":"plan","text":{"in":["pro"],"ignoreCase":true}}]}`},
		{`{"attribute_key": "plan", "filter_operator": "not_equal_to", "values": ["pro"]}`,
			`{"not":{"customAttributes":[{"key":"plan","text":{"in":["pro"],"ignoreCase":true}}]}}`},
		{`{"attribute_key": "id", "filter_operator": "does_not_contain", "values": ["7"]}`,
			`{"customAttributes":[{"key":"custom_id","text":{"notContains":"7","isNull":false}}]}`},
		{`{"attribute_key": "seats", "filter_operator": "is_less_than", "values": ["5"]}`,
			`{"customAttributes":[{"key":"seats","number":{"lt":5}}]}`},
		{`{"attribute_key": "seats", "filter_operator": "not_equal_to", "values": ["5"]}`,
			`{"not":{"customAttributes":[{"key":"seats","number":{"in":[5]}}]}}`},
		{`{"attribute_key": "renewal", "filter_operator": "is_less_than", "values": ["2024-02-29"]}`,
			`{"customAttributes":[{"key":"renewal","date":{"lt":"2024-02-29"}}]}`},
		{`{"attribute_key": "renewal", "filter_operator": "not_equal_to", "values": ["2024-02-29"]}`,
			`{"not":{"customAttributes":[{"key":"renewal","date":{"eq":"2024-02-29"}}]}}`},
		{`{"attribute_key": "beta", "filter_operator": "equal_to", "values": ["true"]}`,
			`{"customAttributes":[{"key":"beta","boolean":{"eq":true}}]}`},
		{`{"attribute_key": "beta", "filter_operator": "not_equal_to", "values": ["true"]}`,
			`{"not":{"customAttributes":[{"key":"beta","boolean":{"eq":true}}]}}`},
		{`{"attribute_key": "beta", "filter_operator": "is_not_present", "values": []}`, `{"customAttributes":[{"key":"beta","isNull":true}]}`},
	} {
		f, err := im.translate(`{"payload": [` + test.conditions + `]}`)
		if err != nil {
			t.Errorf("%s: %v", test.conditions, err)
			continue
		}
		got, err := json.Marshal(f.filter)
		if want := `{"and":[` + test.want + `],"resolved":"IDENTIFIED"}`; err != nil || string(got) != want {
			t.Errorf("%s\nis  %s %v\nnot %s", test.conditions, got, err, want)
		}
		if err := filter.Check(f.filter); err != nil {
			t.Errorf("%s: %v", test.conditions, err)
		}
	}
	for conditions, why := range map[string]string{
		``: "no conditions",
		`{"attribute_key": "name", "filter_operator": "equal_to", "values": []}`:                 "name equal_to can't be kept: it has no value",
		`{"attribute_key": "name", "filter_operator": "is_greater_than", "values": ["a"]}`:       "no such operator",
		`{"attribute_key": "labels", "filter_operator": "contains", "values": ["a"]}`:            "no such operator",
		`{"attribute_key": "created_at", "filter_operator": "is_less_than", "values": ["soon"]}`: "no date",
		`{"attribute_key": "created_at", "filter_operator": "is_less_than", "values": []}`:       "no value",
		`{"attribute_key": "created_at", "filter_operator": "days_before", "values": ["-1"]}`:    "no number of days",
		`{"attribute_key": "blocked", "filter_operator": "equal_to", "values": ["maybe"]}`:       "neither true nor false",
		`{"attribute_key": "seats", "filter_operator": "equal_to", "values": ["five"]}`:          "no number",
		`{"attribute_key": "seats", "filter_operator": "days_before", "values": ["5"]}`:          "no such operator",
		`{"attribute_key": "unknown_key", "filter_operator": "equal_to", "values": ["5"]}`:       "no custom attribute",
	} {
		if _, err := im.translate(`{"payload": [` + conditions + `]}`); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, not %q", conditions, err, why)
		}
	}
	im.options.CRMv2 = true
	f, err := im.translate(`{"payload": [{"attribute_key": "name", "filter_operator": "equal_to", "values": ["a"], "query_operator": "or"},
		{"attribute_key": "name", "filter_operator": "equal_to", "values": ["b"], "query_operator": "AND"},
		{"attribute_key": "blocked", "filter_operator": "equal_to", "values": [true], "query_operator": null}]}`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(f.filter)
	if want := `{"or":[{"and":[{"name":{"in":["a"]}}]},{"and":[{"name":{"in":["b"]}},{"blocked":true}]}],"resolved":"LEADS"}`; err != nil ||
		string(got) != want {
		t.Errorf("%s %v", got, err)
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
