package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

// whole returns a contact that has everything.
func whole() *models.Contact {
	text := func(s string) *string { return &s }
	var id models.ContactID
	var company models.CompanyID
	_ = id.UnmarshalGQL("contact_01h455vb4pex5vsknk084sn02q") // which are ids
	_ = company.UnmarshalGQL("company_01h455vb4pex5vsknk084sn02q")
	at := func(month time.Month) models.DateTime {
		return models.DateTime{Time: time.Date(2026, month, 2, 3, 4, 5, 6000, time.UTC)}
	}
	active := at(3)
	return &models.Contact{ID: id, Version: 3, ContactType: models.Lead, Name: `Ada "<&> Lovelace`, MiddleName: "King", LastName: "Byron",
		Email: text("ada@example.com"), PhoneNumber: text("+12125550123"), Identifier: text("ext-1"), Location: "Paris", CountryCode: text("FR"),
		AdditionalAttributes: models.AdditionalAttributes{CompanyName: text("Engines"), City: text("Paris"), Platform: text("Linux"),
			SocialProfiles: []models.SocialProfile{{Network: "x", Handle: "ada"}}, Rest: models.JSON(`{"utm": "<x>"}`)},
		CustomAttributes: models.JSON(`{"plan": "pro", "big": 12345678901234567890}`), CompanyID: &company,
		Blocked: true, BlockReason: text("spam"),
		LastActivityAt: &active, Avatar: text("face"), CreatedAt: at(1), UpdatedAt: at(2)}
}

