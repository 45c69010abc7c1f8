package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/postgres"
	"kith/internal/store"
	"kith/migrations"
	"kith/models"
)

// stopTimeout is how long PostgreSQL may take to stop.
const stopTimeout = 20 * time.Second

// database is a migrated database and the use cases on it.
type database struct {
	crm     *crm.Service
	version int64
	pool    *pgxpool.Pool
	private *postgres.Server
}

// starter starts a private PostgreSQL or joins one that runs.
type starter func(context.Context, postgres.Options) (*postgres.Server, error)

// openDatabase opens the database that the settings name, or the private one, and migrates it.
func openDatabase(ctx context.Context, s settings, start starter, log *slog.Logger) (_ *database, err error) {
	db := &database{}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if err := db.connect(ctx, s, start, log); err != nil {
		return nil, err
	}
	if db.version, err = migrations.Up(ctx, db.pool); err != nil {
		return nil, err
	}
	db.crm, err = crm.New(db.pool)
	return db, err
}

// connect opens the database as it is.
func (db *database) connect(ctx context.Context, s settings, start starter, log *slog.Logger) (err error) {
	url := s.databaseURL
	if url == "" {
		options, err := s.private(log)
		if err != nil {
			return err
		}
		if db.private, err = start(ctx, options); err != nil {
			if errors.Is(err, syscall.ENOTDIR) {
				err = fmt.Errorf("KITH_DATA_DIR is %s: %w", s.dataDir, err)
			}
			return err
		}
		url = db.private.DSN()
	}
	if db.pool, err = postgres.OpenPool(ctx, url, store.Tracer{}); err != nil {
		if s.databaseURL != "" {
			err = fmt.Errorf("KITH_DATABASE_URL: %w", err)
		}
		return err
	}
	return nil
}

// private are the options of the private PostgreSQL.
func (s *settings) private(log *slog.Logger) (postgres.Options, error) {
	if err := s.checkPGDownload(); err != nil { // commands check no other settings
		return postgres.Options{}, err
	}
	return postgres.Options{
		DataDir: s.dataDir, BinDir: s.pgBin, Download: postgres.Download(s.pgDownload), Progress: byteProgress(os.Stderr),
		Address: s.addr, Logger: log,
	}, nil
}

// Close closes the pool and stops the private PostgreSQL, if it was started here.
func (db *database) Close() error {
	if db.pool != nil {
		db.pool.Close() // as often as one likes
	}
	if db.private == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return db.private.Stop(ctx)
}

// withDatabase runs a command on the database, beside a server if one runs.
func withDatabase(ctx context.Context, s settings, then func(*database) error) error {
	log, err := s.logger()
	if err != nil {
		return err
	}
	warnUnknown(log, os.Environ())
	s.addr = "" // a command listens nowhere
	db, err := openDatabase(ctx, s, postgres.Join, log)
	if err != nil {
		return err
	}
	if err = s.unlockIfKept(db.crm); err == nil {
		err = then(db)
	}
	var refused *models.Error
	if errors.As(err, &refused) {
		err = errors.New(refused.Message) // the code is for programs
	}
	return errors.Join(err, db.Close())
}

// files says where the settings have files kept.
func (s *settings) files() files.Options {
	return files.Options{Folder: filepath.Join(s.dataDir, "files"), Bucket: s.blobURL, Address: s.publicURL + "/files"}
}

// probeFiles makes sure that files can be stored.
func probeFiles(ctx context.Context, s settings) error {
	err := files.Probe(ctx, s.files())
	switch {
	case err == nil:
		return nil
	case s.blobURL != "":
		return fmt.Errorf("KITH_BLOB_URL: the bucket can't be used: %w; check its name, region and endpoint, "+
			"and that the credentials may list it and read, write and delete what is in it", err)
	default:
		return fmt.Errorf("KITH_DATA_DIR is %s, where files can't be stored: %w", s.dataDir, err)
	}
}

// openFiles opens the store of files that the settings name.
func openFiles(ctx context.Context, s settings, c *crm.Service) (*files.Store, error) {
	key, err := c.SigningKey(ctx)
	if err != nil {
		return nil, err
	}
	options := s.files()
	options.Key = key
	store, err := files.Open(ctx, options)
	if err != nil && s.blobURL != "" {
		err = fmt.Errorf("KITH_BLOB_URL: %w", err)
	}
	if err == nil && s.clamdURL != "" {
		var scanner *files.Scanner
		scanner, err = files.ParseScanner(s.clamdURL)
		store.ScanWith(scanner)
	}
	return store, err
}
