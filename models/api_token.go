package models

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Bounds of an API token.
const (
	// MaxAllowedAddresses is how many addresses and networks a token can be limited to.
	MaxAllowedAddresses = 50
	// MaxTokenLifetime is how far in the future a token can expire.
	MaxTokenLifetime = 10 * 366 * 24 * time.Hour
	// lastShown is how much of the end of a token's secret is kept, so that people can tell which one a program has.
	lastShown = 4
)

// APIToken is a credential of a program. Only the SHA-256 of the token is stored, and its last four characters.
type APIToken struct {
	AccountID int64
	ID        APITokenID
	Name      string
	TokenHash []byte
	Role      Role
	// LastFour are the last characters of the secret; nil for tokens that were made before they were kept.
	LastFour *string
	// ExpiresAt is from when on the token is refused; nil for never.
	ExpiresAt *DateTime
	// Allowed are the networks from which the token is accepted; none for all.
	Allowed StringList `gorm:"column:allowed_addresses"`
	// Granted are the scopes; nil for everything that the role allows.
	Granted ScopeList `gorm:"column:scopes;type:jsonb"`
	// CreatedByUserID and CreatedByTokenID are who made the token; neither for the operator of the server.
	CreatedByUserID  *UserID
	CreatedByTokenID *APITokenID
	LastUsedAt       *DateTime
	// LastUsedFrom is the address of the client that used the token last.
	LastUsedFrom *string  `gorm:"column:last_used_address"`
	CreatedAt    DateTime `gorm:"autoCreateTime:false"`
}

// TableName is the table of API tokens.
func (APIToken) TableName() string { return "api_tokens" }

// AllowedAddresses returns the networks from which the token is accepted to viewers who may manage tokens, nil to others.
func (t *APIToken) AllowedAddresses(ctx context.Context) []string {
	if v := ViewerFrom(ctx); v == nil || !v.Can(PermAccountWrite) {
		return nil
	}
	return append([]string{}, t.Allowed...)
}

// LastUsedAddress returns the address that used the token last to viewers who may manage tokens, nil to others.
func (t *APIToken) LastUsedAddress(ctx context.Context) *string {
	if v := ViewerFrom(ctx); v == nil || !v.Can(PermAccountWrite) {
		return nil
	}
	return t.LastUsedFrom
}

// Scopes returns what the token may be used for, nil for everything that its role allows.
func (t *APIToken) Scopes() []TokenScope { return t.Granted }

// ApiTokenCreateInput is a new API token.
type ApiTokenCreateInput struct {
	Name             string
	Role             Role
	ExpiresAt        *DateTime
	AllowedAddresses []string
	Scopes           []TokenScope
}

// NewAPIToken returns a token with a secret as an input describes it; it returns every rule that the input breaks.
func NewAPIToken(in ApiTokenCreateInput, secret string, by *Viewer, now DateTime) (*APIToken, error) {
	var errs Errors
	name, e := needLine(in.Name)
	errs.Add(atField(e, "name"))
	if end := in.ExpiresAt; end != nil && (!end.After(now.Time) || end.Sub(now.Time) > MaxTokenLifetime) {
		errs.Add(Errorf(Invalid, "A token expires in the future, within ten years.").At("expiresAt"))
	}
	allowed, e := networksOf(in.AllowedAddresses)
	errs.Add(atField(e, "allowedAddresses"))
	scopes, e := cleanScopes(in.Scopes, by)
	errs.Add(atField(e, "scopes"))
	four := secret[len(secret)-lastShown:]
	return &APIToken{Name: name, Role: in.Role, LastFour: &four, ExpiresAt: in.ExpiresAt, Allowed: allowed, Granted: scopes,
		CreatedByUserID: by.UserID, CreatedByTokenID: by.TokenID, CreatedAt: now}, errs.OrNil()
}

// networksOf reads addresses and networks, and writes each as a network in its usual form.
func networksOf(texts []string) (StringList, *Error) {
	if len(texts) > MaxAllowedAddresses {
		return nil, Errorf(Limit, "A token is limited to at most %d addresses.", MaxAllowedAddresses)
	}
	var networks StringList
	for _, text := range texts {
		network, ok := parseNetwork(text)
		if !ok {
			return nil, Errorf(Invalid, "%q is neither an IP address nor a network such as 203.0.113.0/24.", text)
		}
		networks = append(networks, network.String())
	}
	slices.Sort(networks)
	return slices.Compact(networks), nil
}

// parseNetwork reads an address or a network; IPv4 addresses that are written as IPv6 are IPv4.
func parseNetwork(text string) (netip.Prefix, bool) {
	text = strings.TrimSpace(text)
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err == nil && !network.Addr().Is4In6()
}

// AllowedFrom reports whether networks, as a token stores them, include an address; without networks every address is allowed, and an
// unknown one only then.
func AllowedFrom(networks []string, addr netip.Addr) bool {
	return len(networks) == 0 || slices.ContainsFunc(networks, func(text string) bool {
		network, ok := parseNetwork(text)
		return ok && network.Contains(addr)
	})
}

type clientAddressKey struct{}

// WithClientAddress returns a context of a request that a client at this address sent.
func WithClientAddress(ctx context.Context, addr netip.Addr) context.Context {
	return context.WithValue(ctx, clientAddressKey{}, addr)
}

// ClientAddressFrom returns the address of the client whose request ctx belongs to; not valid outside of one.
func ClientAddressFrom(ctx context.Context) netip.Addr {
	addr, _ := ctx.Value(clientAddressKey{}).(netip.Addr)
	return addr
}
