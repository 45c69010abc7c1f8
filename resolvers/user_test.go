package resolvers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kith/internal/crmtest"
	"kith/models"
)

// TestLinksNeedNoSignIn: nobody may use a link, and nothing else with it.
func TestLinksNeedNoSignIn(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var invited struct {
		M struct{ Link struct{ Token string } }
	}
	api.Get(t, w.Home.Administrator, &invited,
		`mutation { m: userInvite(input: {name: "Ada", email: "ada@example.com"}) { link { token url expiresAt user { email } } } }`, nil)
	const accept = `userLinkAccept(input: {token: $t, password: "correct horse battery"}) { email userErrors { code field } }`
	token := map[string]any{"t": invited.M.Link.Token}
	for _, with := range []string{`b: contactDelete(input: {id: "x"}) { deletedId }`,
		`... { b: userSignOut(input: {userId: "x"}) { endedSessions } }`} {
		answer := api.Ask(t, nil, "mutation($t: String!) { a: "+accept+" "+with+" }", token)
		if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "UNAUTHENTICATED" || len(answer.Data) > 0 {
			t.Errorf("with another mutation: %s", answer.Body)
		}
	}
	used := api.Ask(t, nil, "mutation($t: String!) { "+accept+" }", token)
	again := api.Ask(t, nil, "mutation($t: String!) { "+accept+" }", token)
	if string(used.Data) != `{"userLinkAccept":{"email":"ada@example.com","userErrors":[]}}` ||
		string(again.Data) != `{"userLinkAccept":{"email":null,"userErrors":[{"code":"INVALID","field":["token"]}]}}` {
		t.Errorf("%s\n%s", used.Body, again.Body)
	}
}

// TestSecondFactorByAPI sets up, confirms and removes a second factor as a client does.
func TestSecondFactorByAPI(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	id := map[string]any{"id": w.Home.Agent.UserID.String()}
	var set struct {
		S struct{ Secret, URL string }
	}
	api.Get(t, w.Home.Agent, &set, `mutation { s: secondFactorSetUp(input: {}) { secret url } }`, nil)
	code, err := totp.GenerateCode(set.S.Secret, time.Now())
	if err != nil || !strings.HasPrefix(set.S.URL, "otpauth://totp/Kith:") {
		t.Fatal(set, err)
	}
	var codes struct {
		S struct{ RecoveryCodes []string }
	}
	api.Get(t, w.Home.Agent, &codes, `mutation($c: String!) { s: secondFactorConfirm(input: {code: $c}) { recoveryCodes } }`,
		map[string]any{"c": code})
	if len(codes.S.RecoveryCodes) != models.RecoveryCodes {
		t.Fatal(codes)
	}
	const since = `query($id: ID!) { node(id: $id) { ... on User { secondFactorSince deactivatedAt } } userSessions(userId: $id) { id } }`
	for who, want := range map[*models.Viewer]bool{w.Home.Agent: true, w.Home.Administrator: true} {
		if answer := api.Ask(t, who, since, id); strings.Contains(answer.Body, `"secondFactorSince":null`) == want || len(answer.Errors) > 0 {
			t.Errorf("%s: %s", who.Role, answer.Body)
		}
	}
	api.Get(t, w.Home.Agent, &codes, `mutation($c: String!) { s: recoveryCodesReplace(input: {code: $c}) { recoveryCodes } }`,
		map[string]any{"c": codes.S.RecoveryCodes[0]})
	if answer := api.Ask(t, w.Home.Administrator, `mutation($id: ID!) { secondFactorRemove(input: {userId: $id})
		{ user { secondFactorSince } userErrors { code } } }`, id); string(answer.Data) !=
		`{"secondFactorRemove":{"user":{"secondFactorSince":null},"userErrors":[]}}` {
		t.Error(answer.Body)
	}
}
