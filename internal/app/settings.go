package app

import (
	"time"

	"kith/internal/auth"
	"kith/internal/crm"
	"kith/internal/postgres"
	"kith/internal/transport"
)

// settings are what an operator can say, each as a flag and as an environment variable.
type settings struct {
	addr, dataDir, databaseURL, pgBin, pgDownload     string
	publicURL, blobURL, clamdURL, geoIP               string
	bootstrapToken, bootstrapEmail, bootstrapPassword string
	oidcIssuer, oidcAudience, oidcClientSecret        string
	oidcSignIn                                        bool
	oidcDomains                                       []string
	oidcNewUsers                                      string
	allowedOrigins, trustedProxies                    []string
	forwardedHeader, cookieSameSite                   string
	sessionIdle, sessionLifetime, hsts                time.Duration
	metricsAddr, metricsToken                         string
	secureCookies, introspection                      bool
	trustedDocuments, trustedDocumentsFile            string
	readPath                                          string
	logLevel, cpuProfile                              string
	eventRetention, auditRetention                    time.Duration
	natsURL                                           string
	secretKey                                         string
	webhookAllowPrivate                               bool
	dev                                               bool
	drainDelay, backupEvery                           time.Duration
	backupKeep                                        int
	limits                                            transport.Limits
}

// setting is one row of the table of settings, from which the flags, the environment variables, the checks at the start and the
// documentation are made.
type setting struct {
	// name is that of the flag.
	name string
	// value points to where the value goes: *string, *bool, *int, *time.Duration or *[]string.
	value any
	// preset is the default, nil for the zero value.
	preset any
	// unset says in the documentation what happens without a value.
	unset string
	// meaning says what the setting does, in Markdown.
	meaning string
	// everywhere marks the settings of every command; the others are those of the server.
	everywhere bool
	// check refuses a bad value, and brings a good one into its canonical form.
	check func() error
}

