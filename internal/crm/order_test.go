package crm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

var orderFields = []models.ContactOrderField{
	models.OrderName, models.OrderLastName, models.OrderEmail, models.OrderPhoneNumber, models.OrderLastActivityAt, models.OrderCreatedAt,
	models.OrderUpdatedAt, models.OrderCompanyName, models.OrderCity, models.OrderCountry, models.OrderCsatAverage,
}

// sortable creates contacts whose sort keys are mostly equal, NULL or unusual.
func sortable(t *testing.T, w *crmtest.World, n int) {
	w.Exec(t, `
		INSERT INTO contacts (account_id, id, version, contact_type, custom_attributes, email, phone_number, last_activity_at, csat3, csat5,
			name_key, last_name_key, company_key, city_key, country_key, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'LEAD',
			(ARRAY['{}', '{"k": null}', '{"k": "B"}', '{"k": "b"}', '{"k": 10}', '{"k": 9.5}', '{"k": true}', '{"k": [1]}',
				'{"k": "\"ä\\"}', '{"k": ""}', '{"k": {}}', '{"k": -1e30}'])[1 + i % 12]::jsonb,
			CASE WHEN i % 3 > 0 THEN 'mail' || i || '@example.com' END,
			CASE WHEN i % 4 > 0 THEN '+1212555' || (1000 + i) END,
			CASE WHEN i % 5 > 1 THEN timestamptz '2026-01-01' + make_interval(secs => (i % 4) + 0.000001 * (i % 2)) END,
			i % 3, i % 2,
			(ARRAY[NULL, '', 'a', 'a', 'ä', '"quoted"', E'back\\slash', 'z', '中'])[1 + i % 9],
			(ARRAY['lee', NULL, 'lee', 'ωmega', '', NULL])[1 + i % 6],
			(ARRAY[NULL, 'acme', 'acme', 'zeta'])[1 + i % 4],
			(ARRAY[NULL, 'paris'])[1 + i % 2],
			(ARRAY['chile', 'peru'])[1 + i % 2],
			timestamptz '2026-01-01' + make_interval(secs => i % 7),
			timestamptz '2026-02-01' + make_interval(secs => i % 2)
		FROM generate_series(1, $2::int) i`, w.Home.Key, n)
}

// TestPagesConcatenateToTheWholeSet reads random orders forward and backward with random page sizes: every contact is returned
// exactly once, and both directions give the same sequence.
func TestPagesConcatenateToTheWholeSet(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	const n = 60
	sortable(t, w, n)
	ctx := crmtest.As(w.Home.Agent)
	key := rapid.Custom(func(r *rapid.T) *models.ContactOrder {
		o := &models.ContactOrder{
			Direction: rapid.SampledFrom([]models.Direction{models.Asc, models.Desc}).Draw(r, "direction"),
			Nulls:     rapid.SampledFrom([]models.Nulls{models.NullsFirst, models.NullsLast}).Draw(r, "nulls"),
		}
		if rapid.IntRange(0, 4).Draw(r, "attribute") == 0 {
			o.By.CustomAttribute = ptr("k")
		} else {
			o.By.Field = ptr(rapid.SampledFrom(orderFields).Draw(r, "field"))
		}
		return o
	})
	rapid.Check(t, func(r *rapid.T) {
		by := rapid.SliceOfNDistinct(key, 1, 3, orderedBy).Draw(r, "order")
		size := rapid.IntRange(1, n+5).Draw(r, "size")
		forward := walk(r, ctx, w, by, size, false)
		backward := walk(r, ctx, w, by, size, true)
		if len(forward) != n {
			r.Fatalf("%d of %d contacts", len(forward), n)
		}
		if distinct := slices.Compact(sorted(forward)); len(distinct) != n {
			r.Fatalf("%d distinct of %d", len(distinct), n)
		}
		if !slices.Equal(forward, backward) {
			r.Fatalf("forward and backward differ:\n%v\n%v", forward, backward)
		}
	})
}

func orderedBy(o *models.ContactOrder) models.ContactOrderField {
	if o.By.Field == nil {
		return ""
	}
	return *o.By.Field
}

func sorted(ids []string) []string { return slices.Sorted(slices.Values(ids)) }

// walk reads all pages of a list and returns its ids in list order.
func walk(
	t interface{ Fatalf(string, ...any) }, ctx context.Context, w *crmtest.World, by []*models.ContactOrder, size int, backward bool,
) (ids []string) {
	size = min(size, page.MaxSize)
	for a := (page.Args{}); ; {
		if backward {
			a.Last = &size
		} else {
			a.First = &size
		}
		p, err := w.CRM.ListContacts(ctx, a, crm.ContactQuery{OrderBy: by})
		if err != nil {
			t.Fatalf("%v", err)
		}
		var these []string
		for _, c := range p.Nodes() {
			these = append(these, c.ID.String())
		}
		if backward {
			ids = append(these, ids...)
			if !p.PageInfo.HasPreviousPage {
				return ids
			}
			a.Before = p.PageInfo.StartCursor()
		} else {
			ids = append(ids, these...)
			if !p.PageInfo.HasNextPage {
				return ids
			}
			a.After = p.PageInfo.EndCursor()
		}
	}
}

