package transfer_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/99designs/gqlgen/graphql"
	"pgregory.net/rapid"

	"kith/internal/crmtest"
	"kith/models"
)

// awkward are texts that files are bad at.
var awkward = rapid.OneOf(
	rapid.SampledFrom([]string{"=1+1", "'=x", "''+x", "-", "@", "\tx", "a,b", "a;b", `a"b`, `"`, "a\nb", "null", "12", "true", `{"a": 1}`,
		"[]", "é", "日本", "\u00a0x", "x:y"}),
	rapid.StringMatching(`[a-zA-Z0-9 ,;:'"=+@\n\t-]{0,12}`),
	rapid.StringOfN(rapid.RuneFrom([]rune("aß€😀'\"=;,\n ")), 0, 8, -1),
)

func maybe[T any](t *rapid.T, of *rapid.Generator[T], label string) *T {
	if !rapid.Bool().Draw(t, label+"?") {
		return nil
	}
	v := of.Draw(t, label)
	return &v
}

// printable leaves out what an identifier can't have: control and invisible characters, and white space around it.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s))
}

// contact draws a new contact; n keeps unique values apart.
func contact(t *rapid.T, n int) models.ContactCreateInput {
	in := models.ContactCreateInput{Name: maybe(t, awkward, "name"), LastName: maybe(t, awkward, "last name"),
		Blocked:     maybe(t, rapid.Bool(), "blocked"),
		ContactType: maybe(t, rapid.SampledFrom([]models.ContactType{models.Visitor, models.Lead, models.Customer}), "type")}
	if rapid.Bool().Draw(t, "email") {
		email := fmt.Sprintf("'=%d@x.example", n)
		in.Email = &email
	}
	if rapid.Bool().Draw(t, "phone") {
		number := fmt.Sprintf("+121255501%02d", n%100)
		in.PhoneNumber = &number
	}
	if rapid.Bool().Draw(t, "identifier") {
		identifier := fmt.Sprintf("%d%s", n, printable(awkward.Draw(t, "identifier")))
		in.Identifier = &identifier
	}
	text := func(label string) graphql.Omittable[*string] { return graphql.OmittableOf(maybe(t, awkward, label)) }
	in.AdditionalAttributes = &models.AdditionalAttributesInput{City: text("city"), JobTitle: text("job title"), CompanyName: text("company"),
		Country: graphql.OmittableOf(maybe(t, rapid.SampledFrom([]string{"Germany", "Nowhere", "US"}), "country"))}
	if rapid.Bool().Draw(t, "profiles") {
		in.AdditionalAttributes.SocialProfiles = graphql.OmittableOf(
			[]models.SocialProfile{{Network: "github", Handle: awkward.Draw(t, "handle")}, {Network: "x", Handle: "a:b"}})
	}
	values := map[string]any{}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"plan", "Größe", "a.b", "=k", "k,2"}), 0, 3,
		rapid.ID[string]).Draw(t, "keys") {
		values[key] = rapid.OneOf(rapid.Map(awkward, func(s string) any { return s }), rapid.Map(rapid.Int(), func(n int) any { return n }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Just[any]([]any{1, "a\r\nb"}), rapid.Just[any]("a\r\nb"),
			rapid.Just[any](map[string]any{"x": nil})).Draw(t, "value")
	}
	written, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	in.CustomAttributes = written
	in.Labels = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"vip", "größe", "a-b"}), 0, 3, rapid.ID[string]).Draw(t, "labels")
	return in
}

// TestImportOfAnExport moves contacts from one account to another through a file: they are the same there.
func TestImportOfAnExport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := 0
	contacts := func(a crmtest.Account) []string {
		return w.Texts(t, `
			SELECT (to_jsonb(c) - ARRAY['account_id', 'id', 'version', 'created_at', 'updated_at', 'blocked_at', 'blocked_by_user_id']
				|| jsonb_build_object('labels',
					ARRAY(SELECT l.title FROM contact_labels x JOIN labels l ON l.id = x.label_id WHERE x.contact_id = c.id ORDER BY 1)))::text
			FROM contacts c
			WHERE account_id = $1
			ORDER BY 1`, a.Key)
	}
	rapid.Check(t, func(r *rapid.T) {
		for _, table := range []string{"duplicate_queue", "contact_labels", "contact_points", "contacts"} {
			w.Exec(t, "DELETE FROM "+table)
		}
		for range rapid.IntRange(1, 6).Draw(r, "contacts") {
			n++
			if _, err := w.CRM.CreateContact(crmtest.As(w.Home.Administrator), contact(r, n)); err != nil {
				r.Fatal(err)
			}
		}
		job, err := w.CRM.ExportContacts(crmtest.As(w.Home.Administrator), models.ContactsExportInput{Format: models.ExportCSV})
		file := fetch(t, w, do(t, w, job, err).Result)
		loaded := load(t, w, w.Foreign, file)
		if had, has := contacts(w.Home), contacts(w.Foreign); !slices.Equal(had, has) || loaded.Failed > 0 {
			r.Fatalf("%s\n%s\nbecame\n%s\nthrough\n%s", counts(loaded), strings.Join(had, "\n"), strings.Join(has, "\n"), file)
		}
		// And once more into the account that they come from: nothing changes, and nobody is doubled.
		before := contacts(w.Home)
		again := load(t, w, w.Home, file)
		if again.Failed > 0 || again.Unchanged != *again.Total || !slices.Equal(contacts(w.Home), before) {
			r.Fatalf("%s, %d unchanged\n%s\nbecame\n%s\nthrough\n%s", counts(again), again.Unchanged, strings.Join(before, "\n"),
				strings.Join(contacts(w.Home), "\n"), file)
		}
	})
}
