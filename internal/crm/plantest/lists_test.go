// Package plantest checks what PostgreSQL reads for lists and searches of a large account. Its tests share one data set, which the
// first run creates and later ones reuse.
package plantest

import (
	"fmt"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

var orderFields = []models.ContactOrderField{
	models.OrderName, models.OrderLastName, models.OrderEmail, models.OrderPhoneNumber, models.OrderLastActivityAt, models.OrderCreatedAt,
	models.OrderUpdatedAt, models.OrderCompanyName, models.OrderCity, models.OrderCountry, models.OrderCsatAverage,
}

// TestListsReadOnlyTheirPage reads lists of a large account in every order, on the first page and 10,000 pages deep, and checks
// that PostgreSQL reads little more than the page.
func TestListsReadOnlyTheirPage(t *testing.T) {
	t.Parallel()
	w := crmtest.LargeWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	const size, allowed = 25, 120
	expect := func(t *testing.T, what string) {
		t.Helper()
		for _, s := range w.Statements.List() {
			if work := w.Explain(t, s); work.Rows > allowed {
				t.Errorf("%s reads %.0f rows:\n%s\n%s", what, work.Rows, s.SQL, work.Plan)
			}
		}
		w.Statements.Reset()
	}
	first := size
	for _, field := range orderFields {
		for _, direction := range []models.Direction{models.Asc, models.Desc} {
			for _, nulls := range []models.Nulls{models.NullsFirst, models.NullsLast} {
				by := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &field}, Direction: direction, Nulls: nulls}}
				name := fmt.Sprintf("%s %s NULLS %s", field, direction, nulls)
				t.Run(name, func(t *testing.T) {
					w.Statements.Reset()
					p, err := w.CRM.ListContacts(ctx, page.Args{First: &first}, crm.ContactQuery{OrderBy: by})
					if err != nil {
						t.Fatal(err)
					}
					expect(t, "the first page")
					// A cursor deep in the list is made from a row in its middle.
					deep := deepCursor(t, w, p, by)
					if _, err := w.CRM.ListContacts(ctx, page.Args{First: &first, After: &deep}, crm.ContactQuery{OrderBy: by}); err != nil {
						t.Fatal(err)
					}
					expect(t, "a deep page")
					if _, err := w.CRM.ListContacts(ctx, page.Args{Last: &first, Before: &deep}, crm.ContactQuery{OrderBy: by}); err != nil {
						t.Fatal(err)
					}
					expect(t, "a deep page backward")
				})
			}
		}
	}
	t.Run("children", func(t *testing.T) {
		p, err := w.CRM.ListContacts(ctx, page.Args{First: &first}, crm.ContactQuery{})
		if err != nil {
			t.Fatal(err)
		}
		ids := make([]models.ContactID, 0, size)
		for _, c := range p.Nodes() {
			ids = append(ids, c.ID)
		}
		three := 3
		w.Statements.Reset()
		b, err := w.CRM.Batch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		b.LabelsByContact(ids, crm.AllColumns)
		b.InboxesByContact(ids, crm.AllColumns)
		b.ConversationsByContact(ids, crm.ConversationQuery{}).Pages(page.Args{First: &three}, crm.AllColumns)
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		expect(t, "the children of a page")
	})
}

// deepCursor returns the cursor of a row in the middle of the list: it requests one row after a row whose key is the median, which
// PostgreSQL computes.
func deepCursor(t *testing.T, w *crmtest.World, p *models.ContactConnection, by []*models.ContactOrder) page.Cursor {
	t.Helper()
	columns := map[models.ContactOrderField]string{
		models.OrderName: "name_key", models.OrderLastName: "last_name_key",
		models.OrderEmail: "email", models.OrderPhoneNumber: "phone_number",
		models.OrderLastActivityAt: "last_activity_at", models.OrderCreatedAt: "created_at", models.OrderUpdatedAt: "updated_at",
		models.OrderCompanyName: "company_key", models.OrderCity: "city_key", models.OrderCountry: "country_key",
		models.OrderCsatAverage: "csat_average",
	}
	o := by[0]
	row := w.Texts(t, fmt.Sprintf(`
		SELECT unnest(ARRAY[key, id::text])
		FROM (SELECT %s::text AS key, id FROM contacts WHERE account_id = $1 ORDER BY %[1]s %s NULLS %s, id %[2]s OFFSET 150000 LIMIT 1) c`,
		columns[*o.By.Field], o.Direction, o.Nulls), w.Home.Key)
	cursor, err := page.CursorLike(*p.PageInfo.StartCursor(), row)
	if err != nil {
		t.Fatal(err)
	}
	return cursor
}
