package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"kith/internal/auth"
	"kith/internal/crm"
	"kith/internal/events"
	"kith/internal/files"
	"kith/internal/geoip"
	"kith/internal/postgres"
	"kith/internal/transport"
	"kith/models"
)

// minEventRetention leaves subscribers and webhooks the time to catch up.
const minEventRetention = 7 * 24 * time.Hour

// The read paths: reads answers what it covers, or gqlgen answers everything.
const (
	readPathCompiled = "compiled"
	readPathPlain    = "plain"
)

// settings are what an operator can say, each as a flag and as an environment variable.
type settings struct {
	addr, dataDir, databaseURL, pgBin, pgDownload     string
	publicURL, blobURL, geoIP                         string
	bootstrapToken, bootstrapEmail, bootstrapPassword string
	oidcIssuer, oidcAudience                          string
	allowedOrigins                                    []string
	secureCookies, introspection                      bool
	trustedDocuments, trustedDocumentsFile            string
	readPath                                          string
	logLevel, cpuProfile                              string
	eventRetention                                    time.Duration
	natsURL                                           string
	secretKey                                         string
	webhookAllowPrivate                               bool
	limits                                            transport.Limits
}

// databaseFlags are those of every command, given before or after its name.
func (s *settings) databaseFlags() []cli.Flag {
	flags := []*cli.StringFlag{
		text(&s.databaseURL, "database-url", "KITH_DATABASE_URL", "", "PostgreSQL 15 or newer to use instead of the private one: postgres://user:password@host/name"),
		text(&s.dataDir, "data-dir", "KITH_DATA_DIR", ".kith", "directory of the private PostgreSQL, of files and of the secret key"),
		text(&s.blobURL, "blob-url", "KITH_BLOB_URL", "", "S3 bucket for files instead of the data directory: s3://bucket?region=eu-central-1"),
		text(&s.pgBin, "pg-bin", "KITH_PG_BIN", "", "directory of PostgreSQL's programs, if they are in no usual place"),
		text(&s.pgDownload, "pg-download", "KITH_PG_DOWNLOAD", string(postgres.DownloadAuto), "PostgreSQL's programs: auto downloads them where none are installed, always uses downloaded ones, off downloads nothing"),
		text(&s.logLevel, "log-level", "KITH_LOG_LEVEL", "info", "debug, info, warn or error"),
	}
	all := make([]cli.Flag, len(flags))
	for i, f := range flags {
		f.Local = false
		all[i] = f
	}
	return all
}

// serverFlags are those of the server alone.
func (s *settings) serverFlags() []cli.Flag {
	s.limits = transport.DefaultLimits()
	flags := []cli.Flag{
		text(&s.addr, "addr", "KITH_ADDR", "127.0.0.1:8080", "address to listen at; port 0 takes a free one"),
		text(&s.publicURL, "public-url", "KITH_PUBLIC_URL", "", "where clients reach the server, for links to it: https://kith.example.com; the address that it listens at without it"),
		text(&s.bootstrapToken, "bootstrap-token", "KITH_BOOTSTRAP_TOKEN", "", "first start: API token of the first account, 32 characters or more; made and printed without it"),
		text(&s.bootstrapEmail, "bootstrap-email", "KITH_BOOTSTRAP_EMAIL", "admin@kith.local", "first start: email of the first administrator"),
		text(&s.bootstrapPassword, "bootstrap-password", "KITH_BOOTSTRAP_PASSWORD", "", "first start: password of the first administrator, 10 characters or more; made and printed without it"),
		text(&s.cpuProfile, "cpu-profile", "KITH_CPU_PROFILE", "", "file for a profile of the server's CPU, which is complete when the server has ended"),
		text(&s.readPath, "read-path", "KITH_READ_PATH", readPathCompiled, "compiled, or plain to leave all queries to gqlgen; the answers are the same"),
		text(&s.oidcIssuer, "oidc-issuer", "KITH_OIDC_ISSUER", "", "URL of an OpenID Connect issuer whose JWTs are accepted as bearer tokens"),
		text(&s.oidcAudience, "oidc-audience", "KITH_OIDC_AUDIENCE", "", "audience (client id) that those JWTs must have"),
		&cli.StringSliceFlag{Name: "allowed-origins", Sources: cli.EnvVars("KITH_ALLOWED_ORIGINS"), Destination: &s.allowedOrigins, Local: true,
			Usage: "origins of single-page apps on other hosts, separated by commas: https://app.example.com"},
		&cli.BoolFlag{Name: "secure-cookies", Sources: cli.EnvVars("KITH_SECURE_COOKIES"), Destination: &s.secureCookies, Local: true,
			Usage: "keep the session cookie off plain HTTP; set it behind a proxy that speaks TLS"},
		&cli.BoolFlag{Name: "introspection", Sources: cli.EnvVars("KITH_INTROSPECTION"), Destination: &s.introspection, Value: true, Local: true,
			Usage: "answer introspection to signed-in callers; -introspection=false turns it off"},
		&cli.DurationFlag{Name: "event-retention", Sources: cli.EnvVars("KITH_EVENT_RETENTION"), Destination: &s.eventRetention, Value: crm.DefaultEventRetention, Local: true,
			Usage: "how long the event log is kept, in hours: 9600h; whole months are dropped once all their events are older"},
		text(&s.natsURL, "nats-url", "KITH_NATS_URL", "", "NATS servers by which several nodes hear of each other's events at once: nats://user:password@host; without it within a second"),
		text(&s.secretKey, "secret-key", "KITH_SECRET_KEY", "", "32 random bytes in base64 under which signing secrets are stored; without it they are made once and kept in the data directory"),
		&cli.BoolFlag{Name: "webhook-allow-private", Sources: cli.EnvVars("KITH_WEBHOOK_ALLOW_PRIVATE"), Destination: &s.webhookAllowPrivate, Local: true,
			Usage: "send webhooks to private addresses and this machine too, for receivers on one's own network"},
		text(&s.geoIP, "geoip-db", "KITH_GEOIP_DB", "", "MaxMind file of cities or countries, for accounts with the switch ip_lookup; it may be replaced at any time"),
		text(&s.trustedDocuments, "trusted-documents", "KITH_TRUSTED_DOCUMENTS", "off", "off, prefer (accept their ids) or require (accept nothing else)"),
		text(&s.trustedDocumentsFile, "trusted-documents-file", "KITH_TRUSTED_DOCUMENTS_FILE", "", "JSON object of ids and documents, as relay-compiler writes it"),
	}
	return append(flags, s.limitFlags()...)
}

