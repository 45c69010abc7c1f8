package resolvers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// population are the contacts that roles see or do not see. Every value of the i-th one, and of all that belongs to it, has its canary.
type population struct {
	contacts []string
	// belongs are the ids of what belongs to each contact, its own included.
	belongs [][]string
	inboxes []string
	ids     map[string][]string
}

// canary is in every text of a contact.
func canary(i int) string { return fmt.Sprintf("zq%02dx", i) }

// populate makes contacts with everything that belongs to contacts. What i is divisible by decides what they have in common.
func populate(t *testing.T, w *crmtest.World, api *crmtest.API, n int) *population {
	t.Helper()
	p := &population{ids: map[string][]string{}}
	create := func(kind, mutation string) string {
		t.Helper()
		var data struct {
			M map[string]struct{ ID string }
		}
		api.Get(t, w.Home.Administrator, &data, "mutation { m: "+mutation+" { "+kind+" { id } } }", nil)
		id := data.M[kind].ID
		p.ids[kind] = append(p.ids[kind], id)
		return id
	}
	for _, channel := range []string{"API", "EMAIL"} {
		p.inboxes = append(p.inboxes, create("inbox", `inboxCreate(input: {name: "`+channel+`", channelType: `+channel+`})`))
	}
	company := create("company", `companyCreate(input: {name: "Acme"})`)
	create("company", `companyCreate(input: {name: "Globex"})`)
	for i := range n {
		c := canary(i)
		extra := ""
		if i%3 == 0 {
			extra += `, companyId: "` + company + `"`
		}
		id := create("contact", fmt.Sprintf(`contactCreate(input: {name: "Ada %[1]s", lastName: "Last %[1]s", email: "mail%[1]s@d%[2]d.example",
			phoneNumber: "+1212555%04[3]d", identifier: "ident%[1]s", location: "loc%[1]s", labels: ["all", "mod%[2]d"],
			additionalAttributes: {city: "city%[1]s", jobTitle: "job%[1]s"}, customAttributes: {plan: "plan%[2]d", secret: "attr%[1]s"}%[4]s})`,
			c, i%2, 1000+i, extra))
		mine := []string{id}
		p.contacts = append(p.contacts, id)
		inbox := p.inboxes[i%2]
		mine = append(mine,
			create("contactPoint", `contactPointAdd(input: {contactId: "`+id+`", kind: EMAIL, value: "mailtwo`+c+`@example.org"})`),
			create("note", `noteCreate(input: {contactId: "`+id+`", content: "note`+c+`"})`),
			create("contactInbox", `contactInboxCreate(input: {contactId: "`+id+`", inboxId: "`+p.inboxes[0]+`", sourceId: "source`+c+`"})`))
		create("contactPoint", `contactConsentSet(input: {contactId: "`+id+`", address: {email: "mailtwo`+c+`@example.org"}, purpose: "news",
			state: GRANTED, proof: "proof`+c+`"})`)
		conversation := create("conversation", `conversationCreate(input: {contactId: "`+id+`", inboxId: "`+inbox+
			`", customAttributes: {k: "conv`+c+`"}})`)
		message := create("message", `messageCreate(input: {conversationId: "`+conversation+`", content: "msg`+c+`", messageType: INCOMING})`)
		rating := create("csatResponse", `csatResponseCreate(input: {conversationId: "`+conversation+`", rating: 4, feedback: "rate`+c+`"})`)
		mine = append(mine, conversation, message, rating)
		if i%2 == 0 {
			gone := create("contact", `contactCreate(input: {name: "Was `+c+`", email: "was`+c+`@example.net"})`)
			mine = append(mine, gone, create("merge", `contactMerge(input: {into: "`+id+`", from: ["`+gone+`"]})`))
		}
		if i%4 == 1 {
			api.Get(t, w.Home.Administrator, &struct{}{},
				`mutation { contactBlock(input: {id: "`+id+`", reason: "why`+c+`"}) { userErrors { code } } }`, nil)
		}
		p.belongs = append(p.belongs, mine)
	}
	w.Exec(t, `INSERT INTO contact_duplicates (account_id, first_id, second_id, probability, reasons)
		SELECT a.account_id, a.id, b.id, 0.9, '[]'
		FROM contacts a JOIN contacts b ON b.account_id = a.account_id AND a.id < b.id WHERE a.account_id = $1`, w.Home.Key)
	job := create("job", `contactsBulkUpdate(input: {target: {ids: ["`+p.contacts[0]+`"]}, set: {blocked: false}, dryRun: true})`)
	w.Exec(t, "INSERT INTO job_failures (account_id, job_id, n, contact_id, errors) VALUES ($1, $2, 1, $3, '[]')", w.Home.Key,
		typeid.Read[models.JobID](job), typeid.Read[models.ContactID](p.contacts[0]))
	p.belongs[0] = append(p.belongs[0], job)
	w.Exec(t, `UPDATE messages
		SET content_attributes = ('{"email": {"from": ["from' || substring(content from 4) || '"]}}')::jsonb
		WHERE account_id = $1`, w.Home.Key)
	for _, id := range w.Texts(t, "SELECT id::text FROM contact_events WHERE account_id = $1 ORDER BY seq", w.Home.Key) {
		var event models.ContactEventID
		if err := event.Scan(id); err != nil {
			t.Fatal(err)
		}
		p.ids["event"] = append(p.ids["event"], event.String())
	}
	return p
}

