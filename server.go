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
	"strings"
	"syscall"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"kith/auth"
	"kith/avatar"
	"kith/crm"
	"kith/egress"
	"kith/events"
	"kith/geoip"
	"kith/internal/postgres"
	"kith/jobs"
	"kith/transfer"
	"kith/webhook"
)

//go:generate go run github.com/99designs/gqlgen generate

const (
	headerPatience = 10 * time.Second
	idlePatience   = 2 * time.Minute
	drainPatience  = 15 * time.Second
	scanInterval   = 5 * time.Second
	sampleInterval = 10 * time.Minute
)

func main() {
	// Whoever reads our output may go away: that is no reason to die without having stopped PostgreSQL.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup wants it to be
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "kith:", err)
		os.Exit(1)
	}
}

// serve runs the server until the context ends, then drains it.
func serve(ctx context.Context, s settings, out io.Writer) (err error) {
	keepHeapFloor()
	if err := s.check(); err != nil {
		return err
	}
	log, err := s.logger()
	if err != nil {
		return err
	}
	trusted, err := s.trusted()
	if err != nil {
		return err
	}
	places, err := s.places(log)
	if err != nil {
		return err
	}
	endProfile, err := profile(s.cpuProfile)
	if err != nil {
		return fmt.Errorf("KITH_CPU_PROFILE: %w", err)
	}
	defer func() { err = errors.Join(err, endProfile()) }()
	// Listening comes first: an address that is taken should not cost the start of a database.
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w; set KITH_ADDR to another address", s.addr, errors.Unwrap(err))
	}
	defer func() { _ = listener.Close() }()
	s.addr = listener.Addr().String()
	if s.publicURL == "" {
		s.publicURL = origin(s.addr)
	}
	db, err := openDatabase(ctx, s, postgres.Start, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := s.unlock(db.crm); err != nil {
		return err
	}
	if err := probeFiles(ctx, s); err != nil {
		return err
	}
	bus, err := s.bus(log)
	if err != nil {
		return err
	}
	defer bus.Close()
	// Behind what may be refused, because what it makes up is told once.
	secrets, err := found(ctx, s, db.crm)
	if err != nil {
		return err
	}
	hub := events.NewHub(db.crm, bus, log)
	store, err := openFiles(ctx, s, db.crm)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	avatars := avatar.New(db.crm, store, egress.NewClient(false), s.publicURL, log)
	transfers := transfer.New(db.crm, store)
	h, err := newHandler(s, trusted, db.crm, hub, store, avatars, transfers, auth.New(db.crm, auth.Options{
		OIDCIssuer: s.oidcIssuer, OIDCAudience: s.oidcAudience, SecureCookies: s.secureCookies,
	}, log), log)
	if err != nil {
		return err
	}
	dispatcher := webhook.NewDispatcher(db.crm)
	work, err := jobs.New(db.pool, db.crm, jobs.Options{EventRetention: s.eventRetention, Workers: []func(*river.Workers){
		avatars.Work, transfers.Work, geoip.Work(db.crm, places),
		webhook.Work(db.crm, egress.NewClient(s.webhookAllowPrivate), s.publicURL, webhook.NewMetrics(h.metrics)),
	}, Sweeps: []func(context.Context) error{transfers.Sweep}}, log)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerPatience, IdleTimeout: idlePatience, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	loops, loopsCtx := errgroup.WithContext(ctx)
	ticks := time.NewTicker(events.Interval)
	defer ticks.Stop()
	loops.Go(func() error { return hub.Run(loopsCtx, ticks.C) })
	loops.Go(func() error { return work.Run(loopsCtx) })
	loops.Go(func() error { return dispatcher.Run(loopsCtx) })
	loops.Go(func() error { return db.crm.ScanDuplicatesEvery(loopsCtx, scanInterval) })
	loops.Go(func() error { return db.crm.SampleSearchesEvery(loopsCtx, sampleInterval) })
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
	announce(out, s.addr, secrets)
	return loops.Wait()
}

// secrets are what the first start made up, to be shown once.
type secrets struct{ email, password, token string }

// found makes the first account, its administrator and its token, if there is none yet, and returns what it made up for them.
func found(ctx context.Context, s settings, c *crm.Service) (secrets, error) {
	needed, err := c.Unfounded(ctx)
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
	hash, err := crm.HashPassword(password)
	if err != nil {
		return secrets{}, err
	}
	first, err := c.Found(ctx, crm.Founding{AccountName: "First account", UserName: "Administrator", Email: s.bootstrapEmail,
		PasswordHash: hash, TokenHash: crm.HashToken(token)})
	if !first { // another server was, and has told
		made = secrets{}
	}
	return made, err
}

// announce tells people where the server is and, once, what the first start made up. It is one write, so that whoever reads it
// has all of it; that nobody reads is no reason not to serve.
func announce(out io.Writer, addr string, s secrets) {
	var text strings.Builder
	fmt.Fprintf(&text, "\nKith is ready.\n\n  GraphQL   %s/graphql\n  GraphiQL  %s/graphiql\n", origin(addr), origin(addr))
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
