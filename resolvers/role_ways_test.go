package resolvers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// witness is a user of a random role, who must be told nothing of the contacts that the role hides and of the fields that it masks.
type witness struct {
	*rand.Rand
	t      *testing.T
	w      *crmtest.World
	api    *crmtest.API
	p      *population
	in     models.RoleCreateInput
	viewer *models.Viewer
	// seen says which contacts the role shows.
	seen []bool
	// calls is how much was asked, and failures what was told.
	calls, failures *int
}

// heard looks at what the witness was told to a question; the question may name what the answer must not.
func (x *witness) heard(question, told string) {
	x.t.Helper()
	*x.calls++
	found := x.p.leaks(told, question, x.seen, x.in.MaskedFields)
	if len(found) == 0 {
		return
	}
	filter, _ := json.Marshal(x.in.ContactFilter)
	x.t.Errorf("%s masking %s sees %s\n%s\n%.3000s", filter, x.in.MaskedFields, found, question, told)
	if *x.failures++; *x.failures > 5 {
		x.t.FailNow()
	}
}

// ask sends an operation and looks at the answer.
func (x *witness) ask(query string) crmtest.Answer {
	x.t.Helper()
	answer := x.api.Ask(x.t, x.viewer, query, nil)
	x.heard(query, answer.Body)
	return answer
}

// some returns the number of a contact that the role shows, or hides; -1 if there is none.
func (x *witness) some(visible bool) int {
	from := x.IntN(len(x.seen))
	for i := range x.seen {
		if at := (from + i) % len(x.seen); x.seen[at] == visible {
			return at
		}
	}
	return -1
}

// writes tries to store values that hidden contacts have, which are TAKEN, and to change what belongs to them, which is NOT_FOUND.
func (x *witness) writes() {
	x.t.Helper()
	own := "contact_01h455vb4pex5vsknk084sn02q" // which is not there
	if i := x.some(true); i >= 0 {
		own = x.p.contacts[i]
	}
	for i, visible := range x.seen {
		if visible {
			continue
		}
		taken, foreign := x.p.taken(i, own), x.p.foreign(i, own)
		x.Shuffle(len(foreign), func(i, j int) { foreign[i], foreign[j] = foreign[j], foreign[i] })
		for _, mutation := range append(taken, foreign[:crmtest.Sized(4, 1)]...) {
			answer := x.ask("mutation { m: " + mutation + ` { userErrors { code message field
				... on TakenError { contact { id name } node { id } } } } }`)
			want := `"code":"TAKEN"`
			if !slices.Contains(taken, mutation) || strings.Contains(mutation, own) && x.some(true) < 0 {
				want = `"code":"NOT_FOUND"`
			}
			if !strings.Contains(answer.Body, want) {
				x.t.Errorf("%s: %s, not %s", mutation, answer.Body, want)
			}
		}
	}
}

// taken are mutations that would give one's own contact, or a new one, what the i-th contact has.
func (p *population) taken(i int, own string) []string {
	c := canary(i)
	return []string{
		fmt.Sprintf(`contactCreate(input: {email: "mail%s@d%d.example"})`, c, i%2),
		fmt.Sprintf(`contactCreate(input: {phoneNumber: "+1212555%04d"})`, 1000+i),
		fmt.Sprintf(`contactUpsert(input: {match: IDENTIFIER, contact: {identifier: "ident%s"}})`, c),
		fmt.Sprintf(`contactPointAdd(input: {contactId: %q, kind: EMAIL, value: "mailtwo%s@example.org"})`, own, c),
		fmt.Sprintf(`contactInboxCreate(input: {contactId: %q, inboxId: %q, sourceId: "source%s"})`, own, p.inboxes[0], c),
	}
}