func text(to *string, name, env, value, usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Sources: cli.EnvVars(env), Destination: to, Value: value, Usage: usage, Local: true}
}

// check refuses settings that contradict themselves, before anything is started.
func (s *settings) check() error {
	if s.bootstrapToken != "" {
		if err := auth.CheckToken(s.bootstrapToken); err != nil {
			return err
		}
	}
	email, refused := models.CleanEmail(&s.bootstrapEmail)
	switch {
	case s.readPath != readPathCompiled && s.readPath != readPathPlain:
		return fmt.Errorf("KITH_READ_PATH is compiled or plain, not %q", s.readPath)
	case s.bootstrapPassword != "" && models.CheckPassword(s.bootstrapPassword) != nil:
		return errors.New("KITH_BOOTSTRAP_PASSWORD must have 10 to 1,024 characters")
	case refused != nil || email == nil:
		return errors.New("KITH_BOOTSTRAP_EMAIL must be an email")
	case s.eventRetention < minEventRetention:
		return fmt.Errorf("KITH_EVENT_RETENTION must be at least %s", minEventRetention)
	case (s.oidcIssuer == "") != (s.oidcAudience == ""):
		return errors.New("KITH_OIDC_ISSUER and KITH_OIDC_AUDIENCE go together")
	}
	s.bootstrapEmail = *email
	if s.blobURL != "" {
		if err := files.CheckBucket(s.blobURL); err != nil {
			return fmt.Errorf("KITH_BLOB_URL: %w", err)
		}
	}
	if err := s.checkPublicURL(); err != nil {
		return err
	}
	for i, origin := range s.allowedOrigins {
		s.allowedOrigins[i] = strings.TrimSpace(origin)
	}
	_, err := s.crossOrigin()
	return err
}

// places opens the file that tells where IP addresses are, nil without one.
func (s *settings) places(log *slog.Logger) (*geoip.Database, error) {
	if s.geoIP == "" {
		return nil, nil
	}
	places, err := geoip.Open(s.geoIP, log)
	if err != nil {
		return nil, fmt.Errorf("KITH_GEOIP_DB: %w", err)
	}
	return places, nil
}

// checkPublicURL refuses what is not the beginning of an address.
func (s *settings) checkPublicURL() error {
	if s.publicURL == "" {
		return nil
	}
	u, err := url.Parse(s.publicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("KITH_PUBLIC_URL is %q, which is not like https://kith.example.com", s.publicURL)
	}
	s.publicURL = strings.TrimSuffix(s.publicURL, "/")
	return nil
}

// crossOrigin returns what refuses changes asked for by the pages of other origins.
func (s *settings) crossOrigin() (*http.CrossOriginProtection, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range s.allowedOrigins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("KITH_ALLOWED_ORIGINS holds %q, which is not like https://app.example.com", origin)
		}
	}
	return protection, nil
}

// trusted reads the trusted documents: a JSON object of ids and texts.
func (s *settings) trusted() (transport.TrustedDocuments, error) {
	documents := transport.TrustedDocuments{Mode: transport.TrustedMode(s.trustedDocuments)}
	switch documents.Mode {
	case transport.TrustedOff, transport.TrustedPrefer, transport.TrustedRequire:
	default:
		return documents, fmt.Errorf("KITH_TRUSTED_DOCUMENTS is off, prefer or require, not %q", s.trustedDocuments)
	}
	if s.trustedDocumentsFile == "" {
		return documents, nil
	}
	content, err := os.ReadFile(s.trustedDocumentsFile)
	if err != nil {
		return documents, fmt.Errorf("KITH_TRUSTED_DOCUMENTS_FILE: %w", err)
	}
	if err := json.Unmarshal(content, &documents.Texts); err != nil {
		return documents, errors.New("KITH_TRUSTED_DOCUMENTS_FILE must hold a JSON object of ids and documents")
	}
	return documents, nil
}

// bus returns the doorbell of this node, or of all when they have NATS.
func (s *settings) bus(log *slog.Logger) (events.Bus, error) {
	if s.natsURL == "" {
		return events.NewBus()
	}
	return events.Connect(s.natsURL, log)
}

func (s *settings) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
		return nil, fmt.Errorf("KITH_LOG_LEVEL is debug, info, warn or error, not %q", s.logLevel)
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})), nil
}
