package crm_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// TestSigningKey bootstraps two installations: all servers of one have the same key, and the other has a different one.
func TestSigningKey(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	keys := map[string]bool{}
	for range 2 {
		w := crmtest.NewWorld(t)
		if key, err := w.CRM.SigningKey(ctx); err == nil {
			t.Errorf("there is the key %x before there is anything to sign", key)
		}
		_, err := w.CRM.Bootstrap(ctx, crm.Bootstrap{AccountName: "First", UserName: "Ada", Email: "ada@example.com",
			PasswordHash: "hash", TokenHash: hash("token")})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			key, err := w.CRM.SigningKey(ctx)
			if err != nil || len(key) != 32 {
				t.Errorf("the key is %x, %v", key, err)
			}
			keys[string(key)] = true
		}
	}
	if len(keys) != 2 {
		t.Errorf("two installations have %d keys", len(keys))
	}
}

func TestFoundOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	accounts := w.Count(t, "SELECT count(*) FROM accounts")
	if needed, err := w.CRM.NeedsBootstrap(ctx); err != nil || !needed {
		t.Error(needed, err)
	}
	const servers = 8
	did := make([]bool, servers)
	errs := together(servers, func(i int) (err error) {
		did[i], err = w.CRM.Bootstrap(ctx, crm.Bootstrap{AccountName: "First", UserName: "Ada", Email: "ada@example.com",
			PasswordHash: fmt.Sprint("hash ", i), TokenHash: hash(fmt.Sprint("token ", i))})
		return err
	})
	wantOutcomes(t, errs, map[string]int{"": servers})
	winner := -1
	for i := range servers {
		v, _, err := w.CRM.ViewerByToken(ctx, hash(fmt.Sprint("token ", i)))
		if err != nil || (v != nil) != did[i] {
			t.Errorf("server %d founded: %t, its token: %+v %v", i, did[i], v, err)
		}
		if did[i] {
			winner = i
			if v == nil || v.Role != models.Administrator || v.Region != "US" {
				t.Errorf("%+v", v)
			}
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM accounts"); n != accounts+1 || winner < 0 {
		t.Errorf("%d accounts were made, by %d", n-accounts, winner)
	}
	found, err := w.CRM.CredentialsByEmail(ctx, "ada@example.com", "", 10)
	if err != nil || len(found) != 1 || found[0].PasswordHash != fmt.Sprint("hash ", winner) || found[0].AccountName != "First" ||
		found[0].Viewer.Role != models.Administrator {
		t.Errorf("%+v %v", found, err)
	}
	if needed, err := w.CRM.NeedsBootstrap(ctx); err != nil || needed {
		t.Error(needed, err)
	}
	contact := made(w.CRM.CreateContact(models.WithViewer(ctx, found[0].Viewer), models.ContactCreateInput{Name: ptr("x")}))
	inbox := made(w.CRM.CreateInbox(models.WithViewer(ctx, found[0].Viewer),
		models.InboxCreateInput{Name: "x", ChannelType: models.ChannelAPI}))
	v := made(w.CRM.CreateConversation(models.WithViewer(ctx, found[0].Viewer),
		models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID}))
	if v.DisplayID != 1 {
		t.Errorf("the account has a counter: %d", v.DisplayID)
	}
}

