package crm_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestOneLabelOrKey has different ways of writing a label or the key of an attribute be one.
func TestOneLabelOrKey(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const nfd = "cafe\u0301"
	made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: " Café\u200b"}))
	if _, err := w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: nfd}); refusal(err) != "TAKEN title" {
		t.Error(err)
	}
	with := newContact(t, w, models.ContactCreateInput{Labels: []string{nfd}, CustomAttributes: models.JSON(`{"` + nfd + `": "x"}`)})
	without := newContact(t, w, models.ContactCreateInput{})
	wantListed(t, w, with.ID, crm.ContactQuery{Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{nfd}}}})
	wantListed(t, w, without.ID, crm.ContactQuery{Filter: &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{nfd}}}})
	for _, key := range []string{nfd, "café", " café "} {
		wantListed(t, w, with.ID, crm.ContactQuery{Filter: &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{
			{Key: key, Text: &models.StringFilter{Eq: ptr("x")}}}}})
	}
	define := func(key string, model models.AttributeModel) error {
		_, err := w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: key, DisplayName: "x", Type: models.TextAttribute,
			Model: model})
		return err
	}
	for _, s := range []struct {
		key, want string
	}{{"हिन्दी", ""}, {"plan", ""}, {"PLAN", "TAKEN key"}, {"plan", "TAKEN key"}, {"Email", "INVALID key"}, {"PhoneNumber", "INVALID key"},
		{nfd, ""}, {"CAFÉ", "TAKEN key"}, {"\u0301", "INVALID key"}, {"a\u200bb", "INVALID key"}} {
		if err := define(s.key, models.ContactAttribute); refusal(err) != s.want {
			t.Errorf("%q: %v, not %q", s.key, err, s.want)
		}
	}
	if err := define("Plan", models.CompanyAttribute); err != nil {
		t.Error(err)
	}
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: with.ID,
		CustomAttributes: graphql.OmittableOf(models.JSON(`{"` + nfd + `": null}`))}))
	if got := string(contactNow(t, w, ctx, with.ID).CustomAttributes); got != "{}" {
		t.Errorf("the attribute is still there: %s", got)
	}
}

// TestOneKeyWhereverItIsNamed names an attribute in another form in orders, in reads of its value, in exports and in choices of merges.
func TestOneKeyWhereverItIsNamed(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const nfd = "cafe\u0301"
	b := newContact(t, w, models.ContactCreateInput{CustomAttributes: models.JSON(`{"café": "b"}`)})
	a := newContact(t, w, models.ContactCreateInput{CustomAttributes: models.JSON(`{"café": "a"}`)})
	for _, key := range []string{nfd, " café "} {
		list, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{OrderBy: []*models.ContactOrder{{
			By: models.ContactOrderKey{CustomAttribute: &key}, Direction: models.Asc, Nulls: models.NullsLast}}})
		if err != nil || len(list.Nodes()) != 2 || list.Nodes()[0].ID != a.ID {
			t.Errorf("by %q: %v, %v", key, list, err)
		}
		if value, err := a.CustomAttribute(key); err != nil || string(value) != `"a"` {
			t.Errorf("%q is %s, %v", key, value, err)
		}
	}
	export := func(columns ...string) error {
		_, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV, Columns: columns})
		return err
	}
	if err := export("customAttributes." + nfd); err != nil {
		t.Error(err)
	}
	if tasks := w.Texts(t, "SELECT task ->> 'columns' FROM jobs WHERE kind = 'EXPORT'"); len(tasks) != 1 ||
		tasks[0] != `["customAttributes.café"]` {
		t.Errorf("the export writes %q", tasks)
	}
	if err := export("customAttributes."+nfd, "customAttributes.café"); refusal(err) != "INVALID columns.1" {
		t.Error(err)
	}
	survivor, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID},
		Choices: []*models.MergeChoice{{Field: "customAttributes." + nfd, ContactID: b.ID}}})
	if err != nil || string(survivor.CustomAttributes) != `{"café": "b"}` && string(survivor.CustomAttributes) != `{"café":"b"}` {
		t.Error(survivor, err)
	}
}

// TestUpsertWithASourceInAnotherForm sends an upsert again whose source id is not in canonical form.
func TestUpsertWithASourceInAnotherForm(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	in := models.ContactUpsertInput{Match: models.MatchEmail, Contact: models.ContactCreateInput{Email: ptr("Ann@Bücher.example"),
		Inbox: &models.ContactInboxInput{InboxID: inbox.ID, SourceID: ptr("Ann@Bücher.example")}}}
	for range 2 {
		if _, _, err := w.CRM.UpsertContact(ctx, in); err != nil {
			t.Error(err)
		}
	}
	if sources := w.Texts(t, "SELECT source_id FROM contact_inboxes"); len(sources) != 1 || sources[0] != "ann@xn--bcher-kva.example" {
		t.Errorf("links: %q", sources)
	}
	in.Contact.Email = ptr("ben@x.example")
	if _, _, err := w.CRM.UpsertContact(ctx, in); refusal(err) != "TAKEN contact.inbox.sourceId" {
		t.Error(err)
	}
}

