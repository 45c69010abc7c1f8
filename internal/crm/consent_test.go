package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// says records what a person said of the first address of a kind, with a proof if it is a grant.
func says(
	ctx context.Context, w *crmtest.World, c *models.Contact, kind models.PointKind, state models.ConsentState, at ...time.Time,
) error {
	in := models.ContactConsentSetInput{ContactID: c.ID, Address: addressOf(c.PointsOf(kind)[0]), Purpose: "news", State: state}
	if state == models.ConsentGranted {
		in.Proof = ptr("the form of " + c.Name)
	}
	if len(at) > 0 {
		in.GivenAt = ptr(models.At(at[0]))
	}
	_, _, err := w.CRM.SetConsent(ctx, in)
	return err
}

func addressOf(p models.ContactPoint) *models.AddressInput {
	switch p.Kind {
	case models.PointEmail:
		return &models.AddressInput{Email: &p.Value}
	case models.PointPhone:
		return &models.AddressInput{PhoneNumber: &p.Value}
	}
	return &models.AddressInput{Identifier: &p.Value, System: &p.System}
}

// consentsOf writes what is known of a contact's addresses: kind, purpose and state.
func consentsOf(t *testing.T, w *crmtest.World, id models.ContactID) string {
	t.Helper()
	b, err := w.CRM.Batch(crmtest.As(w.Home.Agent))
	if err != nil {
		t.Fatal(err)
	}
	found := b.ConsentsByContact([]models.ContactID{id}, crm.AllColumns)
	if err := b.Send(); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range found[id] {
		all = append(all, fmt.Sprintf("%s %s %s", c.Kind, c.Purpose, c.State))
	}
	return strings.Join(all, ", ")
}

const (
	refusedEmail = "EMAIL news REFUSED"
	grantedEmail = "EMAIL news GRANTED"
)

// TestConsent: what is stored of what a person said, by whom, and what the event log tells of it.
func TestConsent(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	c := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("Ada@x.example")})
	point := c.PointsOf(models.PointEmail)[0]
	given := models.At(time.Now().Add(-time.Hour))
	set := models.ContactConsentSetInput{ContactID: c.ID, PointID: &point.ID, Purpose: " News ", State: models.ConsentGranted,
		Proof: ptr("the form"), GivenAt: &given}
	after, same, err := w.CRM.SetConsent(ctx, set)
	if err != nil || after.Version != 2 || same.ID != point.ID {
		t.Fatalf("%v %v %v", after, same, err)
	}
	row := "SELECT concat_ws(' ', key, purpose, state, proof, (given_at = $1), (actor_user_id = $2), (contact_id = $3)) FROM consents"
	if got := w.Texts(t, row, given, *w.Home.Agent.UserID, c.ID); fmt.Sprint(got) != "[ada@x.example news GRANTED the form t t t]" {
		t.Errorf("stored: %q", got)
	}
	if after, _, err = w.CRM.SetConsent(ctx, set); err != nil || after.Version != 2 {
		t.Errorf("said twice: %v %v", after, err)
	}
	if err := says(ctx, w, c, models.PointEmail, models.ConsentRefused); err != nil {
		t.Fatal(err)
	}
	if err := says(ctx, w, c, models.PointEmail, models.ConsentUnknown); err != nil || consentsOf(t, w, c.ID) != "" {
		t.Errorf("taken back: %v, %q", err, consentsOf(t, w, c.ID))
	}
	told := w.Texts(t, `SELECT concat_ws(' ', type, contact_version, x ->> 'field', x #>> '{from,state}', x #>> '{to,state}',
		x #>> '{to,value}', x #>> '{to,proof}') FROM contact_events, jsonb_array_elements(changes) x WHERE type = 'CONTACT_UPDATED' ORDER BY seq`)
	want := "CONTACT_UPDATED 2 consents GRANTED ada@x.example the form|CONTACT_UPDATED 3 consents GRANTED REFUSED ada@x.example |" +
		"CONTACT_UPDATED 4 consents REFUSED"
	if got := strings.Join(told, "|"); got != want {
		t.Errorf("the log has\n%s\nnot\n%s", got, want)
	}
}