func TestAPITokens(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	for _, row := range []struct {
		account models.AccountID
		role    models.Role
		key     int64
	}{
		{models.AccountID{}, models.Agent, w.Home.Key},
		{w.Foreign.ID, models.Administrator, w.Foreign.Key},
	} {
		operator, err := w.CRM.Operator(ctx, row.account)
		if err != nil || operator.AccountID != row.key || operator.Role != models.Administrator {
			t.Fatalf("%v: %+v %v", row, operator, err)
		}
		made, secret, err := w.CRM.IssueAPIToken(crmtest.As(operator), models.ApiTokenCreateInput{Name: "reports", Role: row.role})
		if err != nil {
			t.Fatal(err)
		}
		if made.CreatedByUserID != nil || made.CreatedByTokenID != nil || !strings.HasSuffix(secret, *made.LastFour) {
			t.Errorf("%+v", made)
		}
		v, expires, err := w.CRM.ViewerByToken(ctx, hash(secret))
		if err != nil || v == nil || v.AccountID != row.key || v.Role != row.role || v.UserID != nil || *v.TokenID != made.ID ||
			!expires.IsZero() {
			t.Errorf("%v: %+v %v %v", row, v, expires, err)
		}
	}
	if _, err := w.CRM.Operator(ctx, typeid.New[models.AccountID]()); refusal(err) != "NOT_FOUND" {
		t.Error(err)
	}
	if v, _, err := w.CRM.ViewerByToken(ctx, hash("x")); err != nil || v != nil {
		t.Error(v, err)
	}
}

// TestTokensExpire has a token that expires: it is nobody's from then on, and changes nothing in a transaction that began before.
func TestTokensExpire(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	end := models.At(now.Add(time.Hour))
	made, secret, err := w.CRM.IssueAPIToken(crmtest.As(w.Home.Administrator),
		models.ApiTokenCreateInput{Name: "until noon", Role: models.Administrator, ExpiresAt: &end})
	if err != nil {
		t.Fatal(err)
	}
	if *made.CreatedByUserID != *w.Home.Administrator.UserID || made.CreatedByTokenID != nil {
		t.Errorf("%+v", made)
	}
	ctx := context.Background()
	viewer, expires, err := w.CRM.ViewerByToken(ctx, hash(secret))
	if err != nil || viewer == nil || !expires.Equal(end.Time) {
		t.Fatal(viewer, expires, err)
	}
	child, _, err := w.CRM.IssueAPIToken(crmtest.As(viewer), models.ApiTokenCreateInput{Name: "child", Role: models.Agent})
	if err != nil || *child.CreatedByTokenID != made.ID {
		t.Errorf("%+v %v", child, err)
	}
	now = end.Time
	if v, _, err := w.CRM.ViewerByToken(ctx, hash(secret)); err != nil || v != nil {
		t.Error(v, err)
	}
	_, _, err = w.CRM.IssueAPIToken(crmtest.As(viewer), models.ApiTokenCreateInput{Name: "late", Role: models.Agent})
	if refusal(err) != "UNAUTHENTICATED" {
		t.Error(err)
	}
	if err := w.CRM.RevokeAPIToken(crmtest.As(w.Home.Administrator), made.ID); err != nil {
		t.Error(err) // which its child does not prevent
	}
}

