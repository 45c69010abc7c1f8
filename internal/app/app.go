// Package app is the program: its settings, its commands, and the server that they start.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"kith/internal/avatar"
	"kith/internal/egress"
	"kith/internal/events"
	"kith/internal/geoip"
	"kith/internal/jobs"
	"kith/internal/live"
	"kith/internal/postgres"
	"kith/internal/transfer"
	"kith/internal/webhook"
)

const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	drainTimeout   = 15 * time.Second
	probeTimeout   = 2 * time.Second
	scanInterval   = 5 * time.Second
	watchInterval  = time.Second
	sampleInterval = 10 * time.Minute
)

// App is one server: Open gets what it needs, Run serves until its context ends, Close gives everything back.
type App struct {
	log      *slog.Logger
	settings settings
	listener net.Listener
	// metrics listens where metrics are asked for, nil when that is no address of its own.
	metrics net.Listener
	secrets secrets
	server  *http.Server
	handler *handler
	// loops run beside the server until it ends.
	loops []func(context.Context) error
	// closers undo what Open did, in the reverse order.
	closers []func() error
}

// Open checks the settings, listens, opens and migrates the database, and makes the first account if there is none. An App that
// could not be opened has given everything back.
func Open(ctx context.Context, s settings) (a *App, err error) {
	keepHeapFloor()
	if err := s.check(); err != nil {
		return nil, err
	}
	a = &App{settings: s}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if a.log, err = s.logger(); err != nil {
		return a, err
	}
	warnUnknown(a.log, os.Environ())
	if err := a.profile(); err != nil {
		return a, err
	}
	if err := a.listen(ctx); err != nil {
		return a, err
	}
	if err := a.listenForMetrics(ctx); err != nil {
		return a, err
	}
	return a, a.assemble(ctx)
}

// profile starts the profile that the settings ask for.
func (a *App) profile() error {
	end, err := profile(a.settings.cpuProfile)
	if err != nil {
		return fmt.Errorf("KITH_CPU_PROFILE: %w", err)
	}
	a.onClose(end)
	return nil
}

// listen takes the address, before anything that costs more: an address in use should not cost the start of a database.
func (a *App) listen(ctx context.Context) (err error) {
	a.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", a.settings.addr)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w; set KITH_ADDR to another address", a.settings.addr, errors.Unwrap(err))
	}
	a.onClose(func() error { _ = a.listener.Close(); return nil }) // the server has closed it, as a rule
	a.settings.addr = a.listener.Addr().String()
	if a.settings.publicURL == "" {
		a.settings.publicURL = origin(a.settings.addr)
	}
	return nil
}

// assemble opens the database and puts the parts of the server together.
func (a *App) assemble(ctx context.Context) error {
	s := a.settings
	trusted, err := s.trusted()
	if err != nil {
		return err
	}
	places, err := s.places(a.log)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, s, postgres.Start, a.log)
	if err != nil {
		return err
	}
	a.onClose(db.Close)
	if err := s.unlock(db.crm); err != nil {
		return err
	}
	if err := probeFiles(ctx, s); err != nil {
		return err
	}
	bus, err := s.bus(a.log)
	if err != nil {
		return err
	}
	a.onClose(func() error { bus.Close(); return nil })
	// After everything that may be refused, because the secrets that it makes are shown once.
	if a.secrets, err = bootstrap(ctx, s, db.crm); err != nil {
		return err
	}
	store, err := openFiles(ctx, s, db.crm)
	if err != nil {
		return err
	}
	a.onClose(store.Close)

	db.crm.SetReachable(func(u *url.URL) bool { return egress.CheckURL(u, s.webhookAllowPrivate) == nil })
	hub, lists := events.NewHub(db.crm, bus, a.log), live.New(db.crm, a.log)
	hub.Attach(lists)
	db.crm.SetAddress(s.publicURL)
	avatars := avatar.New(db.crm, store, egress.NewClient(false), s.publicURL, a.log)
	transfers := transfer.New(db.crm, store)
	registry := prometheus.NewRegistry()
	tracer, err := a.trace(registry)
	if err != nil {
		return err
	}
	authenticator, err := newAuthenticator(ctx, s, db.crm, registry, a.log)
	if err != nil {
		return err
	}
	probe := newProbe(db.pool.Config().ConnConfig)
	a.onClose(probe.Close)
	a.handler, err = newHandler(s, trusted, probe, db.crm, hub, lists, store, avatars, transfers, authenticator, registry, tracer, a.log)
	if err != nil {
		return err
	}
	a.measure(db, hub, bus, registry)
	queue, err := jobs.New(db.pool, db.crm, jobs.Options{EventRetention: s.eventRetention, AuditRetention: s.auditRetention,
		Tracer: tracer, Metrics: registry,
		Workers: []func(*river.Workers){
			avatars.Work, transfers.Work, geoip.Work(db.crm, places),
			webhook.Work(db.crm, egress.NewClient(s.webhookAllowPrivate), s.publicURL, webhook.NewMetrics(a.handler.metrics)),
		}, Sweeps: []func(context.Context) error{transfers.Sweep}}, a.log)
	if err != nil {
		return err
	}
	a.server = &http.Server{Handler: a.handler, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)}
	if err := a.watchCredentials(db.crm, authenticator, bus); err != nil {
		return err
	}
	if a.metrics != nil {
		a.loops = append(a.loops, func(ctx context.Context) error { return a.serveMetrics(ctx, registry) })
	}
	dispatcher := webhook.NewDispatcher(db.crm)
	a.loops = append(a.loops,
		func(ctx context.Context) error {
			ticks := time.NewTicker(events.Interval)
			defer ticks.Stop()
			return hub.Run(ctx, ticks.C)
		},
		queue.Run,
		dispatcher.Run,
		func(ctx context.Context) error { return db.crm.ScanDuplicatesEvery(ctx, scanInterval) },
		func(ctx context.Context) error { return db.crm.WatchSegmentsEvery(ctx, watchInterval) },
		func(ctx context.Context) error { return db.crm.SampleSearchesEvery(ctx, sampleInterval) },
	)
	if err := a.scheduleBackups(ctx, db, a.handler.metrics); err != nil {
		return err
	}
	if db.private != nil {
		a.loops = append(a.loops, func(ctx context.Context) error {
			err := db.private.Watch(ctx)
			a.handler.givenUp.Store(err != nil)
			return err
		})
	}
	return nil
}

// Run prints where the server is to out and serves until the context ends; then it drains: /readyz says so for a while,
// sockets are closed, requests in flight end.
func (a *App) Run(ctx context.Context, out io.Writer) error {
	group, ctx := errgroup.WithContext(ctx)
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	for _, loop := range a.loops {
		group.Go(func() error { return loop(beside) })
	}
	group.Go(func() error {
		if err := a.server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		a.handler.retire(a.settings.drainDelay)
		stop()
		return a.handler.drain(a.server)
	})
	announce(out, a.settings.addr, a.secrets)
	return group.Wait()
}

// Close gives back what Open got: files, connections, and the private PostgreSQL if it was started here.
func (a *App) Close() error {
	var errs []error
	for _, undo := range slices.Backward(a.closers) {
		errs = append(errs, undo())
	}
	a.closers = nil
	return errors.Join(errs...)
}

func (a *App) onClose(undo func() error) { a.closers = append(a.closers, undo) }

// serve is the life of a server.
func serve(ctx context.Context, s settings, out io.Writer) error {
	a, err := Open(ctx, s)
	if err != nil {
		return err
	}
	return errors.Join(a.Run(ctx, out), a.Close())
}
