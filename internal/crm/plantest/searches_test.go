package plantest

import (
	"errors"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestSearchesReadLittle searches and filters a large account and checks what PostgreSQL reads for it. Each limit, in rows and in
// blocks of 8 KB, is about twice the cost with the least favourable sample of texts. Searches that no index serves, such as a
// fragment that all contacts contain, are described in docs/PERFORMANCE.md.
func TestSearchesReadLittle(t *testing.T) {
	t.Parallel()
	w := crmtest.LargeWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	if err := w.CRM.SampleSearches(ctx); err != nil {
		t.Fatal(err)
	}
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
	hex := ids(`SELECT substr(name, 8, 12) FROM contacts WHERE account_id = $1 ORDER BY name_key LIMIT 1`)[0]
	day := models.At(time.Date(2025, 12, 31, 12, 0, 0, 0, time.UTC))
	noon := models.At(day.Add(time.Hour))
	online := models.Online
	byName, newest, activity := models.OrderName, models.OrderCreatedAt, models.OrderLastActivityAt
	name := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &byName}, Direction: models.Asc, Nulls: models.NullsLast}}
	active := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &activity}, Direction: models.Desc, Nulls: models.NullsLast}}
	age := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &newest}, Direction: models.Desc, Nulls: models.NullsLast}}

	for _, tt := range []struct {
		name         string
		search       string
		filter       *models.ContactFilter
		by           []*models.ContactOrder
		rows, blocks float64
	}{
		{name: "search by name, rare", rows: 20, blocks: 400, search: hex},
		{name: "search by name, 1,000 hits", rows: 3000, blocks: 2500, search: "clan123"},
		{name: "search by name, 10,000 hits", rows: 25000, blocks: 4000, search: "clan12"},
		{name: "search by name, nobody", rows: 100, blocks: 600, search: "quentin"},
		{name: "search by a word like everybody's, nobody", rows: 1_000_000, blocks: 30000, search: "personage"},
		{name: "search by email", rows: 400, blocks: 600, search: "mail12345@"},
		{name: "search by phone number", rows: 1500, blocks: 1500, search: "+1 (212) 512-3456"},
		{name: "search by identifier", rows: 400, blocks: 1000, search: "crm-12345"},
		{name: "search, ordered by name", rows: 6000, blocks: 6000, search: "clan123", by: name},
		{name: "search by two letters, everybody", rows: 200, blocks: 400, search: "pe"},
		{name: "search by two letters, a two hundred and fiftieth", rows: 12000, blocks: 8000, search: "a7"},
		{name: "search by two letters, nobody", rows: 20, blocks: 100, search: "qx"},
		{name: "search by words in another order", rows: 6000, blocks: 6000, search: "clan123 " + hex[:5]},
		{name: "search by a misspelt word, nobody", rows: 100, blocks: 600, search: "fergusen"},
		{name: "search by a word of 10,000 and a misspelt one", rows: 40, blocks: 900, search: "clan12 " + hex[:6] + "x" + hex[6:]},
		{name: "search, everybody, ordered by name", rows: 120, blocks: 300, search: "person", by: name},
		{name: "search and filter", rows: 3000, blocks: 2500, search: "clan123", filter: &models.ContactFilter{CountryCode: eq("DE")}},
		{name: "attribute, country and label by name, 1,000", rows: 40000, blocks: 30000, by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("plan", "pro"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "attribute, country and label by name, 30", rows: 40000, blocks: 6000, by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("industry", "industry 7"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "attribute, country and label by name, none", rows: 60, blocks: 300, by: name, filter: &models.ContactFilter{
			CustomAttributes: attribute("industry", "none"), CountryCode: eq("DE"), Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "ids", rows: 60, blocks: 50, filter: &models.ContactFilter{IDs: []models.ContactID{contact}}},
		{name: "name eq", rows: 20, blocks: 50, filter: &models.ContactFilter{Name: eq("person " + hex)}},
		{name: "name contains", rows: 20, blocks: 400, filter: &models.ContactFilter{Name: contains(hex)}},
		{name: "name startsWith", rows: 20, blocks: 50, filter: &models.ContactFilter{Name: starts("person " + hex)}},
		{name: "email eq", rows: 20, blocks: 50, filter: &models.ContactFilter{Email: eq("mail12345@example.com")}},
		{name: "email contains", rows: 20, blocks: 900, filter: &models.ContactFilter{Email: contains("mail12346@")}},
		{name: "phone eq", rows: 20, blocks: 50, filter: &models.ContactFilter{PhoneNumber: eq("+12125123456")}},
		{name: "phone contains", rows: 20, blocks: 500, filter: &models.ContactFilter{PhoneNumber: contains("5123456")}},
		{name: "identifier eq", rows: 20, blocks: 50, filter: &models.ContactFilter{Identifier: eq("crm-12345")}},
		{name: "company name eq", rows: 120, blocks: 200, filter: &models.ContactFilter{CompanyName: eq("company 77")}},
		{name: "city eq", rows: 15000, blocks: 3000, filter: &models.ContactFilter{City: eq("city 77")}},
		{name: "labels any", rows: 1500, blocks: 2500, filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{name: "labels any, unknown", rows: 40, blocks: 50, filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"none"}}}},
		{name: "company", rows: 120, blocks: 200, filter: &models.ContactFilter{CompanyID: &models.IDFilter{Eq: ptr(company.String())}}},
		{name: "inbox", rows: 1000, blocks: 2000, filter: &models.ContactFilter{InboxID: &models.IDFilter{Eq: ptr(inbox.String())}}},
		{name: "attribute text, third", rows: 300, blocks: 200, filter: &models.ContactFilter{CustomAttributes: attribute("plan", "pro")}},
		{name: "attribute text, hundredth", rows: 9000, blocks: 4500,
			filter: &models.ContactFilter{CustomAttributes: attribute("industry", "industry 7")}},
		{name: "attribute text, none", rows: 20, blocks: 100, filter: &models.ContactFilter{CustomAttributes: attribute("industry", "none")}},
		{name: "attribute number, none", rows: 20, blocks: 100, filter: &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{
			{Key: "seats", Number: &models.NumberFilter{Eq: ptr(1000.0)}}}}},
		{name: "country, none", rows: 20, blocks: 100, filter: &models.ContactFilter{CountryCode: eq("AQ")}},
		{name: "createdAt, an hour", rows: 60, blocks: 100, by: age,
			filter: &models.ContactFilter{CreatedAt: &models.DateTimeFilter{Gte: &day, Lt: &noon}}},
		{name: "lastActivityAt, an hour", rows: 60, blocks: 100, by: active,
			filter: &models.ContactFilter{LastActivityAt: &models.DateTimeFilter{Gte: &day, Lt: &noon}}},
		{name: "availability", rows: 1000, blocks: 2500, filter: &models.ContactFilter{Availability: &online}},
		{name: "blocked", rows: 20, blocks: 50, filter: &models.ContactFilter{Blocked: ptr(true)}},
		{name: "stale", rows: 14000, blocks: 25000, filter: &models.ContactFilter{StaleSince: &day}},
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
			within(t, w, tt.rows, tt.blocks)
			if _, err := p.Count(ctx, 10); err != nil {
				t.Fatal(err)
			}
			within(t, w, tt.rows, tt.blocks)
		})
	}
	t.Run("groups", func(t *testing.T) { groupsOfFew(t, w) })
}

