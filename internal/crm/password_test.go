package crm_test

import (
	"context"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestPasswordChange changes passwords as their owners and as others, and looks at which sessions are left.
func TestPasswordChange(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
	const first, second, third = "the first password", "the second password", "the third password"
	open := func(name string, v *models.Viewer) context.Context {
		if _, err := w.CRM.CreateSession(ctx, v, hash(name), "", terms); err != nil {
			t.Fatal(err)
		}
		found, _, err := w.CRM.ViewerBySession(ctx, hash(name), terms)
		if err != nil {
			t.Fatal(err)
		}
		return crmtest.As(found)
	}
	mine := open("mine", w.Home.Agent)
	open("elsewhere", w.Home.Agent)
	boss := open("boss", w.Home.Administrator)
	jwt := crmtest.As(&models.Viewer{AccountID: w.Home.Key, Region: "US", Role: models.Agent, UserID: w.Home.Agent.UserID})
	left := func() (names string) {
		for _, name := range []string{"mine", "elsewhere", "again", "boss"} {
			if v, _, err := w.CRM.ViewerBySession(ctx, hash(name), terms); err != nil {
				t.Fatal(err)
			} else if v != nil {
				names += name + " "
			}
		}
		return names
	}
	for _, step := range []struct {
		name          string
		as            context.Context
		user          *models.UserID
		current       *string
		password      string
		want, at      string
		left, matches string
	}{
		{"the first one", mine, w.Home.Agent.UserID, nil, first, "", "", "mine boss ", first},
		{"without the old one", mine, w.Home.Agent.UserID, nil, second, "REQUIRED", "currentPassword", "mine boss ", first},
		{"with a wrong one", mine, w.Home.Agent.UserID, ptr("guess"), second, "INVALID", "currentPassword", "mine boss ", first},
		{"too short", mine, w.Home.Agent.UserID, ptr(first), "short", "INVALID", "password", "mine boss ", first},
		{"with the old one", mine, w.Home.Agent.UserID, ptr(first), second, "", "", "mine boss ", second},
		{"of somebody else", mine, w.Home.Administrator.UserID, ptr(second), third, "FORBIDDEN", "", "mine boss ", second},
		{"by an administrator", boss, w.Home.Agent.UserID, nil, third, "", "", "boss ", third},
		{"by JWT, without", jwt, w.Home.Agent.UserID, nil, first, "REQUIRED", "currentPassword", "boss ", third},
		{"by JWT", jwt, w.Home.Agent.UserID, ptr(third), first, "", "", "boss ", first},
		{"by a token", crmtest.As(w.Home.Program), w.Home.Agent.UserID, nil, second, "", "", "boss ", second},
	} {
		_, err := w.CRM.UpdateUser(step.as, models.UserUpdateInput{ID: *step.user, Password: given(step.password), CurrentPassword: step.current})
		if got := refusal(err); got != step.want && got != step.want+" "+step.at {
			t.Errorf("%s: %v", step.name, err)
		}
		if got := left(); got != step.left {
			t.Errorf("%s: the sessions %sare left, want %s", step.name, got, step.left)
		}
		stored := w.Texts(t, "SELECT password_hash FROM users WHERE id = $1", *w.Home.Agent.UserID)[0]
		if match, err := crm.MatchPassword(step.matches, stored); err != nil || !match {
			t.Errorf("%s: the password is not %q: %v", step.name, step.matches, err)
		}
	}
	if match, err := crm.MatchPassword("", ""); err != nil || match {
		t.Error("a blank password matches none:", match, err)
	}
}

// TestOwnPasswordGuesses guesses the password of a session's user.
func TestOwnPasswordGuesses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	made(w.CRM.UpdateUser(crmtest.As(w.Home.Administrator),
		models.UserUpdateInput{ID: *w.Home.Agent.UserID, Password: given("the right password")}))
	change := func(current string) error {
		_, err := w.CRM.UpdateUser(crmtest.As(w.Home.Agent), models.UserUpdateInput{ID: *w.Home.Agent.UserID,
			Password: given("another password"), CurrentPassword: &current})
		return err
	}
	guesses := 0
	for ; refusal(change("guess")) != "RATE_LIMITED"; guesses++ {
		if guesses == 100 {
			t.Fatal("the guesses go on")
		}
	}
	if guesses < 10 {
		t.Errorf("%d guesses", guesses)
	}
	if n := w.Count(t, "SELECT count(*) FROM users WHERE account_id = $1 AND password_hash IS NOT NULL", w.Home.Key); n != 1 {
		t.Errorf("%d users have a password", n)
	}
}
