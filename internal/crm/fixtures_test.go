package crm_test

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

// records are one record of each kind in one account, related to one contact.
type records struct {
	contact      *models.Contact
	company      *models.Company
	inbox        *models.Inbox
	link         *models.ContactInbox
	conversation *models.Conversation
	message      *models.Message
	label        *models.Label
	note         *models.Note
	csat         *models.CsatResponse
}

// furnish creates one record of each kind in the account; tag makes unique values distinct.
func furnish(t *testing.T, w *crmtest.World, a crmtest.Account, tag string) records {
	t.Helper()
	ctx := crmtest.As(a.Administrator)
	var r records
	r.company = made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Kith " + tag, Domain: ptr(tag + ".example.org")}))
	r.label = made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "label-" + tag}))
	r.inbox = made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Inbox " + tag, ChannelType: models.ChannelAPI}))
	r.contact = made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada " + tag), Email: ptr(tag + "@example.com"),
		Identifier: ptr(tag), CompanyID: &r.company.ID, Labels: []string{r.label.Title}}))
	r.link = made(w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
		SourceID: ptr("source-" + tag)}))
	r.conversation = made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
		AssigneeID: a.Agent.UserID, Labels: []string{r.label.Title}}))
	r.message = made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "hello",
		MessageType: models.Incoming}))
	r.note = made(w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: r.contact.ID, Content: "likes tea"}))
	r.csat = made(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: r.conversation.ID, Rating: 5}))
	return r
}

// made returns the record, or panics if it could not be created.
func made[T any](record *T, err error) *T {
	if err != nil {
		panic(err)
	}
	return record
}

// given is a field that is set in an update.
func given[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

// refusal formats an error as `CODE path`, several separated by commas; blank for nil.
func refusal(err error) string {
	var many models.Errors
	var one *models.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = models.Errors{one}
	default:
		return "internal: " + err.Error()
	}
	texts := make([]string, len(many))
	for i, e := range many {
		texts[i] = strings.TrimSpace(string(e.Code) + " " + strings.Join(e.Field, "."))
	}
	return strings.Join(texts, ", ")
}

// holder returns the contact that an error names.
func holder(err error) *models.Contact {
	var one *models.Error
	if !errors.As(err, &one) {
		return nil
	}
	return one.Contact
}

// state returns a digest of every table, so that a test can see that nothing has changed.
func state(t *testing.T, w *crmtest.World) string {
	t.Helper()
	tables := w.Texts(t, `
		SELECT table_name
		FROM information_schema.tables
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
		ORDER BY 1`)
	var digests []string
	for _, table := range tables {
		digest := w.Texts(t, fmt.Sprintf(`
			SELECT count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), ''))
			FROM %s x`, table))[0]
		digests = append(digests, table+" "+digest)
	}
	return strings.Join(digests, "\n")
}

// together runs fn n times at once and returns the errors in the order of the runs.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

const theContact = "SELECT FROM contacts WHERE id = $1 FOR UPDATE"

// hold locks rows as another transaction would, until the returned function is called.
func hold(t *testing.T, w *crmtest.World, lock string, args ...any) (release func()) {
	t.Helper()
	ctx := crmtest.Unrecorded(context.Background())
	tx, err := w.Pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, lock, args...); err != nil {
		t.Fatal(err)
	}
	release = func() {
		if err := tx.Rollback(ctx); err != nil {
			t.Error(err)
		}
	}
	return release
}

// step is one side of a race, with the context of its caller.
type step func(context.Context) error

// wantRaced pauses an administrator's first step at the statement that contains at, runs the second step as far as it can, and
// fails unless both succeed.
func wantRaced(t *testing.T, w *crmtest.World, at string, first, second step) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	gated, gate := crmtest.WithGate(ctx, at)
	met, firstErr, secondErr := w.Interleave(t, gate, func() error { return first(gated) }, func() error { return second(ctx) })
	if !met || firstErr != nil || secondErr != nil {
		t.Errorf("stopped at %q: %t; the first: %v; the second: %v", at, met, firstErr, secondErr)
	}
}

// Error codes of PostgreSQL; its own statistics count deadlocks with a delay.
const (
	deadlock         = "40P01"
	missingReference = "23503"
)

// interleaved runs a race repeatedly: the first step is paused at each of its statements in turn while the second runs as far as it
// can; unless the tests run whole, at every fifth statement, beginning with one that depends on the name of the test. begin prepares the
// records; ended checks them and the errors of both steps.
func interleaved(t *testing.T, w *crmtest.World, begin func() (first, second step, ended func(firstErr, secondErr error))) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	stride := crmtest.Sized(1, 5)
	n := 1 - stride + int(crc32.ChecksumIEEE([]byte(t.Name())))%stride
	for met := true; met && !t.Failed(); {
		n += stride
		var firstErr, secondErr error
		first, second, ended := begin()
		gated, gate := crmtest.WithGateAt(ctx, n)
		met, firstErr, secondErr = w.Interleave(t, gate, func() error { return first(gated) }, func() error { return second(ctx) })
		if met {
			ended(firstErr, secondErr)
		}
	}
	deadlocks := w.Statements.Refused(deadlock)
	if t.Failed() || deadlocks > 0 || n < 5 {
		t.Fatalf("the first was stopped at its statements up to %d; %d deadlocks", n, deadlocks)
	}
}

// inThisOrder starts two steps one after the other while the contact is locked, so that they get the lock in this order, and
// returns their errors. It takes two, because PostgreSQL would not keep the order of the last two of three once the first has
// changed the row.
func inThisOrder(t *testing.T, w *crmtest.World, id models.ContactID, first, second func() error) []error {
	t.Helper()
	release := hold(t, w, theContact, id)
	errs := make([]error, 2)
	var all sync.WaitGroup
	for i, step := range []func() error{first, second} {
		all.Go(func() { errs[i] = step() })
		w.AwaitBlocked(t, i+1)
	}
	release()
	all.Wait()
	return errs
}

// bulk stores n plain contacts at once.
func bulk(t testing.TB, w *crmtest.World, a crmtest.Account, n int) {
	t.Helper()
	w.Exec(t, `
		INSERT INTO contacts (account_id, id, version, contact_type, name, name_key, search, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'VISITOR', 'Contact ' || i, 'contact ' || i, 'contact ' || i, now(), now()
		FROM generate_series(1, $2) i`, a.Key, n)
}