// groupsOfFew groups the few contacts that match a filter.
func groupsOfFew(t *testing.T, w *crmtest.World) {
	industry := []models.CustomAttributeFilter{{Key: "industry", Text: &models.StringFilter{Eq: ptr("industry 7")}}}
	w.Statements.Reset()
	if _, errs := w.CRM.GroupContacts(crmtest.As(w.Home.Agent), []crm.GroupQuery{{By: models.GroupByCountry, Limit: 10,
		Filter: &models.ContactFilter{CustomAttributes: industry}}}); errors.Join(errs...) != nil {
		t.Fatal(errs)
	}
	within(t, w, 9000, 6000)
}

// TestSearchesReadLittleOfWhatIsNew searches recently written rows, which are still in the pending list of the index.
func TestSearchesReadLittleOfWhatIsNew(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	w.Exec(t, "ALTER TABLE contacts SET (autovacuum_enabled = off)")
	ctx := crmtest.As(w.Home.Agent)
	w.Exec(t, `
		INSERT INTO contacts (account_id, id, version, contact_type, name, search, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'VISITOR', n.name, n.name, now(), now()
		FROM generate_series(1, 2000) i
		CROSS JOIN LATERAL (SELECT 'person ' || md5(i::text) || md5((-i)::text) AS name) n`, w.Home.Key)
	w.Exec(t, "ANALYZE contacts")
	if _, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{Search: ptr("c4ca4238a0b9")}); err != nil {
		t.Fatal(err)
	}
	within(t, w, 10, 60)
}

// slack allows for plans that vary with the sample that ANALYZE took.
const slack = 2

// within explains the recorded statements and fails if one reads more than the limits.
func within(t *testing.T, w *crmtest.World, rows, blocks float64) {
	t.Helper()
	for _, s := range w.Statements.List() {
		if work := w.Explain(t, s); work.Rows > slack*rows || work.Blocks > slack*blocks {
			t.Errorf("reads %.0f rows and %.0f blocks:\n%s\n%s", work.Rows, work.Blocks, s.SQL, work.Plan)
		}
	}
	w.Statements.Reset()
}

// find returns the id that a query selects.
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

func ptr[T any](v T) *T { return &v }