// foreign are mutations of what belongs to the i-th contact.
func (p *population) foreign(i int, own string) (all []string) {
	id, of := p.contacts[i], p.belongs[i]
	point, note, link, conversation, message, rating := of[1], of[2], of[3], of[4], of[5], of[6]
	for _, format := range []string{
		`contactUpdate(input: {id: %q, lastName: "X"})`, `contactBlock(input: {id: %q})`, `contactUnblock(input: {id: %q})`,
		`contactLabelsAdd(input: {id: %q, labels: ["all"]})`, `contactAvatarRemove(input: {id: %q})`, `contactPresence(input: {id: %q})`,
		`contactDelete(input: {id: %q})`, `contactDataExport(input: {id: %q})`, `noteCreate(input: {contactId: %q, content: "X"})`,
		`conversationCreate(input: {contactId: %q, inboxId: "` + p.inboxes[0] + `"})`,
		`contactConsentSet(input: {contactId: %q, pointId: "` + point + `", purpose: "news", state: REFUSED})`,
		`contactPointRemove(input: {contactId: %q, id: "` + point + `"})`,
		`contactMerge(input: {into: "` + own + `", from: [%q]})`, `contactMerge(input: {into: %q, from: ["` + own + `"]})`,
		`duplicateDismiss(input: {contactIds: [%q, "` + own + `"]})`,
	} {
		all = append(all, fmt.Sprintf(format, id))
	}
	return append(all, fmt.Sprintf(`noteUpdate(input: {id: %q, content: "X"})`, note), fmt.Sprintf(`noteDelete(input: {id: %q})`, note),
		fmt.Sprintf(`contactInboxDelete(input: {id: %q})`, link), fmt.Sprintf(`messageUpdate(input: {id: %q, status: READ})`, message),
		fmt.Sprintf(`messageDelete(input: {id: %q})`, message), fmt.Sprintf(`csatResponseReview(input: {id: %q, reviewNotes: "X"})`, rating),
		fmt.Sprintf(`messageCreate(input: {conversationId: %q, content: "X"})`, conversation),
		fmt.Sprintf(`conversationUpdate(input: {id: %q, status: PENDING})`, conversation),
		fmt.Sprintf(`conversationTyping(input: {conversationId: %q})`, conversation),
		fmt.Sprintf(`conversationDelete(input: {id: %q})`, conversation))
}

// jobs has a job look at all contacts, and at all by their ids, and exports them.
func (x *witness) jobs() {
	x.t.Helper()
	blocked, ctx := true, crmtest.As(x.viewer)
	set := models.ContactBulkSet{Blocked: graphql.OmittableOf(&blocked)}
	named, visible := models.ContactTarget{IDs: []models.ContactID{}}, 0
	for i, id := range x.p.contacts {
		named.IDs = append(named.IDs, typeid.Read[models.ContactID](id))
		if x.seen[i] {
			visible++
		}
	}
	for _, target := range []models.ContactTarget{named, {Filter: &models.ContactFilter{}}} {
		job, err := x.w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: target, Set: set, DryRun: true})
		if err != nil {
			x.t.Fatal(err)
		}
		args := crm.JobArgs{Account: x.w.Home.Key, Job: job.ID}
		for more := true; more; {
			if more, err = x.w.CRM.WorkJob(x.t.Context(), args); err != nil {
				x.t.Fatal(err)
			}
		}
		answer := x.ask(`{ node(id: "` + job.ID.String() + `") { ... on Job { succeeded failed failures { errors { code message } } } } }`)
		if !strings.Contains(answer.Body, fmt.Sprintf(`"succeeded":%d,`, visible)) {
			x.t.Errorf("%d contacts are seen: %s", visible, answer.Body)
		}
	}
	for _, format := range []models.ExportFormat{models.ExportCSV, models.ExportJSONL, models.ExportVCard} {
		in := models.ContactsExportInput{Format: format}
		job, err := x.w.CRM.ExportContacts(ctx, in)
		if err != nil {
			x.t.Fatal(err)
		}
		var file bytes.Buffer
		args := crm.JobArgs{Account: x.w.Home.Key, Job: job.ID}
		if _, err := x.w.Transfers.Export(x.t.Context(), args, models.ExportTask(in), &file); err != nil {
			x.t.Fatal(err)
		}
		x.heard("an export as "+string(format), file.String())
		x.ended(job.ID)
	}
	job, err := x.w.CRM.ExportCsatResponses(ctx, models.CsatResponsesExportInput{})
	if err != nil {
		x.t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := x.w.Transfers.ExportRatings(x.t.Context(), crm.JobArgs{Account: x.w.Home.Key, Job: job.ID}, &file); err != nil {
		x.t.Fatal(err)
	}
	x.heard("an export of ratings", file.String())
	x.ended(job.ID)
}

// ended ends a job, of which an account has a limited number at once.
func (x *witness) ended(id models.JobID) {
	x.t.Helper()
	x.w.Exec(x.t, "UPDATE jobs SET state = 'CANCELLED', finished_at = created_at WHERE id = $1", id)
}

