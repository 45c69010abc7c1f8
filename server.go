// Kith is the contact store behind support and CRM applications: one GraphQL API over one PostgreSQL.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"kith/auth"
	"kith/crm"
	"kith/internal/postgres"
	"kith/models"
)

//go:generate go run github.com/99designs/gqlgen generate

const (
	headerPatience = 10 * time.Second
	idlePatience   = 2 * time.Minute
	drainPatience  = 15 * time.Second
	sweepInterval  = time.Hour
)

func main() {
	// Whoever reads our output may go away: that is no reason to die without having stopped PostgreSQL.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "kith:", err)
		os.Exit(1)
	}
}

// serve runs the server until the context ends, then drains it.
func serve(ctx context.Context, s settings, out io.Writer) (err error) {
	if err := s.check(); err != nil {
		return err
	}
	log, err := s.logger()
	if err != nil {
		return err
	}
	// Listening comes first: an address that is taken should not cost the start of a database.
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w; set KITH_ADDR to another address", s.addr, errors.Unwrap(err))
	}
	defer func() { _ = listener.Close() }()
	db, err := openDatabase(ctx, s, postgres.Start, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	secrets, err := found(ctx, s, db.crm)
	if err != nil {
		return err
	}
	h, err := newHandler(s, db.crm, auth.New(db.crm, auth.Options{
		OIDCIssuer: s.oidcIssuer, OIDCAudience: s.oidcAudience, SecureCookies: s.secureCookies,
	}, log), prometheus.NewRegistry(), log)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerPatience, IdleTimeout: idlePatience, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	loops, loopsCtx := errgroup.WithContext(ctx)
	loops.Go(func() error { return db.crm.SweepEvery(loopsCtx, sweepInterval) })
	loops.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	loops.Go(func() error {
		<-loopsCtx.Done()
		return h.drain(server)
	})
	announce(out, listener.Addr().String(), secrets)
	return loops.Wait()
}

// secrets are what the first start made up, to be shown once.
type secrets struct {
	founded                bool
	email, password, token string
}

// found makes the first account, its administrator and its token, if there is none yet.
func found(ctx context.Context, s settings, c *crm.Service) (secrets, error) {
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
	email, refused := models.CleanEmail(&s.bootstrapEmail)
	if refused != nil || email == nil {
		return made, errors.New("KITH_BOOTSTRAP_EMAIL must be an email")
	}
	needed, err := c.Unfounded(ctx)
	if err != nil || !needed {
		return made, err
	}
	hash, err := crm.HashPassword(password)
	if err != nil {
		return made, err
	}
	made.founded, err = c.Found(ctx, crm.Founding{AccountName: "First account", UserName: "Administrator", Email: *email,
		PasswordHash: hash, TokenHash: crm.HashToken(token)})
	return made, err
}

// announce tells people where the server is and, once, what the first start made up.
func announce(out io.Writer, addr string, s secrets) {
	fmt.Fprintf(out, "\nKith is ready.\n\n  GraphQL   http://%s/graphql\n  GraphiQL  http://%s/graphiql\n", addr, addr)
	if s.founded {
		if s.password != "" {
			fmt.Fprintf(out, "  Sign in   %s, password %s\n", s.email, s.password)
		}
		if s.token != "" {
			fmt.Fprintf(out, "  Token     %s\n", s.token)
		}
		if s.password != "" || s.token != "" {
			fmt.Fprintf(out, "\nThe password and the token are shown this once. kith token create makes more tokens.\n")
		}
	}
	fmt.Fprintln(out)
}
