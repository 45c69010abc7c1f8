package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

func TestPatchCustomAttributes(t *testing.T) {
	many := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, `,"k%d":%d`, i, i)
		}
		return "{" + strings.TrimPrefix(b.String(), ",") + "}"
	}
	for _, row := range []struct{ name, stored, patch, want, broken string }{
		{name: "sets", stored: `{}`, patch: `{"plan":"pro"}`, want: `{"plan":"pro"}`},
		{name: "keeps the others", stored: `{"a":1}`, patch: `{"b":[1,{"c":null}]}`, want: `{"a":1,"b":[1,{"c":null}]}`},
		{name: "replaces whole values", stored: `{"a":{"x":1}}`, patch: `{"a":{"y":2}}`, want: `{"a":{"y":2}}`},
		{name: "null removes", stored: `{"a":1,"b":2}`, patch: `{"a":null}`, want: `{"b":2}`},
		{name: "null removes what is not there", stored: `{}`, patch: `{"a":null}`, want: `{}`},
		{name: "nothing stored yet", stored: ``, patch: `{"a":true}`, want: `{"a":true}`},
		{name: "keys are case-sensitive", stored: `{"a":1}`, patch: `{"A":2}`, want: `{"A":2,"a":1}`},
		{name: "keeps a number as it is written", stored: `{}`, patch: `{"n":1.10}`, want: `{"n":1.10}`},
		{name: "256 keys", stored: many(0, 255), patch: many(255, 256), want: "any"},
		{name: "257 keys", stored: many(0, 256), patch: many(256, 257), broken: "LIMIT"},
		{name: "removing makes room", stored: many(0, 256), patch: `{"k0":null,"new":1}`, want: "any"},
		{name: "64 KiB", stored: `{}`, patch: `{"a":"` + strings.Repeat("x", models.MaxJSON-8) + `"}`, want: "any"},
		{name: "a byte more", stored: `{}`, patch: `{"a":"` + strings.Repeat("x", models.MaxJSON-7) + `"}`, broken: "TOO_LONG"},
		{name: "an array", stored: `{}`, patch: `[1]`, broken: "INVALID"},
		{name: "a scalar", stored: `{}`, patch: `"a"`, broken: "INVALID"},
		{name: "null", stored: `{}`, patch: `null`, broken: "INVALID"},
		{name: "no JSON", stored: `{}`, patch: `{`, broken: "INVALID"},
		{name: "blank key", stored: `{}`, patch: `{" ":1}`, broken: "INVALID  "},
		{name: "long key", stored: `{}`, patch: `{"` + strings.Repeat("é", 129) + `":1}`, broken: "TOO_LONG " + strings.Repeat("é", 129)},
		{name: "long enough key", stored: `{}`, patch: `{"` + strings.Repeat("é", 128) + `":1}`, want: "any"},
		{name: "NUL in a value", stored: `{}`, patch: `{"a":["x\u0000"]}`, broken: "INVALID a"},
		{name: "NUL in a nested key", stored: `{}`, patch: `{"a":{"x\u0000":1}}`, broken: "INVALID a"},
		{name: "NUL in a key", stored: `{}`, patch: `{"\u0000":1}`, broken: "INVALID \x00"},
		{name: "an emoji as a surrogate pair", stored: `{}`, patch: `{"a":"\ud83d\ude00"}`, want: `{"a":"\ud83d\ude00"}`},
		{name: "largest number", stored: `{}`, patch: `{"a":1.7976931348623157e308}`, want: "any"},
		{name: "too large a number", stored: `{}`, patch: `{"a":[1e309]}`, broken: "INVALID a"},
		{name: "far too large a number", stored: `{}`, patch: `{"a":-1e999999999999}`, broken: "INVALID a"},
		{name: "too small a number", stored: `{}`, patch: `{"a":1e-20000}`, broken: "INVALID a"},
		{name: "too small a zero", stored: `{}`, patch: `{"a":0e-20000}`, broken: "INVALID a"},
		{name: "too long a number", stored: `{}`, patch: `{"a":1.` + strings.Repeat("0", 20000) + `1}`, broken: "INVALID a"},
		{name: "too deep", stored: `{}`, patch: `{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, broken: "INVALID a"},
		{name: "deep enough", stored: `{}`, patch: `{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, want: "any"},
		{name: "a standard field", stored: `{}`, patch: `{"email":"a@b"}`, broken: "INVALID email"},
		{name: "another way to write one", stored: `{}`, patch: `{"phoneNumber":"1"}`, broken: "INVALID phoneNumber"},
		{name: "a standard field can't be removed either", stored: `{}`, patch: `{"created_at":null}`, broken: "INVALID created_at"},
	} {
		got, e := models.PatchCustomAttributes(models.JSON(row.stored), models.JSON(row.patch))
		switch {
		case row.broken != "":
			if e == nil || strings.TrimSuffix(string(e.Code)+" "+strings.Join(e.Field, "."), " ") != strings.TrimSuffix(row.broken, " ") {
				t.Errorf("%s: %v", row.name, e)
			}
		case e != nil:
			t.Errorf("%s: %v", row.name, e)
		case row.want != "any" && string(got) != row.want:
			t.Errorf("%s: %s", row.name, got)
		}
	}
}