// TestSnapshot says in which form records keep contacts: clients, webhooks and stored events rely on it.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		contact *models.Contact
		want    string
	}{
		{"everything", whole(), `{"id":"contact_01h455vb4pex5vsknk084sn02q","version":3,"contactType":"LEAD",` +
			`"name":"Ada \"\u003c\u0026\u003e Lovelace","middleName":"King","lastName":"Byron","email":"ada@example.com",` +
			`"phoneNumber":"+12125550123","identifier":"ext-1","points":[` +
			`{"kind":"EMAIL","value":"ada@example.com","preferred":true,"shared":false,"possible":true,"verifiedAt":null},` +
			`{"kind":"PHONE_NUMBER","value":"+12125550123","preferred":true,"shared":false,"possible":true,"verifiedAt":null},` +
			`{"kind":"IDENTIFIER","value":"ext-1","preferred":true,"shared":false,"possible":true,"verifiedAt":null}],` +
			`"location":"Paris","countryCode":"FR",` +
			`"additionalAttributes":{"companyName":"Engines","city":"Paris","socialProfiles":[{"network":"x","handle":"ada"}],` +
			`"platform":"Linux","other":{"utm":"\u003cx\u003e"}},"customAttributes":{"plan":"pro","big":12345678901234567890},` +
			`"companyId":"company_01h455vb4pex5vsknk084sn02q","blocked":true,"avatarUrl":"/avatars/face/128",` +
			`"lastActivityAt":"2026-03-02T03:04:05.000006Z","createdAt":"2026-01-02T03:04:05.000006Z",` +
			`"updatedAt":"2026-02-02T03:04:05.000006Z"}`},
		{"nothing", &models.Contact{}, `{"id":"contact_00000000000000000000000000","version":0,"contactType":"",` +
			`"name":"","middleName":"","lastName":"","email":null,"phoneNumber":null,"identifier":null,"points":[],` +
			`"location":"","countryCode":null,` +
			`"additionalAttributes":{},"customAttributes":null,` +
			`"companyId":null,"blocked":false,"avatarUrl":null,"lastActivityAt":null,` +
			`"createdAt":"0001-01-01T00:00:00.000000Z","updatedAt":"0001-01-01T00:00:00.000000Z"}`},
	} {
		if got := string(c.contact.Snapshot()); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// TestExportOfEverything says in which order files have the fields, and how each is written.
func TestExportOfEverything(t *testing.T) {
	t.Parallel()
	columns := models.AllColumns([]string{"plan"})
	values, err := whole().ExportValues(columns, []string{"vip", "beta"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, column := range columns {
		got = append(got, column+"="+models.ExportCell(column, values[i]))
	}
	want := `id=contact_01h455vb4pex5vsknk084sn02q|name=Ada "<&> Lovelace|middleName=King|lastName=Byron|email=ada@example.com|` +
		`emails=ada@example.com|phoneNumber=+12125550123|phoneNumbers=+12125550123|identifier=ext-1|identifiers=ext-1|` +
		`contactType=LEAD|location=Paris|countryCode=FR|` +
		`companyName=Engines|jobTitle=|city=Paris|country=|socialProfiles=x:ada|browser=|browserVersion=|platform=Linux|referer=|` +
		`other={"utm":"\u003cx\u003e"}|labels=vip,beta|blocked=true|` +
		`companyId=company_01h455vb4pex5vsknk084sn02q|lastActivityAt=2026-03-02T03:04:05.000006Z|createdAt=2026-01-02T03:04:05.000006Z|` +
		`updatedAt=2026-02-02T03:04:05.000006Z|customAttributes.plan=pro`
	if strings.Join(got, "|") != want {
		t.Errorf("%s, want\n%s", strings.Join(got, "|"), want)
	}
}

// TestChangesOfEverything checks the order of the changes in an event.
func TestChangesOfEverything(t *testing.T) {
	t.Parallel()
	want := `name null>"Ada \"\u003c\u0026\u003e Lovelace", middleName null>"King", lastName null>"Byron", email null>"ada@example.com", ` +
		`phoneNumber null>"+12125550123", identifier null>"ext-1", location null>"Paris", countryCode null>"FR", ` +
		`companyId null>"company_01h455vb4pex5vsknk084sn02q", avatarUrl null>"/avatars/face/128", contactType null>"LEAD", ` +
		`blocked false>true, blockReason null>"spam", additionalAttributes.city null>"Paris", additionalAttributes.companyName null>"Engines", ` +
		`additionalAttributes.other.utm null>"\u003cx\u003e", additionalAttributes.platform null>"Linux", ` +
		`additionalAttributes.socialProfiles null>[{"network":"x","handle":"ada"}], customAttributes.big null>12345678901234567890, ` +
		`customAttributes.plan null>"pro"`
	if got := format(whole().Changes(nil)); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// TestBrokenRulesKeepTheirOrder breaks every rule of an input.
func TestBrokenRulesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", models.MaxText+1)
	text := func(s string) graphql.Omittable[*string] { return graphql.OmittableOf(&s) }
	err := (&models.Contact{}).Apply(models.ContactUpdateInput{Name: text(long), MiddleName: text(long), LastName: text(long),
		Email: text("x"), PhoneNumber: text("x"), Identifier: text(long), Location: text(long), CountryCode: text("x"),
		AdditionalAttributes: graphql.OmittableOf(&models.AdditionalAttributesInput{Platform: text(long), City: text(long),
			Other: graphql.OmittableOf(models.JSON("1")), SocialProfiles: graphql.OmittableOf([]models.SocialProfile{{}})}),
		CustomAttributes: graphql.OmittableOf(models.JSON("1"))}, "")
	broken, _ := models.BrokenBy(err)
	var got []string
	for _, rule := range broken {
		got = append(got, string(rule.Code)+" "+strings.Join(rule.Field, "."))
	}
	want := `TOO_LONG name|TOO_LONG middleName|TOO_LONG lastName|INVALID email|INVALID phoneNumber|TOO_LONG identifier|` +
		`TOO_LONG additionalAttributes.city|TOO_LONG additionalAttributes.platform|INVALID additionalAttributes.socialProfiles.0.network|` +
		`INVALID additionalAttributes.other|TOO_LONG location|INVALID countryCode|INVALID customAttributes`
	if strings.Join(got, "|") != want {
		t.Errorf("%s, want\n%s", strings.Join(got, "|"), want)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	c := whole()
	b.ReportAllocs()
	for b.Loop() {
		c.Snapshot()
	}
}

func BenchmarkChanges(b *testing.B) {
	before := whole()
	after := *before
	after.LastName = "Lovelace"
	for _, was := range []struct {
		name   string
		before *models.Contact
	}{{"one field", before}, {"a new contact", nil}} {
		b.Run(was.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				after.Changes(was.before)
			}
		})
	}
}

func BenchmarkApply(b *testing.B) {
	text := func(s string) graphql.Omittable[*string] { return graphql.OmittableOf(&s) }
	in := models.ContactUpdateInput{Name: text("Ada"), LastName: text("Lovelace"), Email: text("ada@example.com"), Location: text("Paris")}
	b.ReportAllocs()
	for b.Loop() {
		c := models.Contact{CustomAttributes: models.JSON("{}")}
		if err := c.Apply(in, ""); err != nil {
			b.Fatal(err)
		}
	}
}
