package crm_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestSecondFactor sets an authenticator app up, and uses its codes and recovery codes, each once.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now().Truncate(30 * time.Second)
	w.CRM.SetClock(func() time.Time { return now })
	setPassword(t, w, w.Home.Agent, "correct horse battery")
	w.Exec(t, "UPDATE users SET email = lower(email) WHERE account_id = $1", w.Home.Key)
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
	agent := *w.Home.Agent
	agent.Session = hash("here")
	for _, token := range []string{"here", "elsewhere"} {
		if _, err := w.CRM.CreateSession(t.Context(), &agent, hash(token), "", terms); err != nil {
			t.Fatal(err)
		}
	}
	me, admin := crmtest.As(&agent), crmtest.As(w.Home.Administrator)
	setUp := func(ctx context.Context, password *string) (string, error) {
		secret, uri, err := w.CRM.SetUpSecondFactor(ctx, models.SecondFactorSetUpInput{CurrentPassword: password})
		if u, bad := url.Parse(uri); err == nil && (bad != nil || u.Scheme != "otpauth" || u.Host != "totp" ||
			u.Query().Get("secret") != secret || u.Query().Get("issuer") != "Kith") {
			t.Errorf("%s %v", uri, bad)
		}
		return secret, err
	}
	for want, ctx := range map[string]context.Context{
		"REQUIRED currentPassword": me, "BLOCKED_BY_RULE": crmtest.As(w.Home.Program),
	} {
		if _, err := setUp(ctx, nil); refusal(err) != want {
			t.Errorf("set-up: %v, not %s", err, want)
		}
	}
	if _, err := w.CRM.ConfirmSecondFactor(me, "123456"); refusal(err) != "BLOCKED_BY_RULE" {
		t.Errorf("confirmed before it was set up: %v", err)
	}
	secret, err := setUp(me, ptr("correct horse battery"))
	if err != nil {
		t.Fatal(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM second_factors WHERE position($1 in encode(secret, 'escape')) > 0", secret); n != 0 {
		t.Error("the secret is stored as it is")
	}
	codeAt := func(at time.Time) string { return made2(totp.GenerateCode(secret, at)) }
	wrong := codeAt(now.Add(time.Hour))
	check := func(code string) bool {
		t.Helper()
		ok, wait, err := w.CRM.CheckSecondFactor(t.Context(), &agent, code)
		if err != nil || wait > 0 {
			t.Fatal(wait, err)
		}
		return ok
	}
	if check(codeAt(now)) {
		t.Error("a secret counts before it is confirmed")
	}
	if _, err := w.CRM.ConfirmSecondFactor(me, wrong); refusal(err) != "INVALID code" {
		t.Errorf("confirmed by a wrong code: %v", err)
	}
	recovery, err := w.CRM.ConfirmSecondFactor(me, " "+codeAt(now)[:3]+" "+codeAt(now)[3:])
	if err != nil || len(recovery) != models.RecoveryCodes {
		t.Fatal(recovery, err)
	}
	for token, want := range map[string]bool{"here": true, "elsewhere": false} {
		if v, _, err := w.CRM.ViewerBySession(t.Context(), hash(token), terms); (v != nil) != want || err != nil {
			t.Errorf("the session %s: %v %v", token, v, err)
		}
	}
	found, err := w.CRM.CredentialsByEmail(t.Context(), "agent@home.example", "", 1)
	if err != nil || len(found) != 1 || !found[0].SecondFactor {
		t.Errorf("%+v %v", found, err)
	}
	if _, err := setUp(me, ptr("correct horse battery")); refusal(err) != "BLOCKED_BY_RULE" {
		t.Errorf("set up twice: %v", err)
	}
	for _, step := range []struct {
		what, code string
		later      time.Duration
		want       bool
	}{
		{"the code that confirmed", codeAt(now), 0, false},
		{"the one before it", codeAt(now.Add(-30 * time.Second)), 0, false},
		{"the next one, of a clock that is fast", codeAt(now.Add(30 * time.Second)), 0, true},
		{"the same again", codeAt(now.Add(30 * time.Second)), 30 * time.Second, false},
		{"a code of long ago", codeAt(now), 10 * time.Minute, false},
		{"one of now", codeAt(now.Add(10*time.Minute + 30*time.Second)), 0, true},
		{"a recovery code", strings.ToUpper(recovery[0]), 0, true},
		{"the same recovery code", recovery[0], 0, false},
		{"another one, without hyphens", strings.ReplaceAll(recovery[1], "-", " "), 0, true},
		{"nothing", "", 0, false},
	} {
		now = now.Add(step.later)
		w.CRM.ForgetWrongCodes()
		if check(step.code) != step.want {
			t.Errorf("%s: not %t", step.what, step.want)
		}
	}
	fresh, err := w.CRM.ReplaceRecoveryCodes(me, recovery[2])
	if err != nil || len(fresh) != models.RecoveryCodes || check(recovery[3]) {
		t.Errorf("recovery codes were not replaced: %v", err)
	}
	onceOnly(t, w, &agent, fresh[1])
	for _, row := range []struct {
		ctx  context.Context
		code *string
		want string
	}{
		{me, nil, "REQUIRED code"}, {me, &wrong, "INVALID code"}, {crmtest.As(w.Foreign.Administrator), nil, "NOT_FOUND userId"},
		{me, &fresh[0], ""}, {admin, nil, "BLOCKED_BY_RULE userId"},
	} {
		w.CRM.ForgetWrongCodes()
		in := models.SecondFactorRemoveInput{UserID: *agent.UserID, Code: row.code}
		if _, err := w.CRM.RemoveSecondFactor(row.ctx, in); refusal(err) != row.want {
			t.Errorf("removed: %v, not %s", err, row.want)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM recovery_codes"); n != 0 {
		t.Errorf("%d recovery codes are left", n)
	}
}

// onceOnly sends one code by many requests at once: one of them gets it.
func onceOnly(t *testing.T, w *crmtest.World, v *models.Viewer, code string) {
	t.Helper()
	w.CRM.ForgetWrongCodes()
	var won atomic.Int32
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if ok, _, err := w.CRM.CheckSecondFactor(t.Context(), v, code); ok && err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d requests got in by one code", won.Load())
	}
}

// TestWrongCodesAreBounded: after five wrong codes the right one is refused too, for a while; others' codes are not.
func TestWrongCodesAreBounded(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	for i := range 6 {
		ok, wait, err := w.CRM.CheckSecondFactor(t.Context(), w.Home.Agent, "000000")
		if ok || err != nil || (wait > 0) != (i == 5) {
			t.Errorf("%d: %t %s %v", i, ok, wait, err)
		}
	}
	if _, err := w.CRM.ReplaceRecoveryCodes(crmtest.As(w.Home.Agent), "000000"); refusal(err) != "RATE_LIMITED" {
		t.Error(err)
	}
	if _, wait, err := w.CRM.CheckSecondFactor(t.Context(), w.Home.Administrator, "000000"); wait > 0 || err != nil {
		t.Error(wait, err)
	}
}
