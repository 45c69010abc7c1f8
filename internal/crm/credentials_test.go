package crm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// sensitive are use cases that give or take rights or data out of the account, each as it is called with what the world has.
func sensitive(w *crmtest.World) map[string]func(context.Context) error {
	other := *w.Home.Program.TokenID
	endpoint := func(ctx context.Context) error {
		_, _, err := w.CRM.CreateWebhookEndpoint(ctx, models.WebhookEndpointCreateInput{
			URL: "https://example.com/hook", Events: []models.ContactEventType{models.ContactCreated}})
		return err
	}
	return map[string]func(context.Context) error{
		"create a token": func(ctx context.Context) error {
			_, _, err := w.CRM.IssueAPIToken(ctx, models.ApiTokenCreateInput{Name: "x", Role: models.Administrator})
			return err
		},
		"revoke a token": func(ctx context.Context) error { return w.CRM.RevokeAPIToken(ctx, other) },
		"create a user": func(ctx context.Context) error {
			_, err := w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "x", Email: "x@example.com", Role: models.Administrator})
			return err
		},
		"change a user": func(ctx context.Context) error {
			_, err := w.CRM.UpdateUser(ctx, models.UserUpdateInput{ID: *w.Home.Agent.UserID, Role: given(models.Administrator)})
			return err
		},
		"change the account": func(ctx context.Context) error {
			_, err := w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{Name: given("x")})
			return err
		},
		"add a webhook": endpoint,
		"export": func(ctx context.Context) error {
			_, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{})
			return err
		},
	}
}

// TestEndedCredentials has callers whose credential has ended, or whose role has changed, do what gives or takes rights: the viewer that
// they were found to be before does not help them.
func TestEndedCredentials(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	token := func(name string) *models.Viewer {
		made, _, err := w.CRM.IssueAPIToken(crmtest.As(w.Home.Administrator), models.ApiTokenCreateInput{Name: name, Role: models.Administrator})
		if err != nil {
			t.Fatal(err)
		}
		return &models.Viewer{AccountID: w.Home.Key, Region: "US", Role: models.Administrator, TokenID: &made.ID}
	}
	session := func(name string) *models.Viewer {
		user := made(w.CRM.CreateUser(crmtest.As(w.Home.Administrator),
			models.UserCreateInput{Name: name, Email: name + "@example.com", Role: models.Administrator}))
		v := &models.Viewer{AccountID: w.Home.Key, Region: "US", Role: models.Administrator, UserID: &user.ID}
		terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
		if _, err := w.CRM.CreateSession(ctx, v, hash(name), "", terms); err != nil {
			t.Fatal(err)
		}
		found, _, err := w.CRM.ViewerBySession(ctx, hash(name), terms)
		if err != nil || found == nil {
			t.Fatal(found, err)
		}
		return found
	}
	revoked, demotedToken, out, demoted, removed := token("revoked"), token("demoted"), session("out"), session("demoted"), session("removed")
	if err := w.CRM.RevokeAPIToken(crmtest.As(w.Home.Administrator), *revoked.TokenID); err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE api_tokens SET role = 'AGENT' WHERE id = $1", *demotedToken.TokenID)
	if err := w.CRM.DeleteSession(ctx, hash("out")); err != nil {
		t.Fatal(err)
	}
	made(w.CRM.UpdateUser(crmtest.As(w.Home.Administrator), models.UserUpdateInput{ID: *demoted.UserID, Role: given(models.Agent)}))
	w.Exec(t, "DELETE FROM users WHERE id = $1", *removed.UserID)
	before := digest(t, w)
	for name, do := range sensitive(w) {
		for who, test := range map[string]struct {
			viewer *models.Viewer
			want   string
		}{
			"a revoked token":  {revoked, "UNAUTHENTICATED"},
			"a demoted token":  {demotedToken, "FORBIDDEN"},
			"an ended session": {out, "UNAUTHENTICATED"},
			"a demoted user":   {demoted, "FORBIDDEN"},
			"a removed user":   {removed, "UNAUTHENTICATED"},
		} {
			if err := do(crmtest.As(test.viewer)); refusal(err) != test.want {
				t.Errorf("%s, %s: %v", who, name, err)
			}
		}
	}
	if after := digest(t, w); after != before {
		t.Errorf("something was changed:\n%s\n%s", before, after)
	}
	good := crmtest.As(session("good"))
	for name, do := range sensitive(w) {
		if err := do(good); err != nil {
			t.Errorf("a good session: %s: %v", name, err)
		}
	}
}

func digest(t *testing.T, w *crmtest.World) string {
	t.Helper()
	return fmt.Sprint(w.Texts(t, `
		SELECT 'user ' || id || role || name FROM users UNION ALL SELECT 'token ' || id || role FROM api_tokens UNION ALL
		SELECT 'account ' || name FROM accounts UNION ALL SELECT 'endpoint ' || id FROM webhook_endpoints UNION ALL SELECT 'job ' || id FROM jobs
		ORDER BY 1`))
}

