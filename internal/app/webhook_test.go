package app

import (
	"strings"
	"testing"
)

// TestWebhooksStayOutside enters URLs that no request is sent to: they are refused at once, also when an endpoint is changed, unless the
// operator has allowed private addresses.
func TestWebhooksStayOutside(t *testing.T) {
	t.Parallel()
	closed, open := externalPlace(t).serve(t), externalPlace(t).with("KITH_WEBHOOK_ALLOW_PRIVATE=true").serve(t)
	type payload struct {
		M struct {
			WebhookEndpoint struct{ ID string }
			UserErrors      []struct {
				Code  string
				Field []string
			}
		}
	}
	const selection = `{ webhookEndpoint { id } userErrors { code field } } }`
	create := func(s *process, url string) (got payload) {
		s.query(t, &got, `mutation ($url: String!) { m: webhookEndpointCreate(input: {url: $url, events: [CONTACT_CREATED]}) `+selection,
			map[string]any{"url": url})
		return got
	}
	refused := func(got payload) bool {
		return len(got.M.UserErrors) == 1 && got.M.UserErrors[0].Code == "INVALID" && strings.Join(got.M.UserErrors[0].Field, ".") == "url"
	}
	good := create(closed, "https://example.com/hooks")
	if good.M.WebhookEndpoint.ID == "" {
		t.Fatal(good)
	}
	for url, private := range map[string]bool{"http://127.0.0.1/": true, "http://2130706433/": true, "https://[::ffff:10.0.0.1]:8443/": true,
		"http://localhost:8080/": true, "https://example.com:99999/": false, "https://example.com:25/": false} {
		if got := create(closed, url); !refused(got) {
			t.Errorf("%s: %+v", url, got)
		}
		var got payload
		closed.query(t, &got, `mutation ($id: ID!, $url: String!) { m: webhookEndpointUpdate(input: {id: $id, url: $url}) `+selection,
			map[string]any{"id": good.M.WebhookEndpoint.ID, "url": url})
		if !refused(got) {
			t.Errorf("changed to %s: %+v", url, got)
		}
		if got := create(open, url); refused(got) == private {
			t.Errorf("%s where private addresses are allowed: %+v", url, got)
		}
	}
}