// TestOrderIsThatOfPostgreSQL compares a single-key list with a plain ORDER BY.
func TestOrderIsThatOfPostgreSQL(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	sortable(t, w, 40)
	columns := map[models.ContactOrderField]string{
		models.OrderName: "name_key", models.OrderLastName: "last_name_key", models.OrderEmail: "email", models.OrderPhoneNumber: "phone_number",
		models.OrderLastActivityAt: "last_activity_at", models.OrderCreatedAt: "created_at", models.OrderUpdatedAt: "updated_at",
		models.OrderCompanyName: "company_key", models.OrderCity: "city_key", models.OrderCountry: "country_key",
		models.OrderCsatAverage: "csat_average",
	}
	for _, field := range orderFields {
		for _, direction := range []models.Direction{models.Asc, models.Desc} {
			for _, nulls := range []models.Nulls{models.NullsFirst, models.NullsLast} {
				by := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &field}, Direction: direction, Nulls: nulls}}
				got := walk(t, crmtest.As(w.Home.Agent), w, by, 7, false)
				want := w.Texts(t, fmt.Sprintf("SELECT id::text FROM contacts ORDER BY %s %s NULLS %s, id %[2]s", columns[field], direction, nulls))
				for i := range want {
					id := models.ContactID{}
					if err := id.Scan(want[i]); err != nil {
						t.Fatal(err)
					}
					want[i] = id.String()
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s %s NULLS %s:\n got %v\nwant %v", field, direction, nulls, got, want)
				}
			}
		}
	}
}

// TestCursorsSurviveWrites pages through a list while other rows are created and deleted: no row that stays is skipped or repeated.
func TestCursorsSurviveWrites(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	sortable(t, w, 50)
	ctx := crmtest.As(w.Home.Agent)
	stay := w.Texts(t, "SELECT id::text FROM contacts ORDER BY id LIMIT 30")
	size, seen := 3, map[string]int{}
	by := []*models.ContactOrder{{By: models.ContactOrderKey{Field: ptr(models.OrderName)}, Direction: models.Asc, Nulls: models.NullsLast}}
	for a := (page.Args{First: &size}); ; {
		p, err := w.CRM.ListContacts(ctx, a, crm.ContactQuery{OrderBy: by})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Nodes() {
			seen[c.ID.UUID.String()]++
		}
		if !p.PageInfo.HasNextPage {
			break
		}
		a.After = p.PageInfo.EndCursor()
		w.Exec(t, `DELETE FROM contacts WHERE id = (SELECT id FROM contacts WHERE id <> ALL($1::uuid[]) LIMIT 1)`, stay)
		w.Exec(t, `INSERT INTO contacts (account_id, id, version, contact_type, name_key, created_at, updated_at)
			VALUES ($1, gen_random_uuid(), 1, 'LEAD', 'b', $2, $2)`, w.Home.Key, time.Now())
	}
	for _, id := range stay {
		if seen[id] != 1 {
			t.Errorf("%s was seen %d times", id, seen[id])
		}
	}
}

// TestLongAttributes sorts by custom attributes of thousands of characters, with cursors that the next page takes, and sends forged ones.
func TestLongAttributes(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	var by []*models.ContactOrder
	for _, key := range []string{"a", "b", "c", "d"} {
		by = append(by, &models.ContactOrder{By: models.ContactOrderKey{CustomAttribute: ptr(key)}, Direction: models.Asc,
			Nulls: models.NullsLast})
	}
	want := map[string]bool{}
	for i := range 6 {
		long := strings.Repeat([]string{"x", `\u0001`, "😀", `\"`, `\\`, "é"}[i], 2000)
		attributes := models.JSON(fmt.Sprintf(`{"a":"%[1]s","b":"%[1]s","c":"%[1]s","d":"%[1]s"}`, long))
		want[made(w.CRM.CreateContact(ctx, models.ContactCreateInput{CustomAttributes: attributes})).ID.String()] = true
	}
	for range 2 {
		forward, backward := walk(t, ctx, w, by, 1, false), walk(t, ctx, w, by, 1, true)
		if len(forward) != len(want) || !slices.Equal(forward, backward) {
			t.Errorf("%d contacts forward, %d backward, of %d", len(forward), len(backward), len(want))
		}
		for _, id := range forward {
			if !want[id] {
				t.Errorf("%s came twice", id)
			}
			delete(want, id)
		}
		by = by[:1]
		for _, id := range forward {
			want[id] = true
		}
	}
	size := 1
	first, err := w.CRM.ListContacts(ctx, page.Args{First: &size}, crm.ContactQuery{OrderBy: by})
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"1e999999", `"\ud83d"`, `"\u0000"`, "[]", "x"} {
		forged, err := page.CursorLike(*first.PageInfo.EndCursor(), []string{value, uuid.NewString()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.CRM.ListContacts(ctx, page.Args{After: &forged}, crm.ContactQuery{OrderBy: by}); refusal(err) != "INVALID after" {
			t.Errorf("%s: %v", value, err)
		}
	}
}