// TestRevocationMeetsCreation revokes a token while it makes another one, at each statement of that: whichever comes first, no token is
// made after the revocation.
func TestRevocationMeetsCreation(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	as := crmtest.As(w.Home.Administrator)
	for n, met := 1, true; met; n++ {
		token, _, err := w.CRM.IssueAPIToken(as, models.ApiTokenCreateInput{Name: "thief", Role: models.Administrator})
		if err != nil {
			t.Fatal(err)
		}
		thief := &models.Viewer{AccountID: w.Home.Key, Region: "US", Role: models.Administrator, TokenID: &token.ID}
		gated, gate := crmtest.WithGateAt(crmtest.As(thief), n)
		var made *models.APIToken
		var makeErr, revokeErr error
		met, makeErr, revokeErr = w.Interleave(t, gate, func() error {
			var err error
			made, _, err = w.CRM.IssueAPIToken(gated, models.ApiTokenCreateInput{Name: "loot", Role: models.Administrator})
			return err
		}, func() error { return w.CRM.RevokeAPIToken(as, token.ID) })
		if !met {
			break
		}
		stored := w.Count(t, "SELECT count(*) FROM api_tokens WHERE name = 'loot'")
		if revokeErr != nil || refusal(makeErr) != "" && refusal(makeErr) != "UNAUTHENTICATED" || (stored == 1) != (makeErr == nil) {
			t.Errorf("at statement %d: made %v, %v; revoked %v; %d stored", n, made, makeErr, revokeErr, stored)
		}
		w.Exec(t, "DELETE FROM api_tokens WHERE name = 'loot'")
	}
	if n := w.Statements.Refused(deadlock); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
}

// TestDemotionsMeet has two administrators demote each other: one of them stays, and no deadlock decides it.
func TestDemotionsMeet(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	grace := made(w.CRM.CreateUser(crmtest.As(w.Home.Administrator),
		models.UserCreateInput{Name: "Grace", Email: "grace@example.com", Role: models.Administrator}))
	other := &models.Viewer{AccountID: w.Home.Key, Region: "US", Role: models.Administrator, UserID: &grace.ID}
	for range crmtest.Sized(200, 20) {
		w.Exec(t, "UPDATE users SET role = 'ADMINISTRATOR' WHERE account_id = $1", w.Home.Key)
		w.Exec(t, "UPDATE users SET role = 'AGENT' WHERE id = $1", *w.Home.Agent.UserID)
		errs := together(2, func(i int) error {
			by, whom := w.Home.Administrator, grace.ID
			if i == 1 {
				by, whom = other, *w.Home.Administrator.UserID
			}
			_, err := w.CRM.UpdateUser(crmtest.As(by), models.UserUpdateInput{ID: whom, Role: given(models.Agent)})
			return err
		})
		if n := w.Count(t, "SELECT count(*) FROM users WHERE account_id = $1 AND role = 'ADMINISTRATOR'", w.Home.Key); n != 1 {
			t.Fatalf("%d administrators are left: %v", n, errs)
		}
		wantOutcomes(t, errs, map[string]int{"": 1, "FORBIDDEN": 1})
	}
	if n := w.Statements.Refused(deadlock); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
}

// TestCredentialVersions counts what ends or changes a credential, and nothing else.
func TestCredentialVersions(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: 2 * time.Hour}
	for _, name := range []string{"a", "b"} {
		if _, err := w.CRM.CreateSession(ctx, w.Home.Agent, hash(name), "", terms); err != nil {
			t.Fatal(err)
		}
	}
	var told []int64
	w.CRM.OnCredentials(func(account int64) { told = append(told, account) })
	version := func() int64 {
		versions, err := w.CRM.CredentialVersions(ctx, []int64{w.Home.Key, w.Foreign.Key, 1 << 40})
		if err != nil || len(versions) != 2 || versions[w.Foreign.Key] != 0 {
			t.Fatal(versions, err)
		}
		return versions[w.Home.Key]
	}
	as := crmtest.As(w.Home.Administrator)
	user := func(in models.UserUpdateInput) func() error {
		return func() error { in.ID = *w.Home.Agent.UserID; _, err := w.CRM.UpdateUser(as, in); return err }
	}
	exec := func(sql string) func() error { return func() error { w.Exec(t, sql); return nil } }
	for _, step := range []struct {
		name         string
		do           func() error
		counts, told bool
	}{
		{"a name", user(models.UserUpdateInput{Name: given("Ada")}), false, false},
		{"an availability", user(models.UserUpdateInput{Availability: given(models.Online)}), false, false},
		{"the same role", user(models.UserUpdateInput{Role: given(models.Agent)}), false, false},
		{"a role", user(models.UserUpdateInput{Role: given(models.Administrator)}), true, true},
		{"a use of a token", func() error { return w.CRM.TouchToken(ctx, w.Home.Program) }, false, false},
		{"a use of a session", func() error { _, _, err := w.CRM.ViewerBySession(ctx, hash("a"), terms); return err }, false, false},
		{"a session", func() error { return w.CRM.DeleteSession(ctx, hash("a")) }, true, true},
		{"no session", func() error { return w.CRM.DeleteSession(ctx, hash("a")) }, false, false},
		{"a password", user(models.UserUpdateInput{Password: given("a new password")}), true, true},
		{"a token", func() error { return w.CRM.RevokeAPIToken(as, *w.Home.Program.TokenID) }, true, true},
		{"a session that has expired", exec(`
			INSERT INTO sessions (account_id, id, token_hash, user_id, created_at, last_used_at, expires_at)
			SELECT account_id, gen_random_uuid(), 'x', id, now(), now(), now() - interval '1 hour' FROM users WHERE role = 'AGENT' LIMIT 1`),
			false, false},
		{"its removal", func() error { return w.CRM.Sweep(ctx) }, false, false},
		{"an email, by hand", exec("UPDATE users SET email = 'x@example.com' WHERE name = 'Ada'"), true, false},
		{"a removed user, by hand", exec("DELETE FROM users WHERE name = 'Ada'"), true, false},
	} {
		before := version()
		told = nil
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if after := version(); (after > before) != step.counts || (len(told) > 0) != step.told {
			t.Errorf("%s: from version %d to %d, told %v", step.name, before, after, told)
		}
	}
}
