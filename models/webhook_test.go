package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kith/models"
)

func TestWebhookURL(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://example.com": true, "https://example.com/hooks?a=b": true, "http://example.com:8080/": true, "https://[2001:4860::1]/": true,
		"": false, "example.com": false, "//example.com": false, "ftp://example.com": false, "file:///etc/passwd": false, "javascript:alert(1)": false,
		"https://": false, "https:///path": false, "https://user:secret@example.com": false, "https://user@example.com": false, "https://example.com/#part": false,
		"https://exa mple.com": false, "https://example.com:port": false, "https://example.com/\n": false,
		"https://example.com/" + strings.Repeat("a", models.MaxWebhookURL): false,
	} {
		e := models.WebhookEndpoint{Types: models.ContactEventTypes{models.ContactCreated}}
		err := e.Apply(models.WebhookEndpointUpdateInput{URL: &url})
		var broken models.Errors
		if (err == nil) != ok || err != nil && (!errors.As(err, &broken) || !slices.Equal(broken[0].Field, []string{"url"})) {
			t.Errorf("%q: %v", url, err)
		}
	}
}
