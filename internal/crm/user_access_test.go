package crm_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// at returns a context of a request that a client at an address sends.
func at(addr string) context.Context {
	return models.WithClientAddress(context.Background(), netip.MustParseAddr(addr))
}

// TestLinks: a person who is invited chooses a password, once, and an administrator lets a user choose another one.
func TestLinks(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now().Truncate(time.Microsecond)
	w.CRM.SetClock(func() time.Time { return now })
	admin := crmtest.As(w.Home.Administrator)
	in := models.UserInviteInput{Name: "Ada", Email: "Ada@Example.com", Role: models.Agent}
	for who, want := range map[*models.Viewer]string{w.Home.Agent: "FORBIDDEN", w.Home.Administrator: ""} {
		if _, err := w.CRM.InviteUser(crmtest.As(who), in); refusal(err) != want {
			t.Errorf("%s invites: %v", who.Role, err)
		}
	}
	if _, err := w.CRM.InviteUser(admin, in); refusal(err) != "TAKEN email" {
		t.Errorf("twice: %v", err)
	}
	user, err := w.CRM.UserByEmail(admin, in.Email)
	if err != nil {
		t.Fatal(err)
	}
	reset := func() *models.UserLink { t.Helper(); return made(w.CRM.ResetPassword(admin, user.ID)) }
	accept := func(token, password string) string {
		t.Helper()
		email, err := w.CRM.AcceptLink(at("192.0.2.1"), models.UserLinkAcceptInput{Token: token, Password: password})
		if err == nil && email != "ada@example.com" {
			t.Errorf("the link is for %q", email)
		}
		return refusal(err)
	}
	older, link := reset(), reset()
	if link.URL != crmtest.Address+"/auth/link#"+link.Token || !link.ExpiresAt.Equal(now.Add(models.ResetLifetime)) {
		t.Errorf("%+v", link)
	}
	const chosen = "correct horse battery"
	for what, got := range map[string][2]string{
		"a link that was replaced": {accept(older.Token, chosen), "INVALID token"},
		"no link":                  {accept("", chosen), "INVALID token"},
		"a long one":               {accept(strings.Repeat("x", 1<<20), chosen), "INVALID token"},
		"a short password":         {accept(link.Token, "short"), "INVALID password"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s", what, got[0])
		}
	}
	if got, again := accept(link.Token, chosen), accept(link.Token, chosen); got != "" || again != "INVALID token" {
		t.Errorf("%s, and again %s", got, again)
	}
	found, err := w.CRM.CredentialsByEmail(context.Background(), "ada@example.com", "", 1)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if ok, err := crm.MatchPassword(chosen, found[0].PasswordHash); !ok || err != nil {
		t.Errorf("the password is another one: %v", err)
	}
	late := reset()
	now = now.Add(models.ResetLifetime)
	if got := accept(late.Token, chosen); got != "INVALID token" {
		t.Errorf("late: %s", got)
	}
	left := reset()
	made(w.CRM.UpdateUser(admin, models.UserUpdateInput{ID: user.ID, Email: given("ada@other.example")}))
	void := models.UserLinkAcceptInput{Token: left.Token, Password: chosen}
	if _, err := w.CRM.AcceptLink(at("192.0.2.2"), void); refusal(err) != "INVALID token" {
		t.Errorf("a link for another email: %v", err)
	}
	if _, _, err := w.CRM.DeactivateUser(admin, models.UserDeactivateInput{ID: user.ID}); err != nil {
		t.Fatal(err)
	}
	for what, refused := range map[string][2]string{
		"for oneself":      {refusalOf(w.CRM.ResetPassword(admin, *w.Home.Administrator.UserID)), "BLOCKED_BY_RULE id"},
		"by an agent":      {refusalOf(w.CRM.ResetPassword(crmtest.As(w.Home.Agent), user.ID)), "FORBIDDEN"},
		"by a stranger":    {refusalOf(w.CRM.ResetPassword(crmtest.As(w.Foreign.Administrator), user.ID)), "NOT_FOUND id"},
		"for who has left": {refusalOf(w.CRM.ResetPassword(admin, user.ID)), "BLOCKED_BY_RULE id"},
	} {
		if refused[0] != refused[1] {
			t.Errorf("a link %s: %s", what, refused[0])
		}
	}
	for range 20 { // those of the address that was used so far are not given back
		accept("guess", chosen)
	}
	if got := accept("guess", chosen); got != "RATE_LIMITED" {
		t.Errorf("many tries: %s", got)
	}
	if _, err := w.CRM.AcceptLink(at("2001:db8::1"), models.UserLinkAcceptInput{Token: "guess"}); refusal(err) != "INVALID token" {
		t.Errorf("another address: %v", err)
	}
}

func refusalOf[T any](_ T, err error) string { return refusal(err) }

