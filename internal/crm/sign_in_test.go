package crm_test

import (
	"context"
	"crypto/sha256"
	"fmt"
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
		v, err := w.CRM.ViewerByToken(ctx, hash(fmt.Sprint("token ", i)))
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
	found, err := w.CRM.CredentialsByEmail(ctx, "ada@example.com")
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
		name    string
		key     int64
	}{
		{models.AccountID{}, models.Agent, "Home", w.Home.Key},
		{w.Foreign.ID, models.Administrator, "Foreign", w.Foreign.Key},
	} {
		secret := hash("secret of " + row.name)
		name, err := w.CRM.CreateAPIToken(ctx, row.account, "reports", row.role, secret)
		v, findErr := w.CRM.ViewerByToken(ctx, secret)
		if err != nil || name != row.name || findErr != nil || v == nil || v.AccountID != row.key || v.Role != row.role ||
			v.UserID != nil || v.TokenID == nil {
			t.Errorf("%s: %q %v %+v %v", row.name, name, err, v, findErr)
		}
		operator, err := w.CRM.Operator(ctx, row.account)
		if err != nil || operator.AccountID != row.key || operator.Role != models.Administrator {
			t.Errorf("%s: %+v %v", row.name, operator, err)
		}
	}
	if _, err := w.CRM.CreateAPIToken(ctx, typeid.New[models.AccountID](), "x", models.Agent, hash("x")); refusal(err) != "NOT_FOUND" {
		t.Error(err)
	}
	if _, err := w.CRM.Operator(ctx, typeid.New[models.AccountID]()); refusal(err) != "NOT_FOUND" {
		t.Error(err)
	}
	if v, err := w.CRM.ViewerByToken(ctx, hash("x")); err != nil || v != nil {
		t.Error(v, err)
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
	open := func(token string, v *models.Viewer, lifetime time.Duration) time.Time {
		expires := time.Now().Add(lifetime)
		if err := w.CRM.CreateSession(ctx, v, hash(token), expires); err != nil {
			t.Fatal(err)
		}
		return expires
	}
	who := func(token string) (*models.Viewer, time.Time) {
		v, expires, err := w.CRM.ViewerBySession(ctx, hash(token))
		if err != nil {
			t.Fatal(err)
		}
		return v, expires
	}
	expires := open("long", w.Home.Agent, time.Hour)
	open("other", w.Foreign.Administrator, time.Hour)
	open("ended", w.Home.Agent, -time.Second)
	v, until := who("long")
	if v == nil || *v.UserID != *w.Home.Agent.UserID || v.AccountID != w.Home.Key || v.Role != models.Agent || v.Region != "US" ||
		v.TokenID != nil || !until.Equal(models.At(expires).Time) {
		t.Errorf("%+v until %v, want %v", v, until, expires)
	}
	if v, _ := who("ended"); v != nil {
		t.Errorf("a session that has ended: %+v", v)
	}
	if v, _ := who("unknown"); v != nil {
		t.Errorf("a session that never was: %+v", v)
	}
	if err := w.CRM.Sweep(ctx); err != nil || w.Count(t, "SELECT count(*) FROM sessions") != 2 {
		t.Error("ended sessions are swept:", err)
	}
	if err := w.CRM.DeleteSession(ctx, hash("long")); err != nil {
		t.Fatal(err)
	}
	if v, _ := who("long"); v != nil {
		t.Errorf("a session that was ended: %+v", v)
	}
	if v, _ := who("other"); v == nil || v.AccountID != w.Foreign.Key {
		t.Errorf("another session: %+v", v)
	}
	w.Exec(t, "DELETE FROM users WHERE account_id = $1 AND role = 'ADMINISTRATOR'", w.Foreign.Key)
	if v, _ := who("other"); v != nil {
		t.Errorf("a session whose user is gone: %+v", v)
	}
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	w.Exec(t, "UPDATE users SET email = 'ada@example.com', password_hash = 'hash of ' || account_id WHERE role = 'AGENT'")
	found, err := w.CRM.CredentialsByEmail(context.Background(), "ada@example.com")
	if err != nil || len(found) != 2 || found[0].Viewer.AccountID != w.Home.Key || found[1].Viewer.AccountID != w.Foreign.Key ||
		found[0].AccountID != w.Home.ID || found[0].AccountName != "Home" || found[1].PasswordHash != fmt.Sprint("hash of ", w.Foreign.Key) {
		t.Errorf("%+v %v", found, err)
	}
	for _, email := range []string{"", "nobody@example.com", "ada\x00@example.com"} {
		if found, err := w.CRM.CredentialsByEmail(context.Background(), email); err != nil || len(found) != 0 {
			t.Errorf("%q: %+v %v", email, found, err)
		}
	}
}
