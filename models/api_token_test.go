package models_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/models"
)

func TestNewAPIToken(t *testing.T) {
	now := models.At(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	at := func(after time.Duration) *models.DateTime {
		end := models.At(now.Add(after))
		return &end
	}
	for _, row := range []struct {
		name  string
		in    models.ApiTokenCreateInput
		field string
	}{
		{name: "the least", in: models.ApiTokenCreateInput{Name: "x"}},
		{name: "no name", in: models.ApiTokenCreateInput{Name: " "}, field: "name"},
		{name: "a moment", in: models.ApiTokenCreateInput{Name: "x", ExpiresAt: at(time.Microsecond)}},
		{name: "now", in: models.ApiTokenCreateInput{Name: "x", ExpiresAt: at(0)}, field: "expiresAt"},
		{name: "the longest", in: models.ApiTokenCreateInput{Name: "x", ExpiresAt: at(models.MaxTokenLifetime)}},
		{name: "too long", in: models.ApiTokenCreateInput{Name: "x", ExpiresAt: at(models.MaxTokenLifetime + time.Second)},
			field: "expiresAt"},
		{name: "no address", in: models.ApiTokenCreateInput{Name: "x", AllowedAddresses: []string{"office"}}, field: "allowedAddresses"},
		{name: "a zone", in: models.ApiTokenCreateInput{Name: "x", AllowedAddresses: []string{"fe80::1%eth0"}}, field: "allowedAddresses"},
		{name: "a mapped network", in: models.ApiTokenCreateInput{Name: "x", AllowedAddresses: []string{"::ffff:10.0.0.0/104"}},
			field: "allowedAddresses"},
		{name: "too many", in: models.ApiTokenCreateInput{Name: "x",
			AllowedAddresses: slices.Repeat([]string{"10.0.0.1"}, models.MaxAllowedAddresses+1)}, field: "allowedAddresses"},
	} {
		token, err := models.NewAPIToken(row.in, "kith_secret", &models.Viewer{}, now)
		switch {
		case row.field == "" && (err != nil || *token.LastFour != "cret"):
			t.Errorf("%s: %v", row.name, err)
		case row.field != "" && (err == nil || !strings.Contains(strings.Join(broken(err), " "), row.field)):
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestAllowedFrom(t *testing.T) {
	networks := []string{"10.0.0.0/8", "2001:db8::/32"}
	for text, want := range map[string]bool{"10.255.0.1": true, "11.0.0.1": false, "2001:db8::1": true, "2001:db9::1": false} {
		if models.AllowedFrom(networks, netip.MustParseAddr(text)) != want {
			t.Errorf("%s: not %t", text, want)
		}
	}
	if models.AllowedFrom(networks, netip.Addr{}) || !models.AllowedFrom(nil, netip.Addr{}) {
		t.Error("an unknown address is allowed where all are, and only there")
	}
}

// TestTokensAreForAdministrators has what a token tells of where it is used shown to administrators alone.
func TestTokensAreForAdministrators(t *testing.T) {
	from := "10.0.0.1"
	token := &models.APIToken{Allowed: models.StringList{"10.0.0.0/8"}, LastUsedFrom: &from}
	for role, want := range map[models.Role]bool{models.Administrator: true, models.Agent: false} {
		ctx := models.WithViewer(context.Background(), &models.Viewer{Role: role})
		if (token.AllowedAddresses(ctx) != nil) != want || (token.LastUsedAddress(ctx) != nil) != want {
			t.Errorf("%s: %v %v", role, token.AllowedAddresses(ctx), token.LastUsedAddress(ctx))
		}
	}
}
