package crm_test

import (
	"context"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// erased creates a contact with the addresses and erases it.
func erased(t *testing.T, w *crmtest.World, in models.ContactCreateInput) *models.ContactErasure {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	c := made(w.CRM.CreateContact(ctx, in))
	return made(w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: c.ID, ExpectedVersion: &c.Version}))
}

// TestSuppressedAddresses: nobody stores an address of an erased contact again, in any spelling and by any way, until it is lifted.
func TestSuppressedAddresses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	erased(t, w, models.ContactCreateInput{Email: ptr("Ada@Example.com"), PhoneNumber: ptr("+14155550100"), Identifier: ptr("A-1")})
	ways := map[string]func(ctx context.Context) error{
		"email": func(ctx context.Context) error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr("ada@EXAMPLE.com")})
			return err
		},
		"phoneNumber": func(ctx context.Context) error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), PhoneNumber: ptr("+14155550100")})
			return err
		},
		"identifier": func(ctx context.Context) error {
			_, _, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchIdentifier,
				Contact: models.ContactCreateInput{Identifier: ptr("A-1")}})
			return err
		},
	}
	for field, way := range ways {
		if got := refusal(way(ctx)); !strings.HasPrefix(got, "SUPPRESSED ") || !strings.HasSuffix(got, field) {
			t.Errorf("%s: %s", field, got)
		}
		if err := way(crmtest.As(w.Foreign.Administrator)); err != nil {
			t.Errorf("another account: %v", err)
		}
	}
	other := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Eve")}))
	_, _, err := w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: other.ID, Kind: models.PointEmail,
		Value: "ada@example.com"})
	if got := refusal(err); !strings.HasPrefix(got, "SUPPRESSED") {
		t.Errorf("a further address: %s", got)
	}
	_, err = w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.ID, Email: given("ada@example.com")})
	if got := refusal(err); got != "SUPPRESSED email" {
		t.Errorf("an update: %s", got)
	}
	// A shared address says of nobody who they are.
	if _, _, err := w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: other.ID, Kind: models.PointEmail,
		Value: "ada@example.com", Shared: ptr(true)}); err != nil {
		t.Errorf("a shared address: %v", err)
	}
	job := importText(t, w, "name,email", "Ada,ada@example.com", "Bob,bob@example.com")
	if got := progress(t, w, seen(t, w, job)); !strings.Contains(got, "1 + 1") || !strings.Contains(got, "SUPPRESSED") {
		t.Errorf("an import: %s", got)
	}
	if n := w.Count(t, "SELECT count(*) FROM job_failures WHERE cells::text LIKE '%ada%'"); n > 0 {
		t.Error("the failed row of an import is kept")
	}
	address := models.AddressInput{Email: ptr("ada@example.com")}
	if s, err := w.CRM.FindSuppression(ctx, address); err != nil || s == nil || s.Kind != models.PointEmail {
		t.Errorf("the suppression: %v %v", s, err)
	}
	if err := w.CRM.LiftSuppression(crmtest.As(w.Home.Agent), address); refusal(err) != "FORBIDDEN" {
		t.Errorf("an agent lifts it: %v", err)
	}
	for _, want := range []string{"", "NOT_FOUND address"} {
		if got := refusal(w.CRM.LiftSuppression(ctx, address)); got != want {
			t.Errorf("lifting: %q, not %q", got, want)
		}
	}
	if s, err := w.CRM.FindSuppression(ctx, address); err != nil || s != nil {
		t.Errorf("a lifted suppression: %v %v", s, err)
	}
	if err := ways["email"](ctx); err != nil {
		t.Errorf("after it was lifted: %v", err)
	}
}

// TestAnotherSecretKey: a server with another key, or none, stores no address in an account that has suppressed some, since it could not
// know them. Other accounts are not concerned.
func TestAnotherSecretKey(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	erased(t, w, models.ContactCreateInput{Email: ptr("ada@example.com")})
	for name, key := range map[string][]byte{"another key": []byte(strings.Repeat("k", crm.SecretKeySize)), "no key": nil} {
		server := made(crm.New(w.Pool))
		if key != nil {
			if err := server.SealWith(key); err != nil {
				t.Fatal(err)
			}
		}
		create := func(viewer *models.Viewer) string {
			_, err := server.CreateContact(crmtest.As(viewer), models.ContactCreateInput{Email: ptr("ada@example.com")})
			if err == nil {
				w.Exec(t, "UPDATE contact_points SET key = gen_random_uuid()::text WHERE key = 'ada@example.com'")
			}
			return refusal(err)
		}
		if got := create(w.Home.Administrator); got != "UNAVAILABLE" {
			t.Errorf("%s: %q", name, got)
		}
		if got := create(w.Foreign.Administrator); got != "" {
			t.Errorf("%s, another account: %q", name, got)
		}
	}
}