// rolePermissions are all permissions that go with limits.
var rolePermissions = []models.Permission{models.PermContactCreate, models.PermContactUpdate, models.PermContactBlock,
	models.PermContactMerge, models.PermContactDelete, models.PermContactImport, models.PermContactExport, models.PermConverse,
	models.PermConversationDelete, models.PermNote, models.PermLabelCreate, models.PermCompanyWrite, models.PermInboxWrite,
	models.PermTeamWrite, models.PermLabelWrite, models.PermDefinitionWrite, models.PermSegmentWrite}

// randomRole is a role with a filter, and sometimes with masked fields.
func randomRole(r *rand.Rand, p *population) models.RoleCreateInput {
	in := models.RoleCreateInput{Permissions: rolePermissions, ContactFilter: randomRoleFilter(r, p, 2)}
	if r.IntN(2) == 0 {
		for _, f := range models.MaskedFields {
			if r.IntN(2) == 0 {
				in.MaskedFields = append(in.MaskedFields, f)
			}
		}
	}
	return in
}

func randomRoleFilter(r *rand.Rand, p *population, depth int) *models.ContactFilter {
	text := func(v string) *string { return &v }
	f := &models.ContactFilter{}
	n := r.IntN(10)
	if depth == 0 {
		n = r.IntN(7)
	}
	switch n {
	case 0:
		f.Labels = &models.LabelsFilter{Any: []string{"mod1"}}
	case 1:
		f.Labels = &models.LabelsFilter{None: []string{"mod0"}}
	case 2:
		f.CustomAttributes = []models.CustomAttributeFilter{{Key: "plan", Text: &models.StringFilter{Eq: text("plan1")}}}
	case 3:
		f.Email = &models.StringFilter{Contains: text("@d0.example")}
	case 4:
		f.Blocked = new(bool)
		*f.Blocked = r.IntN(2) == 0
	case 5:
		f.InboxID = &models.IDFilter{Eq: &p.inboxes[1]}
	case 6:
		for _, id := range p.contacts {
			if r.IntN(2) == 0 {
				f.IDs = append(f.IDs, typeid.Read[models.ContactID](id))
			}
		}
		f.IDs = append(f.IDs, typeid.Read[models.ContactID](p.contacts[0]))
	case 7:
		f.Not = randomRoleFilter(r, p, depth-1)
	case 8:
		f.Or = []models.ContactFilter{*randomRoleFilter(r, p, depth-1), *randomRoleFilter(r, p, depth-1)}
	default:
		f.And = []models.ContactFilter{*randomRoleFilter(r, p, depth-1), *randomRoleFilter(r, p, depth-1)}
	}
	return f
}

// seenBy asks an administrator which contacts a filter finds.
func (p *population) seenBy(t *testing.T, w *crmtest.World, f *models.ContactFilter) []bool {
	t.Helper()
	seen := make([]bool, len(p.contacts))
	first := 100
	found, err := w.CRM.ListContacts(crmtest.As(w.Home.Administrator), pageArgs(first), crm.ContactQuery{Filter: f})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range found.Nodes() {
		if i := slices.Index(p.contacts, c.ID.String()); i >= 0 {
			seen[i] = true
		}
	}
	return seen
}
