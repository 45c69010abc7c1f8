package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

func TestWebhookURL(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://example.com": true, "https://example.com/hooks?a=b": true, "http://example.com:8080/": true, "https://[2001:4860::1]/": true,
		"": false, "example.com": false, "//example.com": false, "ftp://example.com": false, "file:///etc/passwd": false,
		"javascript:alert(1)": false,
		"https://":            false, "https:///path": false, "https://user:secret@example.com": false, "https://user@example.com": false,
		"https://example.com/#part": false, "https://exa mple.com": false, "https://example.com:port": false, "https://example.com/\n": false,
		"https://example.com/" + strings.Repeat("a", models.MaxWebhookURL): false,
	} {
		e := models.WebhookEndpoint{Types: models.ContactEventTypes{models.ContactCreated}}
		err := e.Apply(models.WebhookEndpointUpdateInput{URL: graphql.OmittableOf(&url)})
		var broken models.Errors
		if (err == nil) != ok || err != nil && (!errors.As(err, &broken) || !slices.Equal(broken[0].Field, []string{"url"})) {
			t.Errorf("%q: %v", url, err)
		}
	}
}

func TestWebhookMessage(t *testing.T) {
	account := &models.Account{Name: "Acme"}
	for _, row := range []struct{ snapshot, want string }{
		{`{"name":"Ada"}`, `{"avatarUrl":null,"name":"Ada","thumbnail":null}`},
		{`{"name":"Ada","avatarUrl":null}`, `{"avatarUrl":null,"name":"Ada","thumbnail":null}`},
		{`{"name":"Ada","avatarUrl":"/avatars/abc/128"}`,
			`{"avatarUrl":"https://kith.example/avatars/abc/128","name":"Ada","thumbnail":"https://kith.example/avatars/abc/64"}`},
	} {
		m := models.NewWebhookMessage(account, &models.ContactEvent{Type: models.ContactCreated, Snapshot: models.JSON(row.snapshot)},
			"https://kith.example")
		if got := string(m.Data.Contact); got != row.want {
			t.Errorf("%s: %s", row.snapshot, got)
		}
	}
	long := models.JSON(`"` + strings.Repeat("a", 300<<10) + `"`)
	for n, omitted := range map[int]bool{1: false, 2: true} {
		e := &models.ContactEvent{Type: models.ContactUpdated, Snapshot: models.JSON(`{"name":"Ada"}`)}
		for range n {
			e.Changes = append(e.Changes, &models.FieldChange{Field: "customAttributes.long", From: models.JSON("null"), To: long})
		}
		body, err := models.NewWebhookMessage(account, e, "").Body(models.WebhookStandard)
		if err != nil || len(body) > 512<<10 || strings.Contains(string(body), `"changesOmitted":true`) != omitted ||
			!strings.Contains(string(body), `"name":"Ada"`) {
			t.Errorf("%d changes: %d bytes, %v", n, len(body), err)
		}
	}
}