// follows reads the log as subscriptions do, and follows lists and events while contacts that the role shows and hides change.
func (x *witness) follows() {
	x.t.Helper()
	log, err := x.w.CRM.ReadLog(x.t.Context(), models.LogPosition{Account: x.w.Home.Key}, 1000)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, f := range []*models.ContactFilter{nil, {}} {
		shown, err := x.w.CRM.FilterEvents(crmtest.As(x.viewer), f, log)
		if err != nil {
			x.t.Fatal(err)
		}
		told, err := json.Marshal(shown)
		if err != nil {
			x.t.Fatal(err)
		}
		x.heard("the event log", string(told))
	}
	end, _, err := x.w.CRM.OpenLog(crmtest.As(x.w.Home.Administrator), nil)
	if err != nil {
		x.t.Fatal(err)
	}
	after := string(end.Cursor())
	const record = `id name email phoneNumber identifier customAttributes location notes { nodes { content } } points { value }`
	lists := []string{
		`subscription { contactsLive(first: 100, countLimit: 100) { ... on ContactListSnapshot { nodes { ` + record + ` } }
			... on ContactListPatch { ops { ... on ContactListInsert { node { ` + record + ` } } ... on ContactListMove { contactId after }
				... on ContactListUpdate { node { ` + record + ` } } ... on ContactListRemove { removed: contactId } } } } }`,
		`subscription { conversationsLive(first: 100, countLimit: 100) {
			... on ConversationListSnapshot { nodes { id contact { ` + record + ` } } }
			... on ConversationListPatch { ops { ... on ConversationListInsert { node { id contact { ` + record + ` } } }
				... on ConversationListUpdate { node { id contact { ` + record + ` } } } } } } }`,
		`subscription { contactEvents(after: "` + after + `") { contactId type snapshot changes { field from to } contact { ` + record + ` } } }`,
		`subscription { conversationEvents(after: "` + after + `", types: [CONVERSATION_UPDATED, MESSAGE_CREATED]) {
			contactId snapshot conversation { id } } }`,
	}
	var streams []*crmtest.Subscription
	for i, list := range lists {
		s := x.api.Subscribe(x.t, x.viewer, list, nil, "")
		defer s.End()
		if streams = append(streams, s); i < 2 {
			x.next(s, list)
		}
	}
	hidden, visible := x.some(false), x.some(true)
	for _, i := range []int{hidden, visible} {
		if i < 0 {
			continue
		}
		x.api.Get(x.t, x.w.Home.Administrator, &struct{}{}, fmt.Sprintf(`mutation {
			messageCreate(input: {conversationId: %[4]q, content: "msg%[2]s"}) { userErrors { code } }
			contactUpdate(input: {id: %[1]q, lastName: "Last %[2]s %[3]d"}) { userErrors { code } }
			conversationUpdate(input: {id: %[4]q, customAttributes: {k: "conv%[2]s", n: %[3]d}}) { userErrors { code } } }`,
			x.p.contacts[i], canary(i), *x.calls, x.p.belongs[i][4]), nil)
	}
	x.refused(`subscription { jobProgress(id: "` + x.p.ids["job"][0] + `") { failures { contactId } } }`)
	if hidden >= 0 {
		x.refused(`subscription { contactUpdated(id: "` + x.p.contacts[hidden] + `") { name } }`)
		x.refused(`subscription { conversationTypingEvents(conversationId: "` + x.p.belongs[hidden][4] + `") { typing } }`)
	}
	if visible < 0 {
		return
	}
	for i, s := range streams {
		marks := []string{x.p.contacts[visible], x.p.belongs[visible][4], x.p.contacts[visible], x.p.belongs[visible][4]}
		for told := ""; !strings.Contains(told, marks[i]); {
			told = x.next(s, lists[i])
		}
	}
}

// next returns the next event of a stream, after a look at it.
func (x *witness) next(s *crmtest.Subscription, query string) string {
	x.t.Helper()
	e, ok := s.Next(x.t)
	if !ok || len(e.Errors) > 0 {
		x.t.Fatalf("%s: %s %s", query, e.Kind, e.Body)
	}
	x.heard(query, e.Body)
	return e.Body
}

// refused expects that a subscription ends with NOT_FOUND.
func (x *witness) refused(query string) {
	x.t.Helper()
	s := x.api.Subscribe(x.t, x.viewer, query, nil, "")
	defer s.End()
	e, _ := s.Next(x.t)
	x.heard(query, e.Body)
	if !strings.Contains(e.Body, `"NOT_FOUND"`) {
		x.t.Errorf("%s: %s %s", query, e.Kind, e.Body)
	}
}
