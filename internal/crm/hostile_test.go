package crm_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestForgedCursorsAreRefusedOrRead puts values into cursors that no list has given: PostgreSQL gets none that it can't read.
func TestForgedCursorsAreRefusedOrRead(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	sortable(t, w, 3)
	ctx := crmtest.As(w.Home.Agent)
	const id = "01890a5d-ac96-774b-bcce-b302099a8057"
	refused, read := 0, 0
	for _, field := range orderFields {
		by := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &field}, Direction: models.Asc, Nulls: models.NullsLast}}
		list, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{OrderBy: by})
		if err != nil {
			t.Fatal(err)
		}
		for _, values := range [][]string{
			{"", id}, {"a", id}, {"\x00", id}, {"'; DROP TABLE contacts; --", id}, {strings.Repeat("x", 5000), id}, {"中\u2028\U0010ffff", id},
			{"2026-01-01 00:00:00+00", id}, {"0001-01-01 00:00:00+00", id}, {"9999-12-31 23:59:59.999999+00", id}, {"0000-01-01 00:00:00+00", id},
			{"2026-01-01 00:00:00+23", id}, {"2026-01-01 00:00:00,5+00", id}, {"-0001-01-01 00:00:00+00", id}, {"infinity", id}, {"now", id},
			{"0", id}, {"-1", id}, {"1.", id}, {".5", id}, {"-.5", id}, {"NaN", id}, {strings.Repeat("9", 64), id}, {"1e400", id}, {"--1", id},
			{"a", ""}, {"a", strings.ToUpper(id)}, {"a", "{" + id + "}"}, {"a", "00000000-0000-0000-0000-000000000000"},
		} {
			forged, err := page.CursorLike(*list.PageInfo.StartCursor(), values)
			if err != nil {
				t.Fatal(err)
			}
			for _, args := range []page.Args{{After: &forged}, {Before: &forged, Last: ptr(1)}} {
				_, err := w.CRM.ListContacts(ctx, args, crm.ContactQuery{OrderBy: by})
				switch got := refusal(err); got {
				case "":
					read++
				case "INVALID after", "INVALID before":
					refused++
				default:
					t.Errorf("%s %q: %v", field, values, err)
				}
			}
		}
	}
	if refused == 0 || read == 0 {
		t.Errorf("%d cursors were refused and %d read", refused, read)
	}
}

// TestAttributesThatPassAreStored holds that PostgreSQL keeps whatever the rules of attributes let through.
func TestAttributesThatPassAreStored(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	c := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")}))
	stored, refused := 0, 0
	for _, value := range []string{
		`"\u0000"`, `{"x\u0000": 1}`, `"\ud83d\ude00 \uffff \u2028"`, `"` + strings.Repeat("é", 30_000) + `"`,
		`"` + strings.Repeat("é", 40_000) + `"`,
		`1.7976931348623157e308`, `1e309`, `-1e308`, `5e-324`, `1e-400`, `1e-401`, `1e-20000`, `0e-20000`,
		`0e99999999`, `1e999999999999999999999`,
		strings.Repeat("9", 308), strings.Repeat("9", 400), `0.` + strings.Repeat("0", 390) + `1`, `1.` + strings.Repeat("0", 17_000) + `1`,
		strings.Repeat("[", 63) + strings.Repeat("]", 63),
		strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000),
		strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000), `"'; DROP TABLE contacts; --"`, `{"": {"$": [null, true, "\\"]}}`,
	} {
		patch := models.JSON(`{"value":` + value + `}`)
		for _, in := range []models.ContactUpdateInput{
			{ID: c.ID, CustomAttributes: graphql.OmittableOf(patch)},
			{ID: c.ID, AdditionalAttributes: graphql.OmittableOf(&models.AdditionalAttributesInput{Other: graphql.OmittableOf(patch)})},
		} {
			updated, err := w.CRM.UpdateContact(ctx, in)
			got := refusal(err)
			switch {
			case err == nil:
				stored++
				if now := contactNow(t, w, ctx, c.ID); now.Version != updated.Version {
					t.Errorf("%.60s: %+v", value, now)
				}
			case strings.HasPrefix(got, "INVALID ") || strings.HasPrefix(got, "TOO_LONG "):
				refused++
			default:
				t.Errorf("%.60s: %v", value, err)
			}
		}
	}
	if stored == 0 || refused == 0 {
		t.Errorf("%d were stored and %d refused", stored, refused)
	}
}