// table returns the settings in the order of the documentation. The limits have a table of their own.
func (s *settings) table() []setting {
	return []setting{
		{name: "addr", value: &s.addr, preset: "127.0.0.1:8080", meaning: "address to listen at; port 0 takes a free one"},
		{name: "database-url", value: &s.databaseURL, everywhere: true,
			meaning: "PostgreSQL 15 or newer to use instead of the private one: `postgres://user:password@host/name`; " +
				"needs the extensions pg_trgm, btree_gin and fuzzystrmatch (contrib)"},
		{name: "data-dir", value: &s.dataDir, preset: ".kith", everywhere: true,
			meaning: "directory of the private PostgreSQL, of files and of the secret key"},
		{name: "blob-url", value: &s.blobURL, everywhere: true, check: s.checkBlobURL,
			meaning: "S3 bucket for files instead of that directory, as several servers need: `s3://bucket?region=eu-central-1`; " +
				"credentials from the environment, AWS's files or the machine's role, other services by `endpoint=`; tried at the start"},
		{name: "clamd-url", value: &s.clamdURL, everywhere: true, check: s.checkClamdURL,
			meaning: "clamd, ClamAV's daemon, which then looks for viruses in every file that somebody sends: `tcp://127.0.0.1:3310` or " +
				"`unix:///run/clamav/clamd.ctl`; no file is taken while it is away"},
		{name: "public-url", value: &s.publicURL, unset: "where it listens", check: s.checkPublicURL,
			meaning: "where clients reach the server, for links to it: `https://kith.example.com`"},
		{name: "backup-every", value: &s.backupEvery, preset: time.Duration(0), check: s.checkBackups,
			meaning: "make a backup at this interval, `1h` or more, where files are, below `backups`; the bucket of `KITH_BLOB_URL` should be it"},
		{name: "backup-keep", value: &s.backupKeep, preset: 7, meaning: "how many of those backups are kept, the last ones"},
		{name: "pg-bin", value: &s.pgBin, everywhere: true, meaning: "directory of PostgreSQL's programs, if they are in no usual place"},
		{name: "pg-download", value: &s.pgDownload, preset: string(postgres.DownloadAuto), everywhere: true, check: s.checkPGDownload,
			meaning: "PostgreSQL's programs: `auto` downloads them where none are installed, `always` uses downloaded ones, " +
				"`off` downloads nothing"},
		{name: "bootstrap-token", value: &s.bootstrapToken, unset: "made and printed", check: s.checkBootstrapToken,
			meaning: "first start: API token of the first account, 32 characters or more"},
		{name: "bootstrap-email", value: &s.bootstrapEmail, preset: "admin@kith.local", check: s.checkBootstrapEmail,
			meaning: "first start: email of the administrator"},
		{name: "bootstrap-password", value: &s.bootstrapPassword, unset: "made and printed", check: s.checkBootstrapPassword,
			meaning: "first start: password of the administrator, 10 characters or more"},
		{name: "oidc-issuer", value: &s.oidcIssuer, check: s.checkOIDC,
			meaning: "URL of an OpenID Connect issuer whose JWTs are accepted as bearer tokens"},
		{name: "oidc-audience", value: &s.oidcAudience, meaning: "audience (client id) that those JWTs must have"},
		{name: "oidc-sign-in", value: &s.oidcSignIn, check: s.checkOIDCSignIn,
			meaning: "let browsers sign in through that issuer at `/auth/oidc`; register `/auth/oidc/callback` beneath `KITH_PUBLIC_URL` there"},
		{name: "oidc-client-secret", value: &s.oidcClientSecret, meaning: "secret of the client for that; a public client has none"},
		{name: "oidc-domains", value: &s.oidcDomains,
			meaning: "domains of emails that may use the issuer, separated by commas; all without it"},
		{name: "oidc-new-users", value: &s.oidcNewUsers, check: s.checkOIDCNewUsers,
			meaning: "account (`account_…`) to which people without a user are added as agents when they sign in through the issuer; " +
				"needs `KITH_OIDC_DOMAINS`"},
		{name: "allowed-origins", value: &s.allowedOrigins, check: s.checkAllowedOrigins,
			meaning: "origins of single-page apps on other hosts, separated by commas: `https://app.example.com`, `http://localhost:*`"},
		{name: "dev", value: &s.dev,
			meaning: "for development: allow the origins `http://localhost`, `http://127.0.0.1` and `http://[::1]` at every port"},
		{name: "drain-delay", value: &s.drainDelay, preset: time.Duration(0), check: s.checkDrainDelay,
			meaning: "how long a server that is told to stop reports it at `/readyz` and still answers, at most `5m`: " +
				"several times the interval in which the load balancer asks"},
		{name: "session-idle", value: &s.sessionIdle, preset: auth.DefaultSessions.Idle, check: s.checkSessions,
			meaning: "how long a session of a browser lasts without being used"},
		{name: "session-lifetime", value: &s.sessionLifetime, preset: auth.DefaultSessions.Lifetime,
			meaning: "how long a session lasts in any case"},
		{name: "cookie-same-site", value: &s.cookieSameSite, preset: "lax", check: s.checkCookies,
			meaning: "`lax`, `strict`, or `none` for apps on other sites, which `KITH_ALLOWED_ORIGINS` lists; `none` needs HTTPS"},
		{name: "trusted-proxies", value: &s.trustedProxies, check: s.checkProxies,
			meaning: "addresses and networks of proxies, separated by commas, whose word on a client's address and HTTPS is taken: `10.0.0.0/8`"},
		{name: "forwarded-header", value: &s.forwardedHeader, preset: string(auth.XForwardedFor),
			meaning: "header in which they give the address: `X-Forwarded-For` (with `X-Forwarded-Proto`) or `Forwarded`"},
		{name: "hsts", value: &s.hsts, check: s.checkHSTS,
			meaning: "how long browsers shall use nothing but HTTPS for this host (`Strict-Transport-Security`): `8760h`; sent by HTTPS only"},
		{name: "metrics-addr", value: &s.metricsAddr,
			meaning: "address of `/metrics` alone, for a network that strangers don't reach: `127.0.0.1:9090`"},
		{name: "metrics-token", value: &s.metricsToken, check: s.checkMetricsToken,
			meaning: "bearer token for `/metrics`, 32 characters or more; without it and an address, nobody is shown the metrics"},
		{name: "secure-cookies", value: &s.secureCookies,
			meaning: "keep the session cookie off plain HTTP; set it behind a proxy that speaks TLS"},
		{name: "introspection", value: &s.introspection, preset: true,
			meaning: "answer introspection to signed-in callers; `-introspection=false` turns it off"},
		{name: "event-retention", value: &s.eventRetention, preset: crm.DefaultEventRetention, check: s.checkEventRetention,
			meaning: "how long the event log is kept, in hours; whole months are dropped once all their events are older"},
		{name: "audit-retention", value: &s.auditRetention, preset: crm.DefaultAuditRetention, check: s.checkAuditRetention,
			meaning: "how long the audit log is kept, in hours, a day at the least"},
		{name: "nats-url", value: &s.natsURL,
			meaning: "NATS servers by which several nodes learn of each other's events at once: `nats://user:password@host`; " +
				"without it within a second"},
		{name: "read-path", value: &s.readPath, preset: readPathCompiled, check: s.checkReadPath,
			meaning: "`compiled`, or `plain` to leave all queries to gqlgen; the answers are the same, byte for byte"},
		{name: "secret-key", value: &s.secretKey, unset: "made and kept in `.kith/secret.key`",
			meaning: "32 random bytes in base64 under which signing secrets are stored; several servers need the same"},
		{name: "webhook-allow-private", value: &s.webhookAllowPrivate,
			meaning: "send webhooks to private addresses and this machine too, for receivers on one's own network"},
		{name: "geoip-db", value: &s.geoIP,
			meaning: "MaxMind file of cities or countries (`GeoLite2-City.mmdb`), for accounts with the feature `IP_LOOKUP`; " +
				"held in memory, read anew when it is replaced"},
		{name: "trusted-documents", value: &s.trustedDocuments, preset: "off", check: s.checkTrustedDocuments,
			meaning: "`off`, `prefer` (accept their ids) or `require` (accept nothing else)"},
		{name: "trusted-documents-file", value: &s.trustedDocumentsFile,
			meaning: "JSON object of ids (SHA-256, with `sha256:` or without, SHA-1 or names) and documents, as graphql-codegen's client preset " +
				"and relay-compiler write it, or Apollo's manifest"},
		{name: "cpu-profile", value: &s.cpuProfile,
			meaning: "file for a profile of the server's CPU, for `go tool pprof`; it is complete when the server has ended"},
		{name: "log-level", value: &s.logLevel, preset: "info", everywhere: true,
			meaning: "`debug`, `info`, `warn` or `error`; JSON lines on standard error"},
	}
}
