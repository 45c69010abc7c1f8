package filter_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"kith/internal/filter"
	"kith/models"
)

// nested returns a filter of the given depth.
func nested(depth int) *models.ContactFilter {
	f := &models.ContactFilter{Blocked: new(true)}
	for range depth - 1 {
		f = &models.ContactFilter{And: []models.ContactFilter{*f}}
	}
	return f
}

func branches(n int) []models.ContactFilter {
	return slices.Repeat([]models.ContactFilter{{Blocked: new(true)}}, n)
}

func TestBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", filter.MaxText)
	for _, row := range []struct {
		name  string
		f     *models.ContactFilter
		field string // of the error; blank when there is none
	}{
		{"nothing", nil, ""},
		{"an empty filter", &models.ContactFilter{}, ""},
		{"as deep as can be", nested(filter.MaxDepth), ""},
		{"deeper", nested(filter.MaxDepth + 1), "and.0.and.0.and.0.and.0.and.0.and.0"},
		{"deeper by not", &models.ContactFilter{Not: nested(filter.MaxDepth)}, "not.and.0.and.0.and.0.and.0.and.0"},
		{"as many leaves as can be", &models.ContactFilter{Or: branches(filter.MaxLeaves)}, ""},
		{"more filters", &models.ContactFilter{Or: branches(filter.MaxLeaves + 1)}, "or.60.blocked"},
		{"more operators", &models.ContactFilter{Or: branches(filter.MaxLeaves - 1), Name: &models.StringFilter{Eq: new("x"), Ne: new("y")}},
			"name.ne"},
		{"more leaves in conversations",
			&models.ContactFilter{Or: branches(filter.MaxLeaves), Conversations: &models.ConversationsFilter{None: &models.ConversationFilter{}}},
			"conversations.none"},
		{"more attributes", &models.ContactFilter{CustomAttributes: slices.Repeat(
			[]models.CustomAttributeFilter{{Key: "k", IsNull: new(true)}}, filter.MaxLeaves+1)}, "customAttributes.60.isNull"},
		{"as many values as can be", &models.ContactFilter{IDs: make([]models.ContactID, filter.MaxValues)}, ""},
		{"more ids", &models.ContactFilter{IDs: make([]models.ContactID, filter.MaxValues+1)}, "ids"},
		{"more labels", &models.ContactFilter{Labels: &models.LabelsFilter{All: make([]string, filter.MaxValues+1)}}, "labels.all"},
		{"more branches", &models.ContactFilter{And: branches(filter.MaxValues + 1)}, "and"},
		{"as long a text as can be", &models.ContactFilter{Name: &models.StringFilter{Contains: &long}}, ""},
		{"a longer text", &models.ContactFilter{Name: &models.StringFilter{Contains: new(long + "x")}}, "name.contains"},
		{"a longer value", &models.ContactFilter{City: &models.StringFilter{In: []string{"x", long + "x"}}}, "city.in.1"},
		{"a longer key", &models.ContactFilter{
			CustomAttributes: []models.CustomAttributeFilter{{Key: "ok", IsNull: new(true)}, {Key: long + "x"}}},
			"customAttributes.1.key"},
		{"a NUL character", &models.ContactFilter{Email: &models.StringFilter{Eq: new("a\x00b")}}, "email.eq"},
		{"a NUL character in a key", &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{{Key: "\x00"}}},
			"customAttributes.0.key"},
		{"what is not UTF-8", &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{"\xff"}}}, "labels.none.0"},
		{"not a number", &models.ContactFilter{CsatAverage: &models.NumberFilter{In: []float64{math.NaN()}}}, "csatAverage.in.0"},
		{"infinity", &models.ContactFilter{CsatAverage: &models.NumberFilter{Lt: new(math.Inf(1))}}, "csatAverage.lt"},
		{"an unknown availability", &models.ContactFilter{Availability: new(models.Availability("AWAY"))}, "availability"},
		{"an unknown rule", &models.ContactFilter{Resolved: new(models.ResolvedRule(""))}, "resolved"},
		{"a malformed duration", &models.ContactFilter{CreatedAt: &models.DateTimeFilter{WithinLast: new("30 days")}}, "createdAt.withinLast"},
		{"a malformed duration far inside", &models.ContactFilter{Conversations: &models.ConversationsFilter{
			Every: &models.ConversationFilter{LastActivityAt: &models.DateTimeFilter{OlderThan: new("P")}}}},
			"conversations.every.lastActivityAt.olderThan"},
	} {
		_, err := filter.Contacts(row.f, filter.Options{AccountID: 1, Now: now})
		if row.field == "" {
			if err != nil {
				t.Errorf("%s: %v", row.name, err)
			}
			continue
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Code != models.Invalid || strings.Join(e.Field, ".") != row.field {
			t.Errorf("%s: %v, not INVALID at %s", row.name, err, row.field)
		}
	}
	if _, err := filter.Conversations(&models.ConversationFilter{Status: &models.ConversationStatusFilter{
		In: make([]models.ConversationStatus, filter.MaxValues+1)}}, filter.Options{}); err == nil {
		t.Error("a filter of conversations has no bounds")
	}
}