func TestTokensRememberTheirUse(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	used := func() *models.DateTime {
		tokens, err := crm.Read(crmtest.As(w.Home.Agent), w.CRM, []models.APITokenID{*w.Home.Program.TokenID}, (*crm.Batch).APITokensByID)
		if err != nil || len(tokens) != 1 {
			t.Fatal(tokens, err)
		}
		return tokens[*w.Home.Program.TokenID].LastUsedAt
	}
	touch := func() *models.DateTime {
		if err := w.CRM.TouchToken(ctx, w.Home.Program); err != nil {
			t.Fatal(err)
		}
		return used()
	}
	if used() != nil {
		t.Error("a token that was never used")
	}
	first := touch()
	if first == nil || !touch().Equal(first.Time) {
		t.Error("a use is noted, and not again within the minute")
	}
	w.Exec(t, "UPDATE api_tokens SET last_used_at = last_used_at - interval '61 seconds'")
	if again := touch(); again.Before(first.Time) {
		t.Error("a use after a minute is noted:", again)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	now := time.Now().Truncate(time.Microsecond)
	w.CRM.SetClock(func() time.Time { return now })
	terms := crm.SessionTerms{Idle: 10 * time.Hour, Lifetime: 24 * time.Hour}
	open := func(token string, v *models.Viewer) {
		ends, err := w.CRM.CreateSession(ctx, v, hash(token), "", terms)
		if err != nil || !ends.Equal(now.Add(24*time.Hour)) {
			t.Fatal(ends, err)
		}
	}
	who := func(token string) (*models.Viewer, time.Time) {
		v, expires, err := w.CRM.ViewerBySession(ctx, hash(token), terms)
		if err != nil {
			t.Fatal(err)
		}
		return v, expires
	}
	begun := now
	open("used", w.Home.Agent)
	open("idle", w.Home.Agent)
	open("other", w.Foreign.Administrator)
	for _, at := range []struct{ since, expires time.Duration }{
		{0, 10 * time.Hour}, {30 * time.Minute, 10 * time.Hour}, {2 * time.Hour, 12 * time.Hour}, {9 * time.Hour, 19 * time.Hour},
		{15 * time.Hour, 24 * time.Hour}, {23 * time.Hour, 24 * time.Hour},
	} {
		now = begun.Add(at.since)
		v, expires := who("used")
		if v == nil || *v.UserID != *w.Home.Agent.UserID || v.AccountID != w.Home.Key || v.Role != models.Agent || v.Region != "US" ||
			v.TokenID != nil || string(v.Session) != string(hash("used")) || !expires.Equal(begun.Add(at.expires)) {
			t.Errorf("after %s: %+v until %s", at.since, v, expires.Sub(begun))
		}
		if at.since >= 10*time.Hour {
			if v, _ := who("idle"); v != nil {
				t.Errorf("after %s without use: %+v", at.since, v)
			}
		}
	}
	if v, _ := who("unknown"); v != nil {
		t.Errorf("a session that never was: %+v", v)
	}
	shorter := crm.SessionTerms{Idle: time.Hour, Lifetime: 20 * time.Hour}
	if v, _, err := w.CRM.ViewerBySession(ctx, hash("used"), shorter); v != nil || err != nil {
		t.Errorf("a lifetime that was made shorter: %+v %v", v, err)
	}
	now = begun.Add(24*time.Hour + time.Second)
	if v, _ := who("used"); v != nil {
		t.Errorf("a session beyond its lifetime: %+v", v)
	}
	open("new", w.Home.Agent)
	open("other new", w.Foreign.Administrator)
	if err := w.CRM.Sweep(ctx); err != nil || w.Count(t, "SELECT count(*) FROM sessions") != 2 {
		t.Error("ended sessions are swept:", err)
	}
	if err := w.CRM.DeleteSession(ctx, hash("new")); err != nil {
		t.Fatal(err)
	}
	if v, _ := who("new"); v != nil {
		t.Errorf("a session that was ended: %+v", v)
	}
	if v, _ := who("other new"); v == nil || v.AccountID != w.Foreign.Key {
		t.Errorf("another session: %+v", v)
	}
	w.Exec(t, "DELETE FROM users WHERE account_id = $1 AND role = 'ADMINISTRATOR'", w.Foreign.Key)
	if v, _ := who("other new"); v != nil {
		t.Errorf("a session whose user is gone: %+v", v)
	}
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	w.Exec(t, "UPDATE users SET email = 'ada@example.com', password_hash = 'hash of ' || account_id WHERE role = 'AGENT'")
	found, err := w.CRM.CredentialsByEmail(context.Background(), "ada@example.com", "", 10)
	if err != nil || len(found) != 2 || found[0].Viewer.AccountID != w.Home.Key || found[1].Viewer.AccountID != w.Foreign.Key ||
		found[0].AccountID != w.Home.ID || found[0].AccountName != "Home" || found[1].PasswordHash != fmt.Sprint("hash of ", w.Foreign.Key) {
		t.Errorf("%+v %v", found, err)
	}
	for _, email := range []string{"", "nobody@example.com", "ada\x00@example.com"} {
		if found, err := w.CRM.CredentialsByEmail(context.Background(), email, "", 10); err != nil || len(found) != 0 {
			t.Errorf("%q: %+v %v", email, found, err)
		}
	}
}