// TestUserSessions lists and ends sessions: one's own, and anyone's for administrators.
func TestUserSessions(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now().Truncate(time.Microsecond)
	w.CRM.SetClock(func() time.Time { return now })
	w.Exec(t, "UPDATE users SET email = lower(email) WHERE account_id = $1", w.Home.Key)
	terms := crm.SessionTerms{Idle: 10 * time.Hour, Lifetime: 24 * time.Hour}
	open := func(v *models.Viewer, token, agent string) *models.Viewer {
		t.Helper()
		if _, err := w.CRM.CreateSession(at("192.0.2.1"), v, hash(token), agent, terms); err != nil {
			t.Fatal(err)
		}
		signedIn := *v
		signedIn.Session = hash(token)
		return &signedIn
	}
	me := open(w.Home.Agent, "here", strings.Repeat("é", 200)+"\x00")
	now = now.Add(time.Hour)
	open(w.Home.Agent, "there", "Browser\x1b[2J 1.0")
	open(w.Home.Agent, "third", "")
	admin, stranger := open(w.Home.Administrator, "admin", ""), open(w.Foreign.Administrator, "stranger", "")
	if v, _, err := w.CRM.ViewerBySession(at("192.0.2.9"), hash("here"), terms); v == nil || err != nil {
		t.Fatal(v, err)
	}
	listed, err := w.CRM.ListSessions(crmtest.As(me), *me.UserID)
	if err != nil || len(listed) != 3 {
		t.Fatal(listed, err)
	}
	byAgent := map[string]*models.UserSession{}
	for _, s := range listed {
		agent := ""
		if s.UserAgent != nil {
			agent = *s.UserAgent
		}
		byAgent[agent] = s
	}
	here, there := byAgent[strings.Repeat("é", 127)], byAgent["Browser[2J 1.0"]
	if here == nil || there == nil || !here.Current(crmtest.As(me)) || there.Current(crmtest.As(me)) ||
		*here.Address != "192.0.2.9" || *there.Address != "192.0.2.1" || !here.LastUsedAt.Equal(now) ||
		!here.CreatedAt.Equal(now.Add(-time.Hour)) || !here.ExpiresAt.Equal(now.Add(10*time.Hour)) {
		t.Fatalf("%+v\n%+v", here, there)
	}
	agent := made(w.CRM.UserByEmail(crmtest.As(admin), "agent@home.example"))
	for v, want := range map[*models.Viewer]bool{me: true, admin: true, stranger: true, w.Foreign.Agent: false} {
		if shown := agent.LastSignInAt(crmtest.As(v)); (shown != nil) != want {
			t.Errorf("%s sees the last sign-in: %v", v.Role, shown)
		}
	}
	if _, err := w.CRM.ListSessions(crmtest.As(me), *admin.UserID); refusal(err) != "FORBIDDEN" {
		t.Errorf("an agent sees sessions of others: %v", err)
	}
	if other, err := w.CRM.ListSessions(crmtest.As(stranger), *me.UserID); len(other) > 0 || err != nil {
		t.Errorf("another account sees sessions: %v %v", other, err)
	}
	adminSession := made2(w.CRM.ListSessions(crmtest.As(admin), *admin.UserID))[0]
	for _, row := range []struct {
		who  *models.Viewer
		id   models.SessionID
		want string
	}{
		{me, adminSession.ID, "NOT_FOUND id"}, {stranger, there.ID, "NOT_FOUND id"}, {me, there.ID, ""}, {me, there.ID, "NOT_FOUND id"},
		{w.Home.Program, here.ID, ""}, {me, byAgent[""].ID, "UNAUTHENTICATED"},
	} {
		if err := w.CRM.RevokeSession(crmtest.As(row.who), row.id); refusal(err) != row.want {
			t.Errorf("%s ends a session: %v", row.who.Role, err)
		}
	}
	for token, want := range map[string]bool{"here": false, "there": false, "third": true, "admin": true} {
		if v, _, err := w.CRM.ViewerBySession(context.Background(), hash(token), terms); (v != nil) != want || err != nil {
			t.Errorf("%s: %v %v", token, v, err)
		}
	}
	me.Session = hash("third")
	open(w.Home.Agent, "fourth", "")
	for _, row := range []struct {
		who   *models.Viewer
		user  models.UserID
		keep  bool
		ended int
		want  string
	}{
		{me, *admin.UserID, false, 0, "FORBIDDEN"}, {stranger, *me.UserID, false, 0, "NOT_FOUND userId"}, {me, *me.UserID, true, 1, ""},
		{admin, *me.UserID, true, 1, ""},
	} {
		ended, err := w.CRM.SignOutUser(crmtest.As(row.who), models.UserSignOutInput{UserID: row.user, KeepCurrent: row.keep})
		if ended != row.ended || refusal(err) != row.want {
			t.Errorf("%s signs out: %d %v", row.who.Role, ended, err)
		}
	}
}

// made2 is made for what is no pointer.
func made2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestEmails: administrators change emails, their own with their password.
func TestEmails(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	admin, agent := crmtest.As(w.Home.Administrator), crmtest.As(w.Home.Agent)
	setPassword(t, w, w.Home.Administrator, "correct horse battery")
	change := func(ctx context.Context, who *models.Viewer, email string, current *string) string {
		t.Helper()
		return refusalOf(w.CRM.UpdateUser(ctx, models.UserUpdateInput{ID: *who.UserID, Email: given(email), CurrentPassword: current}))
	}
	for i, got := range [][2]string{
		{change(agent, w.Home.Agent, "me@example.com", nil), "FORBIDDEN"},
		{change(admin, w.Home.Agent, " New@Example.com ", nil), ""},
		{change(admin, w.Home.Agent, "no address", nil), "INVALID email"},
		{change(admin, w.Home.Agent, " ", nil), "REQUIRED email"},
		{change(admin, w.Home.Administrator, "new@example.com", ptr("correct horse battery")), "TAKEN email"},
		{change(admin, w.Home.Administrator, "boss@example.com", nil), "REQUIRED currentPassword"},
		{change(admin, w.Home.Administrator, "boss@example.com", ptr("wrong")), "INVALID currentPassword"},
		{change(admin, w.Home.Administrator, "boss@example.com", ptr("correct horse battery")), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%d: %s, not %s", i, got[0], got[1])
		}
	}
	if u := made(w.CRM.UserByEmail(admin, "new@example.com")); u.ID != *w.Home.Agent.UserID {
		t.Error(u)
	}
}

func setPassword(t *testing.T, w *crmtest.World, v *models.Viewer, password string) {
	t.Helper()
	h, err := crm.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE users SET password_hash = $1 WHERE account_id = $2 AND id = $3", h, v.AccountID, *v.UserID)
}