// TestConditionsThatSayNothing: what folds to nothing is refused wherever it stands; it would find nobody or, negated, everybody.
func TestConditionsThatSayNothing(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		`{}`:                                                  "",
		`{"labels": {"none": []}}`:                            "labels.none",
		`{"labels": {"any": []}}`:                             "labels.any",
		`{"labels": {"none": [" "]}}`:                         "labels.none.0",
		`{"labels": {}}`:                                      "labels",
		`{"name": {"contains": ""}}`:                          "name.contains",
		`{"name": {"ne": " "}}`:                               "name.ne",
		`{"name": {"startsWith": " "}}`:                       "name.startsWith",
		"{\"name\": {\"contains\": \"\u0301\"}}":              "name.contains",
		"{\"name\": {\"notContains\": \"\u0301\u0300\"}}":     "name.notContains",
		`{"name": {}}`:                                        "name",
		`{"name": {"contains": null}}`:                        "name",
		`{"name": null}`:                                      "",
		`{"phoneNumber": {"contains": "-"}}`:                  "phoneNumber.contains",
		`{"phoneNumber": {"nin": ["1", "( )"]}}`:              "phoneNumber.nin.1",
		`{"email": {"in": ["a@b.example", " "]}}`:             "email.in.1",
		`{"identifier": {"endsWith": ""}}`:                    "identifier.endsWith",
		`{"city": {"in": []}}`:                                "city.in",
		`{"and": []}`:                                         "and",
		`{"or": []}`:                                          "or",
		`{"not": {}}`:                                         "not",
		`{"and": [{}]}`:                                       "and.0",
		`{"or": [{"blocked": true}, {}]}`:                     "or.1",
		`{"not": {"ids": []}}`:                                "not.ids",
		`{"ids": []}`:                                         "ids",
		`{"contactType": {"nin": []}}`:                        "contactType.nin",
		`{"companyId": {}}`:                                   "companyId",
		`{"companyId": {"nin": []}}`:                          "companyId.nin",
		`{"csatAverage": {"in": []}}`:                         "csatAverage.in",
		`{"createdAt": {}}`:                                   "createdAt",
		`{"customAttributes": []}`:                            "customAttributes",
		`{"customAttributes": [{"key": "plan"}]}`:             "customAttributes.0",
		`{"customAttributes": [{"key": "", "isNull": true}]}`: "customAttributes.0.key",
		`{"customAttributes": [{"key": "plan", "text": {"ne": ""}}]}`:    "customAttributes.0.text.ne",
		`{"customAttributes": [{"key": "tags", "list": {"none": []}}]}`:  "customAttributes.0.list.none",
		`{"customAttributes": [{"key": "tags", "list": {"any": [""]}}]}`: "",
		`{"conversations": {}}`:                               "conversations",
		`{"conversations": {"every": {}}}`:                    "conversations.every",
		`{"conversations": {"some": {}}}`:                     "",
		`{"conversations": {"none": {}}}`:                     "",
		`{"conversations": {"some": {"status": {"in": []}}}}`: "conversations.some.status.in",
		`{"conversations": {"none": {"or": [{}]}}}`:           "conversations.none.or.0",
		`{"conversations": {"count": {}}}`:                    "conversations.count",
		`{"city": {"isNull": true}}`:                          "",
	} {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(text, err)
		}
		err := filter.Check(&f)
		var e *models.Error
		if field == "" && err != nil || field != "" && (!errors.As(err, &e) || e.Code != models.Invalid || strings.Join(e.Field, ".") != field) {
			t.Errorf("%s: %v, not INVALID at %q", text, err, field)
		}
	}
	for text, field := range map[string]string{`{}`: "", `{"not": {}}`: "not", `{"priority": {"nin": []}}`: "priority.nin",
		`{"status": {}}`: "status"} {
		var f models.ConversationFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(text, err)
		}
		err := filter.CheckConversations(&f)
		var e *models.Error
		if field == "" && err != nil || field != "" && (!errors.As(err, &e) || strings.Join(e.Field, ".") != field) {
			t.Errorf("conversations %s: %v, not INVALID at %q", text, err, field)
		}
	}
}

