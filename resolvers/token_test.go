package resolvers_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestTokensTellOfThemselves reads what a token tells, by the mutation that creates it and in the list.
func TestTokensTellOfThemselves(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	const fields = `{ name lastFour expiresAt allowedAddresses lastUsedAddress createdBy { __typename ... on User { email } } }`
	var got struct {
		APITokenCreate struct {
			Token    string
			APIToken struct{ LastFour string }
		}
	}
	created := api.Ask(t, w.Home.Administrator, `mutation { apiTokenCreate(input: {name: "office", allowedAddresses: ["10.0.0.1"],
		expiresAt: "2030-01-01T00:00:00Z"}) { token apiToken `+fields+` } }`, nil)
	api.Get(t, w.Home.Administrator, &got, `mutation { apiTokenCreate(input: {name: "plain"}) { token apiToken { lastFour } } }`, nil)
	if secret := got.APITokenCreate; len(secret.APIToken.LastFour) != 4 || !strings.HasSuffix(secret.Token, secret.APIToken.LastFour) {
		t.Errorf("%+v", secret)
	}
	listed := api.Ask(t, w.Home.Administrator, `{ account { apiTokens(last: 3) { nodes `+fields+` } } viewer { user { email } } }`, nil)
	for what, answer := range map[string]crmtest.Answer{"created": created, "listed": listed} {
		if len(answer.Errors) > 0 || what == "created" && !strings.Contains(answer.Body, `"allowedAddresses":["10.0.0.1/32"]`) ||
			!strings.Contains(answer.Body, `"createdBy":{"__typename":"User","email":"`) {
			t.Errorf("%s: %s", what, answer.Body)
		}
	}
}
