package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"kith/internal/crm"
)

// secrets are what the first start made up, to be shown once.
type secrets struct{ email, password, token string }

// bootstrap makes the first account, its administrator and its token, if there is none yet, and returns what it made up for them.
func bootstrap(ctx context.Context, s settings, c *crm.Service) (secrets, error) {
	needed, err := c.NeedsBootstrap(ctx)
	if err != nil || !needed {
		return secrets{}, err
	}
	made := secrets{email: s.bootstrapEmail}
	password, token := s.bootstrapPassword, s.bootstrapToken
	if password == "" {
		made.password = crm.NewSecret()[:20]
		password = made.password
	}
	if token == "" {
		made.token = crm.NewToken()
		token = made.token
	}
	hash, err := crm.HashPassword(ctx, password)
	if err != nil {
		return secrets{}, err
	}
	first, err := c.Bootstrap(ctx, crm.Bootstrap{AccountName: "First account", UserName: "Administrator", Email: s.bootstrapEmail,
		PasswordHash: hash, TokenHash: crm.HashToken(token), LastFour: token[len(token)-4:]})
	if !first { // another server was, and has told
		made = secrets{}
	}
	return made, err
}

// announce tells people where the server is and, once, what the first start made up. It is one write, so that whoever reads it
// has all of it; that nobody reads is no reason not to serve.
func announce(out io.Writer, addr string, s secrets) {
	var text strings.Builder
	fmt.Fprintf(&text, "\nKith is ready.\n\n  Console   %[1]s/console\n  GraphQL   %[1]s/graphql\n  GraphiQL  %[1]s/graphiql\n", origin(addr))
	if s.password != "" {
		fmt.Fprintf(&text, "  Sign in   %s, password %s\n", s.email, s.password)
	}
	if s.token != "" {
		fmt.Fprintf(&text, "  Token     %s\n", s.token)
	}
	if s.password != "" || s.token != "" {
		text.WriteString("\nThis is shown once. «kith token create» makes more tokens.\n")
	}
	fmt.Fprintln(&text)
	_, _ = io.WriteString(out, text.String())
}

// origin is where clients on this machine reach an address that is listened at.
func origin(addr string) string {
	if host, port, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host).IsUnspecified() {
		addr = net.JoinHostPort("localhost", port) // browsers do not go to [::]
	}
	return "http://" + addr
}