// TestConsentRefusals: what SetConsent refuses, and that it then changes nothing.
func TestConsentRefusals(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	c := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("ada@x.example"), PhoneNumber: ptr("+12125550100")})
	other := newContact(t, w, models.ContactCreateInput{Name: ptr("Eve"), Email: ptr("eve@x.example")})
	refused := time.Now().Add(-time.Hour)
	if err := says(ctx, w, c, models.PointEmail, models.ConsentRefused, refused); err != nil {
		t.Fatal(err)
	}
	for i := range models.MaxConsentPurposes {
		w.Exec(t, `INSERT INTO consents (account_id, kind, key, purpose, state, given_at, contact_id, recorded_at)
			VALUES ($1, 'PHONE_NUMBER', '+12125550100', 'p' || $2, 'REFUSED', now(), $3, now())`, w.Home.Key, fmt.Sprint(i), c.ID)
	}
	before := state(t, w)
	for name, s := range map[string]struct {
		change func(*models.ContactConsentSetInput)
		want   string
	}{
		"no contact": {func(in *models.ContactConsentSetInput) { in.ContactID = models.ContactID{} }, "NOT_FOUND contactId"},
		"no address": {func(in *models.ContactConsentSetInput) { in.PointID = &models.ContactPointID{} }, "NOT_FOUND pointId"},
		"another's":  {func(in *models.ContactConsentSetInput) { in.PointID = &other.Points[0].ID }, "NOT_FOUND pointId"},
		"another's value": {func(in *models.ContactConsentSetInput) { in.PointID, in.Address = nil, addressOf(other.Points[0]) },
			"NOT_FOUND address"},
		"not an address":  {func(in *models.ContactConsentSetInput) { in.PointID, in.Address = nil, &models.AddressInput{} }, "INVALID address"},
		"both":            {func(in *models.ContactConsentSetInput) { in.Address = addressOf(c.Points[0]) }, "INVALID pointId"},
		"neither":         {func(in *models.ContactConsentSetInput) { in.PointID = nil }, "INVALID pointId"},
		"a stale version": {func(in *models.ContactConsentSetInput) { in.ExpectedVersion = ptr(1) }, "STALE_VERSION expectedVersion"},
		"no purpose":      {func(in *models.ContactConsentSetInput) { in.Purpose = " " }, "INVALID purpose"},
		"a long purpose":  {func(in *models.ContactConsentSetInput) { in.Purpose = strings.Repeat("a", 65) }, "INVALID purpose"},
		"words":           {func(in *models.ContactConsentSetInput) { in.Purpose = "our news" }, "INVALID purpose"},
		"no proof":        {func(in *models.ContactConsentSetInput) { in.Proof = ptr(" ") }, "REQUIRED proof"},
		"a long proof":    {func(in *models.ContactConsentSetInput) { in.Proof = ptr(strings.Repeat("a", 1001)) }, "TOO_LONG proof"},
		"a NUL":           {func(in *models.ContactConsentSetInput) { in.Proof = ptr("a\x00") }, "INVALID proof"},
		"the future": {func(in *models.ContactConsentSetInput) { in.GivenAt = ptr(models.At(refused.AddDate(1, 0, 0))) },
			"INVALID givenAt"},
		"an earlier grant": {func(in *models.ContactConsentSetInput) { in.GivenAt = ptr(models.At(refused)) }, "BLOCKED_BY_RULE givenAt"},
		"proof of nothing": {func(in *models.ContactConsentSetInput) { in.State = models.ConsentUnknown }, "INVALID proof"},
		"when for nothing": {func(in *models.ContactConsentSetInput) {
			in.State, in.Proof, in.GivenAt = models.ConsentUnknown, nil, ptr(models.At(refused))
		}, "INVALID givenAt"},
		"too many purposes": {func(in *models.ContactConsentSetInput) { in.PointID = &c.PointsOf(models.PointPhone)[0].ID }, "LIMIT purpose"},
		"several": {func(in *models.ContactConsentSetInput) { in.Purpose, in.Proof = "?", nil },
			"INVALID purpose, REQUIRED proof"},
	} {
		in := models.ContactConsentSetInput{ContactID: c.ID, PointID: &c.PointsOf(models.PointEmail)[0].ID, Purpose: "news",
			State: models.ConsentGranted, Proof: ptr("the form")}
		s.change(&in)
		if _, _, err := w.CRM.SetConsent(ctx, in); refusal(err) != s.want {
			t.Errorf("%s: %q, not %q", name, refusal(err), s.want)
		}
	}
	if _, _, err := w.CRM.SetConsent(crmtest.As(w.Foreign.Administrator), models.ContactConsentSetInput{ContactID: c.ID,
		PointID: &c.Points[0].ID, Purpose: "news", State: models.ConsentRefused}); refusal(err) != "NOT_FOUND contactId" {
		t.Errorf("another account: %v", err)
	}
	if after := state(t, w); after != before {
		t.Error("something was changed")
	}
	if err := says(ctx, w, c, models.PointEmail, models.ConsentGranted, refused.Add(time.Minute)); err != nil {
		t.Errorf("a later grant: %v", err)
	}
	err := says(ctx, w, c, models.PointEmail, models.ConsentRefused, refused)
	if got := consentsOf(t, w, c.ID); err != nil || !strings.HasPrefix(got, refusedEmail) {
		t.Errorf("a refusal that was told late: %v, %s", err, got)
	}
}

