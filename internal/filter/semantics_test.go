package filter_test

import (
	"encoding/json"
	"testing"
	"time"

	"kith/internal/filter"
	"kith/models"
)

// TestSemantics states what the operators mean. The filters are JSON, as segments keep them.
func TestSemantics(t *testing.T) {
	t.Parallel()
	record := filter.Record{
		Contact: &models.Contact{
			Name: "José  Núñez", Email: new("jose@example.com"), PhoneNumber: new("+12125551234"), Identifier: new("Ab_1"), ContactType: models.Lead,
			AdditionalAttributes: models.AdditionalAttributes{JobTitle: new("Ingénieur"), Referer: new("https://x.example/Blog"),
				CompanyName: new("Ignored")},
			CustomAttributes: models.JSON(`{"plan": "Pro", "blank": "", "seats": 5.0, "vip": true, "tags": ["a", 5, "b"], "none": null,
				"day": "2026-03-31", "at": "2026-03-31T14:00:00.0000019+02:00", "never": "2026-02-30"}`),
			CreatedAt: models.At(now.Add(-time.Hour)), CsatCounts: models.CsatCounts{Fours: 2, Fives: 1},
		},
		Company: "Müller & Söhne", Labels: []string{"vip"},
		Presence: &models.Presence{Availability: models.Busy, SeenAt: models.At(now.Add(-90*time.Second + time.Microsecond))},
		Conversations: []filter.Conversation{
			{Conversation: &models.Conversation{Status: models.Open, Urgency: models.High}, Labels: []string{"bug"}},
			{Conversation: &models.Conversation{Status: models.Resolved}},
		},
	}
	for text, want := range map[string]bool{
		`{}`: true,
		`{"name": {"eq": "JOSE NUNEZ"}, "blocked": false}`:                                                                        true,
		`{"name": {"eq": "jose nunez"}, "blocked": true}`:                                                                         false,
		`{"name": {"contains": "NUÑ", "notContains": "nun"}}`:                                                                     false,
		`{"name": {"contains": "e n"}}`:                                                                                           true,
		`{"name": {"startsWith": "núñez"}}`:                                                                                       false,
		`{"name": {"endsWith": "núñez"}}`:                                                                                         true,
		`{"name": {"contains": "%"}}`:                                                                                             false,
		`{"companyName": {"eq": "muller & sohne"}}`:                                                                               true,
		`{"companyName": {"eq": "ignored"}}`:                                                                                      false,
		`{"email": {"eq": " JOSE@example.COM "}}`:                                                                                 true,
		`{"phoneNumber": {"eq": "1 (212) 555-1234"}}`:                                                                             true,
		`{"phoneNumber": {"contains": "(555) 12"}}`:                                                                               true,
		`{"phoneNumber": {"contains": "212x"}}`:                                                                                   false,
		`{"phoneNumber": {"startsWith": "1-212"}}`:                                                                                true,
		`{"phoneNumber": {"endsWith": "12-34"}}`:                                                                                  true,
		`{"phoneNumber": {"contains": "+555"}}`:                                                                                   false,
		`{"identifier": {"eq": "ab_1"}}`:                                                                                          false,
		`{"identifier": {"eq": "ab_1", "ignoreCase": true}}`:                                                                      true,
		`{"identifier": {"startsWith": "aB", "nin": ["AB_1"], "ignoreCase": true}}`:                                               false,
		`{"customAttributes": [{"key": "plan", "text": {"in": ["PRO", "x"]}}]}`:                                                   false,
		`{"customAttributes": [{"key": "plan", "text": {"in": ["PRO", "x"], "ignoreCase": true}}]}`:                               true,
		`{"identifier": {"contains": "b_"}}`:                                                                                      true,
		`{"jobTitle": {"eq": "INGÉNIEUR"}}`:                                                                                       true,
		`{"referer": {"startsWith": "HTTPS://X.example/blog"}}`:                                                                   true,
		`{"jobTitle": {"eq": "ingenieur"}}`:                                                                                       false,
		`{"city": {"ne": "x", "nin": ["y"], "notContains": "z"}}`:                                                                 true,
		`{"city": {"isNull": true}}`:                                                                                              true,
		`{"not": {"city": {"eq": "x"}}}`:                                                                                          true,
		`{"contactType": {"eq": "LEAD", "nin": ["VISITOR"]}}`:                                                                     true,
		`{"resolved": "IDENTIFIED"}`:                                                                                              true,
		`{"resolved": "LEADS"}`:                                                                                                   true,
		`{"staleSince": "2027-01-01T00:00:00Z"}`:                                                                                  false,
		`{"availability": "BUSY"}`:                                                                                                true,
		`{"availability": "OFFLINE"}`:                                                                                             false,
		`{"createdAt": {"withinLast": "PT1H", "olderThan": "PT59M"}}`:                                                             true,
		`{"createdAt": {"olderThan": "PT1H"}}`:                                                                                    false,
		`{"lastActivityAt": {"isNull": true}}`:                                                                                    true,
		`{"lastActivityAt": {"olderThan": "P1D"}}`:                                                                                false,
		`{"not": {"lastActivityAt": {"withinLast": "P1D"}}}`:                                                                      true,
		`{"labels": {"any": ["x", " VIP "]}}`:                                                                                     true,
		`{"labels": {"all": ["vip", "x"]}}`:                                                                                       false,
		`{"labels": {"none": ["x"], "isEmpty": false}}`:                                                                           true,
		`{"csatAverage": {"eq": 4.333333}}`:                                                                                       true,
		`{"csatAverage": {"gt": 4.333333}}`:                                                                                       false,
		`{"conversations": {"count": {"eq": 2}}}`:                                                                                 true,
		`{"conversations": {"some": {"status": {"in": ["OPEN"]}, "labels": {"any": ["bug"]}}}}`:                                   true,
		`{"conversations": {"some": {"status": {"eq": "RESOLVED"}, "priority": {"in": ["HIGH"]}}}}`:                               false,
		`{"conversations": {"every": {"status": {"ne": "RESOLVED"}}}}`:                                                            false,
		`{"conversations": {"some": {"priority": {"isNull": true}, "status": {"nin": ["OPEN"]}}}}`:                                true,
		`{"conversations": {"some": {"not": {"status": {"eq": "OPEN"}}, "assigneeId": {"isNull": true}}}}`:                        true,
		`{"conversations": {"some": {"or": [{"priority": {"eq": "LOW"}}, {"priority": {"ne": "HIGH"}}]}}}`:                        true,
		`{"companyId": {"isNull": true}}`:                                                                                         true,
		`{"companyId": {"ne": "company_x"}, "inboxId": {"isNull": true}}`:                                                         true,
		`{"contactType": {"ne": "LEAD"}}`:                                                                                         false,
		`{"csatAverage": {"nin": [4]}}`:                                                                                           true,
		`{"lastActivityAt": {"ne": "2026-03-31T00:00:00Z"}}`:                                                                      true,
		`{"customAttributes": [{"key": "vip", "boolean": {"ne": false}}]}`:                                                        true,
		`{"customAttributes": [{"key": "plan", "boolean": {"ne": true}}]}`:                                                        false,
		`{"customAttributes": [{"key": "gone", "boolean": {"ne": true}}]}`:                                                        true,
		`{"conversations": {"none": {}}}`:                                                                                         false,
		`{"customAttributes": [{"key": "plan", "text": {"eq": "Pro"}}]}`:                                                          true,
		`{"customAttributes": [{"key": "plan", "text": {"eq": "pro"}}]}`:                                                          false,
		`{"customAttributes": [{"key": "plan", "text": {"contains": "PR"}}]}`:                                                     true,
		`{"customAttributes": [{"key": "blank", "text": {"isNull": true}}]}`:                                                      true,
		`{"customAttributes": [{"key": "blank", "isNull": true}]}`:                                                                false,
		`{"customAttributes": [{"key": "gone", "text": {"ne": "x"}}]}`:                                                            true,
		`{"customAttributes": [{"key": "none", "isNull": true}]}`:                                                                 true,
		`{"customAttributes": [{"key": "seats", "text": {"ne": "x"}}]}`:                                                           false,
		`{"customAttributes": [{"key": "seats", "text": {"isNull": true}}]}`:                                                      false,
		`{"customAttributes": [{"key": "seats", "text": {"isNull": false}}]}`:                                                     false,
		`{"customAttributes": [{"key": "seats", "number": {"eq": 5, "lt": 5.1}}]}`:                                                true,
		`{"customAttributes": [{"key": "plan", "number": {"ne": 5}}]}`:                                                            false,
		`{"customAttributes": [{"key": "vip", "boolean": {"eq": true}}]}`:                                                         true,
		`{"customAttributes": [{"key": "plan", "boolean": {"isNull": true}}]}`:                                                    false,
		`{"customAttributes": [{"key": "tags", "list": {"all": ["a", "b"]}}]}`:                                                    true,
		`{"customAttributes": [{"key": "tags", "list": {"any": ["5"]}}]}`:                                                         false,
		`{"customAttributes": [{"key": "plan", "list": {"any": ["Pro"]}}]}`:                                                       true,
		`{"customAttributes": [{"key": "seats", "list": {"none": ["x"]}}]}`:                                                       false,
		`{"customAttributes": [{"key": "gone", "list": {"none": ["x"]}}]}`:                                                        true,
		`{"customAttributes": [{"key": "day", "date": {"eq": "2026-03-31T00:00:00Z"}}]}`:                                          true,
		`{"customAttributes": [{"key": "at", "date": {"eq": "2026-03-31T12:00:00.000001Z"}}]}`:                                    true,
		`{"customAttributes": [{"key": "at", "date": {"eq": "2026-03-31"}}]}`:                                                     true,
		`{"customAttributes": [{"key": "day", "date": {"gte": "2026-03-31T00:00:00-05:00", "lt": "2026-04-01T00:00:00-05:00"}}]}`: true,
		`{"customAttributes": [{"key": "day", "date": {"withinLast": "P1D", "withinNext": "P1D", "during": "TODAY"}}]}`:           true,
		`{"customAttributes": [{"key": "day", "date": {"anniversaryWithinNext": "P1D", "anniversaryDuring": "THIS_MONTH"}}]}`:     true,
		`{"customAttributes": [{"key": "day", "date": {"anniversaryDuring": "TOMORROW"}}]}`:                                       false,
		`{"customAttributes": [{"key": "never", "date": {"anniversaryDuring": "THIS_YEAR"}}]}`:                                    false,
		`{"customAttributes": [{"key": "gone", "date": {"anniversaryDuring": "THIS_YEAR"}}]}`:                                     false,
		`{"customAttributes": [{"key": "day", "date": {"olderThan": "PT1H"}}]}`:                                                   true,
		`{"customAttributes": [{"key": "day", "date": {"olderThan": "P1D"}}]}`:                                                    false,
		`{"customAttributes": [{"key": "never", "date": {"isNull": true}}]}`:                                                      false,
		`{"customAttributes": [{"key": "never", "date": {"isNull": false}}]}`:                                                     false,
		`{"customAttributes": [{"key": "gone", "date": {"isNull": true}}]}`:                                                       true,
	} {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := filter.Check(&f); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := filter.Match(&f, record, filter.Options{Now: now}); got != want {
			t.Errorf("%s is %v", text, got)
		}
	}
}

// TestDatesOfAttributes states which texts are dates; PostgreSQL follows by TestSQLFindsWhatMatches.
func TestDatesOfAttributes(t *testing.T) {
	t.Parallel()
	f := &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{{Key: "d", Date: &models.DateFilter{IsNull: new(false)}}}}
	for i, date := range dates {
		stored, err := json.Marshal(map[string]string{"d": date})
		if err != nil {
			t.Fatal(err)
		}
		c := &models.Contact{CustomAttributes: stored}
		if got, want := filter.Match(f, filter.Record{Contact: c}, filter.Options{Now: now}), i < wellFormedDates; got != want {
			t.Errorf("%q is a date: %v", date, got)
		}
	}
}