// TestUsersAndCompaniesHaveCanonicalKeys checks emails of users and domains of companies, and that free mail links to no company.
func TestUsersAndCompaniesHaveCanonicalKeys(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	user := made(w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "Ada", Email: "Ada@Bücher.example", Role: models.Agent}))
	_, err := w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "Ada", Email: "ada@xn--bcher-kva.example", Role: models.Agent})
	if refusal(err) != "TAKEN email" {
		t.Error(err)
	}
	for _, email := range []string{"ada@bücher.example", " ADA@BU\u0308CHER.EXAMPLE", "ada@xn--bcher-kva.example."} {
		if found, err := w.CRM.UserByEmail(ctx, email); err != nil || found.ID != user.ID {
			t.Errorf("%s finds %v, %v", email, found, err)
		}
	}
	company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Bücher", Domain: ptr("Bücher.example.")}))
	if *company.Domain != "xn--bcher-kva.example" {
		t.Errorf("the domain is %s", *company.Domain)
	}
	if _, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "B", Domain: ptr("xn--bcher-kva.example")}); refusal(err) !=
		"TAKEN domain" {
		t.Error(err)
	}
	if c := newContact(t, w, models.ContactCreateInput{Email: ptr("x@BÜCHER.example")}); c.CompanyID == nil || *c.CompanyID != company.ID {
		t.Errorf("the contact is with %v", c.CompanyID)
	}
	for _, domain := range []string{"gmail.com", "yahoo.com.br", "outlook.fr", "mailinator.com"} {
		made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: domain, Domain: &domain}))
		if c := newContact(t, w, models.ContactCreateInput{Email: ptr("x@" + domain)}); c.CompanyID != nil {
			t.Errorf("%s links to a company", domain)
		}
	}
}

// TestNamesCanBeSeen checks that names keep no control and invisible characters, and that those alone are none.
func TestNamesCanBeSeen(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for in, want := range map[string]string{"\u200b\u200b": "", "\u202eevil\u0007": "evil", "Ada\nLovelace": "Ada Lovelace",
		"می\u200cخواهم": "می\u200cخواهم", "👩\u200d💻": "👩\u200d💻", "\u200d": "", "\u3164": "", "Zero\u200bwidth": "Zerowidth"} {
		c := newContact(t, w, models.ContactCreateInput{Name: &in, AdditionalAttributes: &models.AdditionalAttributesInput{City: given(in)}})
		city := c.AdditionalAttributes.City
		if c.Name != want || (city != nil) != (want != "") || city != nil && *city != want {
			t.Errorf("%q is stored as %q and %v", in, c.Name, city)
		}
	}
	if _, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "\u200b"}); refusal(err) != "REQUIRED name" {
		t.Error(err)
	}
	if _, err := w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "\u2060", Filter: &models.ContactFilter{}}); refusal(err) !=
		"REQUIRED name" {
		t.Error(err)
	}
}

// TestCountriesAreCompared finds contacts by their country, however it was written.
func TestCountriesAreCompared(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	in := func(country string) *models.Contact {
		return newContact(t, w, models.ContactCreateInput{AdditionalAttributes: &models.AdditionalAttributesInput{Country: given(country)}})
	}
	german, none := in("Deutschland"), newContact(t, w, models.ContactCreateInput{})
	if german.CountryCode == nil || *german.CountryCode != "DE" {
		t.Errorf("the code is %v", german.CountryCode)
	}
	for _, f := range []models.StringFilter{{Eq: ptr("Germany")}, {In: []string{"Allemagne", "Peru"}}, {Eq: ptr("de")},
		{Eq: ptr("deutschland")}} {
		wantListed(t, w, german.ID, crm.ContactQuery{Filter: &models.ContactFilter{Country: &f}})
	}
	for _, f := range []models.StringFilter{{Ne: ptr("Germany")}, {Nin: []string{"DEU"}}} {
		wantListed(t, w, none.ID, crm.ContactQuery{Filter: &models.ContactFilter{Country: &f}})
	}
}

// TestUnmergeNamesWhatAnswersElsewhere moves a conversation of a merged contact to the survivor before the merge: its replies go through
// the link of the source, and undoing the merge, which leaves it with the survivor, says so.
func TestUnmergeNamesWhatAnswersElsewhere(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A")}), newContact(t, w, models.ContactCreateInput{Email: ptr("b@x.example")})
	moved := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: b.ID, InboxID: inbox.ID}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: moved.ID, ContactID: given(a.ID)}))
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	late := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: a.ID, InboxID: inbox.ID}))
	_, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) != 1 || kept[0].Field != "conversations."+moved.ID.String() || string(kept[0].KeptValue) != `"`+a.ID.String()+`"` ||
		string(kept[0].MergedValue) != `"`+b.ID.String()+`"` {
		t.Errorf("kept: %+v", kept)
	}
	if with := conversationNow(t, w, ctx, moved.ID).ContactID; with != a.ID {
		t.Errorf("the conversation that was moved by hand is with %s", with)
	}
	if with := conversationNow(t, w, ctx, late.ID).ContactID; with != b.ID {
		t.Errorf("the conversation that was begun through the link is with %s", with)
	}
	checkInvariants(t, w)
}