// TestRefusalsOutliveAddresses: however an address goes and comes back, a refusal is there again, and a grant is not.
func TestRefusalsOutliveAddresses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	find := func(email string) *models.Contact {
		c, err := w.CRM.FindContact(ctx, models.ContactBy{Email: &email})
		if err != nil || c == nil {
			t.Fatal(email, c, err)
		}
		return c
	}
	goes := map[string]func(c *models.Contact) error{
		"removed": func(c *models.Contact) error {
			_, err := w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: c.ID, ID: c.Points[0].ID})
			return err
		},
		"replaced": func(c *models.Contact) error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: given("now-" + *c.Email)})
			return err
		},
		"deleted": func(c *models.Contact) error { return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.ID}) },
		"deleted by a job": func(c *models.Contact) error {
			job, err := w.CRM.BulkDeleteContacts(ctx, models.ContactsBulkDeleteInput{Target: models.ContactTarget{IDs: []models.ContactID{c.ID}},
				ConfirmCount: ptr(1)})
			if err == nil {
				work(t, w, job)
			}
			return err
		},
		"undone": nil,
	}
	for name, leave := range goes {
		for state, want := range map[models.ConsentState]string{models.ConsentRefused: refusedEmail, models.ConsentGranted: ""} {
			email := strings.ReplaceAll(name, " ", "-") + strings.ToLower(string(state)) + "@x.example"
			var c *models.Contact
			if name == "undone" {
				job := importText(t, w, "name,email", "Ada,"+email)
				c = find(email)
				w.Exec(t, `INSERT INTO consents (account_id, kind, key, purpose, state, given_at, contact_id, recorded_at)
					VALUES ($1, 'EMAIL', $2, 'news', $3, now(), $4, now())`, w.Home.Key, email, state, c.ID)
				leave = func(*models.Contact) error {
					undo, err := w.CRM.UndoJob(ctx, models.JobUndoInput{ID: job.ID})
					if err == nil {
						work(t, w, undo)
					}
					return err
				}
			} else {
				c = newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: &email})
				if err := says(ctx, w, c, models.PointEmail, state); err != nil {
					t.Fatal(err)
				}
			}
			w.Exec(t, `INSERT INTO consents (account_id, kind, key, purpose, state, given_at, contact_id, recorded_at)
				VALUES ($1, 'EMAIL', $2, 'calls', 'GRANTED', now(), $3, now())`, w.Home.Key, email, c.ID) // which goes beside a refusal that stays
			if err := leave(c); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			importText(t, w, "name,email", "Ada,"+email)
			if got := consentsOf(t, w, find(email).ID); got != want {
				t.Errorf("%s %s: %q, not %q", name, state, got, want)
			}
		}
	}
}

// TestSharedAddressesShareConsents: what one said of a shared address holds for all who have it, and a grant goes with the last of them.
func TestSharedAddressesShareConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	shared := []models.ContactPointInput{{Value: "family@x.example", Shared: ptr(true)}}
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A"), Emails: shared}), newContact(t, w,
		models.ContactCreateInput{Name: ptr("B"), Emails: shared})
	if err := says(ctx, w, a, models.PointEmail, models.ConsentGranted); err != nil {
		t.Fatal(err)
	}
	remove := func(c *models.Contact) {
		t.Helper()
		if _, err := w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: c.ID, ID: c.Points[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
	if got := consentsOf(t, w, b.ID); got != grantedEmail {
		t.Errorf("the other has %q", got)
	}
	remove(a)
	if got := consentsOf(t, w, b.ID); got != grantedEmail {
		t.Errorf("after one has left: %q", got)
	}
	remove(b)
	if n := w.Count(t, "SELECT count(*) FROM consents"); n != 0 {
		t.Errorf("%d grants are left without an address", n)
	}
}

// TestConsentLimitInterleaved has two who share an address with all purposes but one tell another purpose each: one is refused.
func TestConsentLimitInterleaved(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	shared := []models.ContactPointInput{{Value: "family@x.example", Shared: ptr(true)}}
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A"), Emails: shared}), newContact(t, w,
		models.ContactCreateInput{Name: ptr("B"), Emails: shared})
	refuse := func(c *models.Contact, purpose string) step {
		return func(ctx context.Context) error {
			_, _, err := w.CRM.SetConsent(ctx, models.ContactConsentSetInput{ContactID: c.ID, Address: addressOf(c.Points[0]), Purpose: purpose,
				State: models.ConsentRefused})
			return err
		}
	}
	interleaved(t, w, func() (step, step, func(error, error)) {
		w.Exec(t, "DELETE FROM consents")
		for i := range models.MaxConsentPurposes - 1 {
			if err := refuse(a, fmt.Sprintf("p%d", i))(ctx); err != nil {
				t.Fatal(err)
			}
		}
		return refuse(a, "mine"), refuse(b, "yours"), func(mine, yours error) {
			n := w.Count(t, "SELECT count(*) FROM consents")
			if n != models.MaxConsentPurposes || (mine == nil) == (yours == nil) || refusal(errors.Join(mine, yours)) != "LIMIT purpose" {
				t.Errorf("%d purposes, %v, %v", n, mine, yours)
			}
		}
	})
}
