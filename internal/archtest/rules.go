package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Rule says what a package may import beside the standard library, tests excepted.
type Rule struct {
	// Package is its folder.
	Package string
	// Ours are packages of the module, by their folders.
	Ours []string
	// Libraries are beginnings of the paths of libraries. The standard library's database/sql is treated as one.
	Libraries []string
	// Why says what the package does with them.
	Why string
}

// Names of libraries that many rules have.
const (
	gqlgen        = "github.com/99designs/gqlgen/graphql"
	lru           = "github.com/hashicorp/golang-lru/v2"
	metrics       = "github.com/prometheus/client_golang"
	graphqlParser = "github.com/vektah/gqlparser/v2"
	pgx           = "github.com/jackc/pgx/v5"
	river         = "github.com/riverqueue/river"
	syncing       = "golang.org/x/sync"
	text          = "golang.org/x/text"
	typeids       = "go.jetify.com/typeid"
	uuids         = "github.com/google/uuid"
)

// program is the package that puts all others together, and may import what it likes.
const program = "internal/app"

// Rules returns a row for each package that imports anything of these, in the order of the documentation.
func Rules() []Rule {
	return []Rule{
		{"models/address", nil, []string{text, "golang.org/x/net/idna"}, "keys of emails and identifiers"},
		{"models/page", nil, []string{uuids}, "cursors hold ids"},
		{"models/phone", nil, []string{"github.com/nyaruka/phonenumbers"}, "E.164"},
		{"models/typeid", nil, []string{uuids, typeids}, "public ids"},
		{
			"models",
			[]string{"models/address", "models/page", "models/phone", "models/typeid"},
			[]string{uuids, gqlgen, text, "github.com/microcosm-cc/bluemonday"},
			"of gqlgen only `graphql.Omittable`; folding of texts and names of countries; HTML of strangers is made safe",
		},
		{"graph", []string{"models", "models/page"}, []string{gqlgen, graphqlParser, syncing}, "generated"},
		{
			"resolvers",
			[]string{
				"graph", "internal/avatar", "internal/crm", "internal/events", "internal/live", "internal/loaders", "internal/transfer",
				"models", "models/page", "models/typeid",
			},
			[]string{gqlgen, syncing},
			"no SQL; imported by the program and by tests alone",
		},
		{
			"migrations",
			[]string{"models"},
			[]string{"database/sql", pgx, "github.com/pressly/goose/v3", river},
			"the schema, and that of the queue; keys of stored addresses by the rules of `models`",
		},
		{
			"internal/store",
			[]string{"internal/trace", "models/page", "models/typeid"},
			[]string{"database/sql", "gorm.io", pgx, uuids, river},
			"the only door to PostgreSQL; knows no noun",
		},
		{
			"internal/crm",
			[]string{"internal/filter", "internal/identity", "internal/ratelimit", "internal/store", "migrations", "models", "models/page",
				"models/phone", "models/typeid"},
			[]string{"database/sql", "gorm.io/gorm/clause", pgx, uuids, river, "github.com/alexedwards/argon2id",
				"github.com/pquerna/otp"},
			"use cases and their SQL; puts work into the queue",
		},
		{
			"internal/identity",
			[]string{"models", "models/address", "models/phone"},
			[]string{text, "golang.org/x/net/publicsuffix", "github.com/mozillazg/go-unidecode", "github.com/xrash/smetrics"},
			"how probably two contacts are one person; Soundex, transliteration and Jaro–Winkler are libraries",
		},
		{"internal/filter", []string{"models", "models/typeid"}, nil, "filters as SQL, which crm sends"},
		{
			"internal/loaders",
			[]string{"internal/crm", "models", "models/page", "models/typeid"},
			[]string{"github.com/vikstrous/dataloadgen"},
			"no SQL",
		},
		{
			"internal/reads",
			[]string{"internal/crm", "models", "models/page", "models/typeid"},
			[]string{gqlgen, graphqlParser, lru},
			"no SQL",
		},
		{
			"internal/transport",
			[]string{"internal/auth", "internal/trace", "models"},
			[]string{
				gqlgen, graphqlParser, lru, metrics, "github.com/coder/websocket",
				"github.com/klauspost/compress", "github.com/andybalholm/brotli",
			},
			"GraphQL over HTTP, WebSocket and server-sent events",
		},
		{
			"internal/auth",
			[]string{"internal/crm", "internal/ratelimit", "models"},
			[]string{lru, metrics, syncing, "github.com/coreos/go-oidc/v3", "golang.org/x/oauth2"},
			"who asks",
		},
		{"internal/ratelimit", nil, []string{lru, "golang.org/x/time"}, "tries of passwords"},
		{
			"internal/events",
			[]string{"internal/crm", "models", "models/page"},
			[]string{"github.com/nats-io/nats.go"},
			"NATS's client, between nodes",
		},
		{"internal/live", []string{"internal/crm", "models", "models/page", "models/typeid"}, nil, "lists that stay true; no SQL"},
		{
			"internal/jobs",
			[]string{"internal/crm", "internal/store", "internal/trace", "migrations", "models"},
			[]string{pgx, river, metrics},
			"the queue's workers",
		},
		{
			"internal/webhook",
			[]string{"internal/crm", "internal/egress", "internal/trace", "models"},
			[]string{river, metrics, "github.com/standard-webhooks/standard-webhooks/libraries"},
			"deliveries are jobs",
		},
		{"internal/trace", nil, nil, "spans of OpenTelemetry, sent by OTLP"},
		{"internal/egress", nil, []string{"code.dny.dev/ssrf", "golang.org/x/net/idna"}, "requests to addresses that customers chose"},
		{"internal/files", []string{"models"}, []string{"github.com/minio/minio-go/v7"}, "a folder or S3; viruses are looked for"},
		{
			"internal/picture",
			[]string{"models"},
			[]string{syncing, "github.com/bep/imagemeta", "golang.org/x/image"},
			"pictures are decoded and drawn",
		},
		{
			"internal/avatar",
			[]string{"internal/crm", "internal/egress", "internal/files", "internal/picture", "models"},
			[]string{river},
			"fetching a picture can be a job",
		},
		{
			"internal/geoip",
			[]string{"internal/crm", "models"},
			[]string{river, "github.com/oschwald/geoip2-golang/v2"},
			"a look-up is a job",
		},
		{
			"internal/sheet",
			[]string{"models/address", "models/phone"},
			[]string{text, "github.com/wlynxg/chardet", "github.com/xuri/excelize/v2"},
			"files of contacts as tables, whatever their format",
		},
		{
			"internal/transfer",
			[]string{"internal/crm", "internal/files", "internal/sheet", "models"},
			[]string{uuids, river},
			"imports and exports are jobs",
		},
		{
			"internal/chatwoot",
			[]string{"internal/crm", "models", "models/address", "models/phone", "models/typeid"},
			[]string{gqlgen, uuids, pgx},
			"reads the database of a Chatwoot, in which no table is ours",
		},
		{"internal/demo", []string{"internal/crm", "models", "models/typeid"}, []string{gqlgen, uuids, text}, "demo data"},
		{"internal/dataset", nil, []string{pgx}, "large data sets, for benchmarks and tests"},
		{
			"internal/backup",
			[]string{"internal/files", "migrations"},
			[]string{pgx, "github.com/klauspost/compress"},
			"rows and files into one archive and back, also at intervals",
		},
		{"internal/postgres", nil, []string{"database/sql", pgx, "golang.org/x/sys"}, "the private PostgreSQL"},
		{
			"internal/crmtest",
			[]string{
				"graph", "internal/avatar", "internal/crm", "internal/dataset", "internal/egress", "internal/events",
				"internal/files", "internal/live", "internal/loaders", "internal/postgres", "internal/reads", "internal/store", "internal/transfer",
				"internal/transport", "migrations", "models", "models/page", "models/typeid", "resolvers",
			},
			[]string{"database/sql", pgx, river, uuids, metrics, "github.com/johannesboyne/gofakes3"},
			"what tests need; imported by tests alone",
		},
		{"internal/archtest", nil, nil, "these rules, and others about the source"},
		{"internal/docgen", []string{"graph", "internal/app", "internal/archtest"}, []string{graphqlParser},
			"tables of the documentation, and the schema as one file"},
		{"internal/racing", nil, nil, "which tests the race detector is for"},
		{"internal/mutants", nil, nil, "breaks guarantees, one at a time, and says which tests notice"},
		{"console", nil, nil, "web pages, embedded"},
		{
			"bench",
			[]string{
				"internal/crm", "internal/dataset", "internal/postgres", "migrations", "models", "models/address", "models/page",
				"models/typeid",
			},
			[]string{pgx, uuids, typeids, syncing},
			"statements by hand to compare with",
		},
		{"bench/live", nil, []string{syncing, "github.com/coder/websocket"}, "from a change to its subscribers"},
	}
}

// Table returns the rules as a table in Markdown.
func Table() string {
	var table strings.Builder
	table.WriteString("| package | imports of ours | libraries | for |\n|---|---|---|---|\n")
	for _, rule := range Rules() {
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", rule.Package, codes(rule.Ours), codes(rule.Libraries), rule.Why)
	}
	fmt.Fprintf(&table, "| `%s` | all | all | the program; imported by `server.go` alone |\n", program)
	return table.String()
}

// codes returns names as code, without the host that most of them share.
func codes(names []string) string {
	shown := slices.Clone(names)
	for i, name := range shown {
		shown[i] = "`" + strings.TrimPrefix(name, "github.com/") + "`"
	}
	return strings.Join(shown, " ")
}