// TestNothingOfTheCallerIsInTheSQL sets every kind of operand to a text that would show.
func TestNothingOfTheCallerIsInTheSQL(t *testing.T) {
	t.Parallel()
	const mark = "zq'9?$1"
	every := func() *models.StringFilter {
		return &models.StringFilter{Eq: new(mark), Ne: new(mark), In: []string{mark, mark}, Nin: []string{mark}, Contains: new(mark),
			NotContains: new(mark), StartsWith: new(mark), EndsWith: new(mark)}
	}
	labels := &models.LabelsFilter{Any: []string{mark}, All: []string{mark, "x"}, None: []string{mark}}
	for _, f := range []models.ContactFilter{
		{Name: every(), Email: every(), PhoneNumber: every(), Identifier: every(), CountryCode: every(), JobTitle: every(), CompanyName: every()},
		{Referer: every(), City: every(), Country: every(), Labels: labels,
			ContactType: &models.ContactTypeFilter{In: []models.ContactType{mark}}},
		{CustomAttributes: []models.CustomAttributeFilter{
			{Key: mark, Text: every(), List: &models.ListFilter{Any: []string{mark}, All: []string{mark}, None: []string{mark}}, IsNull: new(false)},
			{Key: mark, Number: &models.NumberFilter{Lt: new(1.0), Eq: new(1.0)}, Boolean: &models.BooleanFilter{Eq: new(true)},
				Date: &models.DateFilter{IsNull: new(true)}}}},
		{Conversations: &models.ConversationsFilter{Some: &models.ConversationFilter{Labels: labels,
			Status:   &models.ConversationStatusFilter{In: []models.ConversationStatus{mark}},
			Priority: &models.ConversationPriorityFilter{In: []models.ConversationPriority{mark}}, InboxID: &models.IDFilter{Eq: new(mark)}}}},
	} {
		c, err := filter.Contacts(&f, filter.Options{AccountID: 1, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(c.SQL), "zq") {
			t.Errorf("an operand stands in the SQL: %s", c.SQL)
		}
		if n := strings.Count(c.SQL, "?"); n != len(c.Args) {
			t.Errorf("%d placeholders for %d values: %s", n, len(c.Args), c.SQL)
		}
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	f := &models.ContactFilter{
		Or: []models.ContactFilter{{Labels: &models.LabelsFilter{Any: []string{"b", " A "}}},
			{Not: &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{"c"}}}}},
		Labels:        &models.LabelsFilter{All: []string{"a"}},
		Conversations: &models.ConversationsFilter{Every: &models.ConversationFilter{Labels: &models.LabelsFilter{Any: []string{"d"}}}},
		Name:          &models.StringFilter{In: []string{"x"}},
	}
	if got := filter.Titles(f); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("titles are %v", got)
	}
	if got := filter.Titles(&models.ConversationFilter{Labels: &models.LabelsFilter{All: []string{"z"}}}); !slices.Equal(got, []string{"z"}) {
		t.Errorf("titles are %v", got)
	}
}