// TestErasureIsRefused: without the right, the version or the contact nothing is erased.
func TestErasureIsRefused(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	r := furnish(t, w, w.Home, "home")
	foreign := furnish(t, w, w.Foreign, "foreign")
	now := contactNow(t, w, crmtest.As(w.Home.Administrator), r.contact.ID)
	before := state(t, w)
	for name, row := range map[string]struct {
		viewer *models.Viewer
		in     models.ContactEraseInput
		want   string
	}{
		"an agent":   {w.Home.Agent, models.ContactEraseInput{ID: r.contact.ID, ExpectedVersion: &now.Version}, "FORBIDDEN"},
		"no version": {w.Home.Administrator, models.ContactEraseInput{ID: r.contact.ID}, "REQUIRED expectedVersion"},
		"an old version": {w.Home.Administrator, models.ContactEraseInput{ID: r.contact.ID, ExpectedVersion: ptr(now.Version + 1)},
			"STALE_VERSION expectedVersion"},
		"another account": {w.Home.Administrator, models.ContactEraseInput{ID: foreign.contact.ID, ExpectedVersion: ptr(1)}, "NOT_FOUND id"},
		"a dry run":       {w.Home.Administrator, models.ContactEraseInput{ID: r.contact.ID, DryRun: true}, ""},
	} {
		if _, err := w.CRM.EraseContact(crmtest.As(row.viewer), row.in); refusal(err) != row.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
}

// TestErasureWhileItsAddressIsStored: whoever stores the address at the same time gets TAKEN or SUPPRESSED. Without the check after the
// insert the address comes back.
func TestErasureWhileItsAddressIsStored(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := 0
	begin := func() (erase, create step, ended func(eraseErr, createErr error)) {
		n++
		email := "raced" + strings.Repeat("x", n) + "@example.com"
		c := made(w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Email: &email}))
		return func(ctx context.Context) error {
				_, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: c.ID, ExpectedVersion: &c.Version})
				return err
			}, func(ctx context.Context) error {
				_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: &email})
				return err
			}, func(eraseErr, createErr error) {
				if got := refusal(createErr); eraseErr != nil || got != "TAKEN email" && got != "SUPPRESSED email" {
					t.Errorf("the erasure: %v; the other: %v", eraseErr, createErr)
				}
			}
	}
	interleaved(t, w, begin)
	interleaved(t, w, func() (step, step, func(error, error)) {
		erase, create, ended := begin()
		return create, erase, func(createErr, eraseErr error) { ended(eraseErr, createErr) }
	})
}

// TestExportDuringErasure: an export that read a contact before it was erased is not kept.
func TestExportDuringErasure(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")}))
	job := made(w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV}))
	args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
	err := w.CRM.WriteExport(ctx, args, func([]string) error { return nil }, func([]crm.Exported) error {
		_, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: c.ID, ExpectedVersion: &c.Version})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.FinishExport(ctx, args, "exports/x", 1); !strings.HasPrefix(refusal(err), "BLOCKED_BY_RULE") {
		t.Errorf("the export is kept: %v", err)
	}
}

// TestErasureEvents: subscribers get one event without values, and its receipt is in the audit log.
func TestErasureEvents(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	receipt := erased(t, w, models.ContactCreateInput{Name: ptr("Ada Lovelace"), Email: ptr("ada@example.com"), Labels: []string{"vip"}})
	found, err := w.CRM.ListEvents(crmtest.As(w.Home.Agent), page.Args{}, crm.EventQuery{ContactIDs: []models.ContactID{receipt.ContactID}})
	if err != nil || len(found.Nodes()) != 2 {
		t.Fatal(found, err)
	}
	for i, e := range found.Nodes() {
		if text := string(e.Snapshot); strings.Contains(text, "Ada") || !strings.Contains(text, `"erased": true`) || len(e.Changes) > 0 {
			t.Errorf("event %d is %+v with %s", i, e, text)
		}
	}
	if found.Nodes()[1].Type != models.ContactErased {
		t.Errorf("the last is %s", found.Nodes()[1].Type)
	}
	target := receipt.ContactID.String()
	log, err := w.CRM.ListAuditEvents(crmtest.As(w.Home.Administrator), page.Args{}, models.AuditQuery{TargetID: &target})
	if err != nil || len(log.Nodes()) != 1 || !strings.Contains(string(log.Nodes()[0].Details), `"ADDRESSES"`) {
		t.Errorf("the audit log: %v %v", log, err)
	}
}

// BenchmarkEraseContact erases contacts with 10,000 messages each.
func BenchmarkEraseContact(b *testing.B) {
	w := crmtest.NewWorld(b)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Support", ChannelType: models.ChannelAPI}))
	for b.Loop() {
		b.StopTimer()
		c := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")}))
		talk := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID}))
		w.Exec(b, `INSERT INTO messages (account_id, id, conversation_id, message_type, content, sender_contact_id, created_at)
			SELECT $1, gen_random_uuid(), $2, 'INCOMING', repeat('hello ', 20), $3, now() FROM generate_series(1, 10000)`,
			w.Home.Key, talk.ID, c.ID)
		now, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &c.ID})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: c.ID, ExpectedVersion: &now.Version}); err != nil {
			b.Fatal(err)
		}
	}
}