func TestCustomAttributesOfAContact(t *testing.T) {
	c := models.Contact{CustomAttributes: models.JSON(`{"a":1,"b":"x"}`)}
	wantBroken(t, c.Apply(models.ContactUpdateInput{CustomAttributes: set(models.JSON(`{"c":1e400}`))}, "US"), "INVALID customAttributes.c")
	c.CustomAttributes = models.JSON(`{"a":1,"b":"x"}`)
	if a, err := c.CustomAttribute("b"); err != nil || string(a) != `"x"` {
		t.Error(string(a), err)
	}
	if a, err := c.CustomAttribute("none"); err != nil || a != nil {
		t.Error(string(a), err)
	}
	if err := c.Apply(models.ContactUpdateInput{CustomAttributes: set(models.JSON(nil))}, "US"); err != nil ||
		string(c.CustomAttributes) != "{}" {
		t.Errorf("null clears all: %s %v", c.CustomAttributes, err)
	}
}

func TestAdditionalAttributes(t *testing.T) {
	profile := func(network, handle string) models.SocialProfile {
		return models.SocialProfile{Network: network, Handle: handle}
	}
	c := models.Contact{}
	err := c.Apply(models.ContactUpdateInput{AdditionalAttributes: additional(models.AdditionalAttributesInput{
		CompanyName: text(" Kith "), JobTitle: text(""), Browser: text("Firefox"), BrowserVersion: text("140"), Platform: text("Linux"),
		SocialProfiles: set([]models.SocialProfile{profile(" Twitter ", " ada "), profile("github", "ada"), profile("line", " ")}),
		Other:          set(models.JSON(`{"score":1,"email":"allowed"}`)),
	})}, "US")
	a := c.AdditionalAttributes
	if err != nil || str(a.CompanyName) != "Kith" || a.JobTitle != nil || str(a.Browser) != "Firefox" || str(a.Platform) != "Linux" ||
		fmt.Sprint(a.SocialProfiles) != "[{github ada} {twitter ada}]" || string(a.Other()) != `{"email":"allowed","score":1}` {
		t.Errorf("%+v %v", a, err)
	}
	err = c.Apply(models.ContactUpdateInput{AdditionalAttributes: additional(models.AdditionalAttributesInput{
		Browser: null(), SocialProfiles: graphql.OmittableOf[[]models.SocialProfile](nil), Other: set(models.JSON(`{"score":null}`))})}, "US")
	if a := c.AdditionalAttributes; err != nil || a.Browser != nil || str(a.Platform) != "Linux" || a.SocialProfiles != nil ||
		string(a.Other()) != `{"email":"allowed"}` {
		t.Errorf("%+v %v", a, err)
	}
	stored, err := c.AdditionalAttributes.Value()
	var read models.AdditionalAttributes
	if err != nil || read.Scan(stored) != nil || str(read.CompanyName) != "Kith" || string(read.Other()) != `{"email":"allowed"}` {
		t.Errorf("%v %+v %v", stored, read, err)
	}
	if err := c.Apply(models.ContactUpdateInput{AdditionalAttributes: set[*models.AdditionalAttributesInput](nil)}, "US"); err != nil ||
		c.AdditionalAttributes.CompanyName != nil {
		t.Errorf("null clears all: %+v %v", c.AdditionalAttributes, err)
	}

	long := strings.Repeat("x", models.MaxText+1)
	tooMany := make([]models.SocialProfile, models.MaxSocialProfiles+1)
	others := `{"k":1`
	for i := range models.MaxOtherAttributes {
		others += fmt.Sprintf(`,"k%d":1`, i)
	}
	for _, row := range []struct {
		in     models.AdditionalAttributesInput
		broken []string
	}{
		{models.AdditionalAttributesInput{CompanyName: text(long), City: text("a\x00")},
			[]string{"TOO_LONG additionalAttributes.companyName", "INVALID additionalAttributes.city"}},
		{models.AdditionalAttributesInput{SocialProfiles: set(tooMany)}, []string{"LIMIT additionalAttributes.socialProfiles"}},
		{models.AdditionalAttributesInput{SocialProfiles: set([]models.SocialProfile{profile("ok", "x"), profile("not ok", "x")})},
			[]string{"INVALID additionalAttributes.socialProfiles.1.network"}},
		{models.AdditionalAttributesInput{SocialProfiles: set([]models.SocialProfile{profile("ok", long)})},
			[]string{"TOO_LONG additionalAttributes.socialProfiles.0.handle"}},
		{models.AdditionalAttributesInput{Other: set(models.JSON(`[]`))}, []string{"INVALID additionalAttributes.other"}},
		{models.AdditionalAttributesInput{Other: set(models.JSON(`{"x":"\u0000"}`))}, []string{"INVALID additionalAttributes.other.x"}},
		{models.AdditionalAttributesInput{Other: set(models.JSON(others + "}"))}, []string{"LIMIT additionalAttributes.other"}},
		{models.AdditionalAttributesInput{Other: set(models.JSON(`{"x":"` + strings.Repeat("x", models.MaxOtherBytes) + `"}`))},
			[]string{"TOO_LONG additionalAttributes.other"}},
	} {
		wantBroken(t, (&models.Contact{}).Apply(models.ContactUpdateInput{AdditionalAttributes: additional(row.in)}, "US"), row.broken...)
	}
}
