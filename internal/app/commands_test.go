package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kith/internal/crmtest"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	here := emptyPlace(t)
	if _, refused, code := here.run(t, "demo"); code != 1 || !strings.Contains(refused, "start the server once") {
		t.Errorf("demo without an account ended with %d: %s", code, refused)
	}
	s := here.serve(t)
	if out := here.succeed(t, "migrate"); !regexp.MustCompile(`^The database is at version [1-9]\d*\.\n$`).MatchString(out) {
		t.Errorf("migrate said %q", out)
	}
	if out := here.succeed(t, "version"); !strings.HasPrefix(out, "kith ") || !strings.Contains(out, " go1.") {
		t.Errorf("version said %q", out)
	}

	if out := here.succeed(t, "demo", "-contacts", "50"); !strings.HasPrefix(out, "50 contacts and ") {
		t.Errorf("demo said %q", out)
	}
	if n := s.contacts(t); n != 50 {
		t.Errorf("%d contacts", n)
	}
	if out, refused, code := here.run(t, "demo", "-contacts", "50"); code != 1 || out != "" || !strings.Contains(refused, "already") ||
		!strings.Contains(refused, "another seed") {
		t.Errorf("demo again ended with %d: %s%s", code, out, refused)
	}
	if n := s.contacts(t); n != 50 {
		t.Errorf("demo again made it %d contacts", n)
	}
	here.succeed(t, "demo", "-contacts", "10", "-seed", "2")
	if n := s.contacts(t); n != 60 {
		t.Errorf("demo with another seed made it %d contacts", n)
	}
}

func TestTokenCreate(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	var got struct{ Account struct{ ID string } }
	s.query(t, &got, `{ account { id } }`, nil)
	for _, test := range []struct {
		args []string
		role string
	}{
		{nil, "ADMINISTRATOR"},
		{[]string{"-role", "AGENT", "-name", "Reports"}, "AGENT"},
		{[]string{"-account", got.Account.ID, "-expires-in", "1h", "-allow-from", "127.0.0.1", "-allow-from", "::1"}, "ADMINISTRATOR"},
	} {
		token := here.succeed(t, append([]string{"token", "create"}, test.args...)...)
		if !regexp.MustCompile(`^\S{32,}\n$`).MatchString(token) { // and nothing else, for TOKEN=$(kith token create)
			t.Fatalf("token create %v said %q", test.args, token)
		}
		var got struct{ Viewer struct{ Role string } }
		s.ask(t, &got, whoAmI, nil, "Authorization", "Bearer "+strings.TrimSpace(token))
		if got.Viewer.Role != test.role {
			t.Errorf("%v: %+v", test.args, got)
		}
	}
	if out, refused, code := here.run(t, "token", "create", "-account", "account_01h455vb4pex5vsknk084sn02q"); code != 1 || out != "" ||
		!strings.Contains(refused, "no such account") {
		t.Errorf("a token for nobody's account ended with %d: %s%s", code, out, refused)
	}
	if a := s.post(t, "/graphql", operation(whoAmI, nil), "Authorization",
		"Bearer "+strings.Repeat("x", 32)); a.status != http.StatusUnauthorized {
		t.Errorf("a token that was never made: %d %s", a.status, a.body)
	}
}

// TestHelp looks for every flag, with its variable, in what -help prints.
func TestHelp(t *testing.T) {
	t.Parallel()
	here := place{}
	if out := here.succeed(t, "help", "demo"); !strings.Contains(out, "--contacts") {
		t.Errorf("kith help demo said %s", out)
	}
	for command, says := range map[string]string{"token create": "--role", "user password": "--password"} {
		if out := here.succeed(t, append([]string{"help"}, strings.Fields(command)...)...); !strings.Contains(out, says) {
			t.Errorf("kith help %s does not name %s:\n%s", command, says, out)
		}
	}
	database := []string{"--database-url", "KITH_DATABASE_URL", "--data-dir", "KITH_DATA_DIR", "--pg-bin", "KITH_PG_BIN", "KITH_PG_DOWNLOAD",
		"KITH_BLOB_URL", "--log-level", "KITH_LOG_LEVEL"}
	for command, flags := range map[string][]string{
		"": append([]string{"serve", "demo", "import", "export", "backup", "restore", "upgrade", "account", "user", "token", "doctor",
			"migrate", "version", "--addr", "KITH_ADDR", "KITH_BOOTSTRAP_TOKEN", "KITH_BOOTSTRAP_EMAIL", "KITH_BOOTSTRAP_PASSWORD",
			"KITH_OIDC_ISSUER", "KITH_OIDC_AUDIENCE", "KITH_READ_PATH", "KITH_CPU_PROFILE", "KITH_PUBLIC_URL", "KITH_GEOIP_DB",
			"KITH_ALLOWED_ORIGINS", "KITH_SECURE_COOKIES", "KITH_INTROSPECTION", "KITH_TRUSTED_DOCUMENTS", "KITH_TRUSTED_DOCUMENTS_FILE",
			"KITH_MAX_BODY_BYTES", "KITH_MAX_NODES", "KITH_BUDGET_POINTS", "KITH_MAX_OPERATIONS"}, database...),
		"demo":         append([]string{"--contacts", "--seed", "--account"}, database...),
		"token":        {"create"},
		"token create": append([]string{"--name", "--role", "--account", "--expires-in", "--allow-from", "--scopes"}, database...),
		"migrate":      append([]string{"--distribute", "docs/SCALE.md"}, database...),
		"backup":       append([]string{"FILE", "secret key"}, database...),
		"restore":      append([]string{"FILE", "CURSOR_EXPIRED"}, database...),
		"import":       {"chatwoot", "--map", "--region", "--dry-run", "--account"},
		"export":       append([]string{"--to", "--format", "--columns", "--account"}, database...),
		"import chatwoot": append([]string{"--from", "KITH_CHATWOOT_URL", "--only", "--account", "--region", "--report",
			"--follow-deletes", "--crm-v2"}, database...),
		"version":         {"print the version"},
		"serve":           append([]string{"--addr", "KITH_ADDR", "KITH_PUBLIC_URL", "KITH_MAX_NODES"}, database...),
		"account":         {"create", "list"},
		"account create":  append([]string{"--name", "--region"}, database...),
		"account list":    database,
		"user":            {"create", "list", "password", "deactivate", "reactivate", "remove-second-factor"},
		"user create":     append([]string{"--email", "--name", "--role", "--password", "--account"}, database...),
		"user list":       append([]string{"--account"}, database...),
		"user password":   append([]string{"EMAIL", "--password", "--account"}, database...),
		"user deactivate": append([]string{"EMAIL", "--account", "--hand-over-to"}, database...),
		"token list":      append([]string{"--account"}, database...),
		"token revoke":    append([]string{"ID", "--account"}, database...),
		"doctor":          append([]string{"fail"}, database...),
	} {
		for _, help := range []string{"-help", "--help", "-h"} {
			out := here.succeed(t, append(strings.Fields(command), help)...)
			for _, flag := range flags {
				if !strings.Contains(out, flag) {
					t.Errorf("kith %s %s does not name %s:\n%s", command, help, flag, out)
				}
			}
		}
	}
}

// TestRefusals are the mistakes that a command line and an environment can hold: each ends with 1 and says what to do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	taken := externalPlace(t).serve(t)
	addr := strings.TrimPrefix(taken.url, "http://")
	for _, test := range []struct {
		name     string
		settings []string
		args     []string
		says     []string
	}{
		{name: "unknown command", args: []string{"start"}, says: []string{`"start"`, "kith -help"}},
		{name: "a command behind serve", args: []string{"serve", "demo"}, says: []string{`"demo"`, "kith serve -help"}},
		{name: "a flag that serve has not", args: []string{"serve", "-port", "1"}, says: []string{"-port", "kith serve -help"}},
		{name: "an account without a name", args: []string{"account", "create"}, says: []string{"name", "kith account create -help"}},
		{name: "a user without an email", args: []string{"user", "create"}, says: []string{"email", "kith user create -help"}},
		{name: "a password that others can read", args: []string{"user", "password", "-password", "pw-secret-123", "ada@example.com"},
			says: []string{"standard input"}},
		{name: "a short password", args: []string{"user", "password", "-password", "-", "ada@example.com"}, says: []string{"10 to 1024"}},
		{name: "nobody to deactivate", args: []string{"user", "deactivate"}, says: []string{"email", "kith user deactivate -help"}},
		{name: "no id of a token", args: []string{"token", "revoke", "kith_abc"}, says: []string{`"kith_abc"`, "kith token list"}},
		{name: "no format", args: []string{"export", "-format", "xml"}, says: []string{"CSV, XLSX, JSONL, VCARD or JSCONTACT"}},
		{name: "unknown command below token", args: []string{"token", "make"}, says: []string{`"make"`, "kith token -help"}},
		{name: "an import of something unknown", args: []string{"import", "zendesk"}, says: []string{`"zendesk"`, "kith import -help"}},
		{name: "an import from nowhere", args: []string{"import", "chatwoot"}, says: []string{"from", "kith import chatwoot -help"}},
		{name: "argument too many", args: []string{"migrate", "now"}, says: []string{`"now"`, "kith migrate -help"}},
		{name: "a backup to nowhere", args: []string{"backup"}, says: []string{"FILE", "kith backup -help"}},
		{name: "a restore of nothing", args: []string{"restore", "nowhere.kith"}, says: []string{"nowhere.kith"}},
		{name: "a restore of something else", args: []string{"restore", "main_test.go"}, says: []string{"no backup of Kith"}},
		{name: "unknown flag", args: []string{"-port", "1"}, says: []string{"-port", "kith -help"}},
		{name: "unknown flag of a command", args: []string{"demo", "-count", "1"}, says: []string{"-count", "kith demo -help"}},
		{name: "a flag of the server's", args: []string{"demo", "-addr", "127.0.0.1:0"}, says: []string{"-addr", "kith demo -help"}},
		{name: "no number", args: []string{"demo", "-contacts", "many"}, says: []string{"contacts", "many"}},
		{name: "no contacts", args: []string{"demo", "-contacts", "0"}, says: []string{"between 1 and 100,000"}},
		{name: "unknown scope", args: []string{"token", "create", "-scopes", "contacts:read,all"},
			says: []string{`"all"`, "conversations:write"}},
		{name: "unknown role", args: []string{"token", "create", "-role", "admin"}, says: []string{"ADMINISTRATOR or AGENT"}},
		{name: "no name", args: []string{"token", "create", "-name", " "}, says: []string{"name", "blank"}},
		{name: "no id of an account", args: []string{"token", "create", "-account", "7"}, says: []string{`"7"`, "account_"}},
		{name: "an id of something else", args: []string{"demo", "-account", "contact_01h455vb4pex5vsknk084sn02q"},
			says: []string{"contact_", "account_"}},
		{name: "short token", settings: []string{"KITH_BOOTSTRAP_TOKEN=short-secret"}, says: []string{"KITH_BOOTSTRAP_TOKEN", "32 characters"}},
		{name: "short password", settings: []string{"KITH_BOOTSTRAP_PASSWORD=pw-secret"}, says: []string{"KITH_BOOTSTRAP_PASSWORD", "10"}},
		{name: "no email", settings: []string{"KITH_BOOTSTRAP_EMAIL=ada"}, says: []string{"KITH_BOOTSTRAP_EMAIL"}},
		{name: "an email with a space", settings: []string{"KITH_BOOTSTRAP_EMAIL=ada lovelace@example.com"},
			says: []string{"KITH_BOOTSTRAP_EMAIL must"}},
		{name: "a profile that can't be written", settings: []string{"KITH_CPU_PROFILE=/nowhere/cpu.prof"},
			says: []string{"KITH_CPU_PROFILE", "/nowhere/cpu.prof"}},
		{name: "a read path that is none", settings: []string{"KITH_READ_PATH=fast"}, says: []string{"KITH_READ_PATH"}},
		{name: "half of OpenID Connect", settings: []string{"KITH_OIDC_ISSUER=https://id.example.com"}, says: []string{"KITH_OIDC_AUDIENCE"}},
		{name: "unknown log level", settings: []string{"KITH_LOG_LEVEL=loud"}, says: []string{"KITH_LOG_LEVEL", "loud"}},
		{name: "no boolean", settings: []string{"KITH_SECURE_COOKIES=maybe"}, says: []string{"KITH_SECURE_COOKIES", "maybe"}},
		{name: "no limit", settings: []string{"KITH_MAX_DEPTH=-1"}, says: []string{"KITH_MAX_DEPTH"}},
		{name: "no origin", settings: []string{"KITH_ALLOWED_ORIGINS=app.example.com"},
			says: []string{"KITH_ALLOWED_ORIGINS", "app.example.com", "https://"}},
		{name: "no public address", settings: []string{"KITH_PUBLIC_URL=kith.example.com"},
			says: []string{"KITH_PUBLIC_URL", "kith.example.com", "https://"}},
		{name: "places that are not there", settings: []string{"KITH_GEOIP_DB=nowhere.mmdb"}, says: []string{"KITH_GEOIP_DB", "nowhere.mmdb"}},
		{name: "places that are none", settings: []string{"KITH_GEOIP_DB=../../README.md"},
			says: []string{"KITH_GEOIP_DB", "README.md", "MaxMind"}},
		{name: "too many backups", settings: []string{"KITH_BACKUP_EVERY=1m"}, says: []string{"KITH_BACKUP_EVERY", "1h"}},
		{name: "no backup that is kept", settings: []string{"KITH_BACKUP_KEEP=0"}, says: []string{"KITH_BACKUP_KEEP"}},
		{name: "no bucket", settings: []string{"KITH_BLOB_URL=gs://kith"}, says: []string{"KITH_BLOB_URL", "s3://"}},
		{name: "unknown mode of documents", settings: []string{"KITH_TRUSTED_DOCUMENTS=on"}, says: []string{"KITH_TRUSTED_DOCUMENTS", "require"}},
		{name: "documents that are not there", settings: []string{"KITH_TRUSTED_DOCUMENTS_FILE=nowhere.json"},
			says: []string{"KITH_TRUSTED_DOCUMENTS_FILE", "nowhere.json"}},
		{name: "address in use", settings: []string{"KITH_ADDR=" + addr}, says: []string{addr, "in use", "KITH_ADDR"}},
		{name: "no address", settings: []string{"KITH_ADDR=8080"}, says: []string{"8080", "KITH_ADDR"}},
		{name: "no database there", settings: []string{"KITH_DATABASE_URL=postgres://kith:pw-secret@127.0.0.1:1/kith"},
			says: []string{"127.0.0.1", "KITH_DATABASE_URL"}},
		{name: "no database of that name", settings: []string{"KITH_DATABASE_URL=" + nowhere(t)}, says: []string{"KITH_DATABASE_URL", "nowhere"}},
		{name: "no database URL", settings: []string{"KITH_DATABASE_URL=postgres://kith:pw-secret@:host/kith"},
			says: []string{"postgres://user:password@host"}},
		{name: "unknown mode of downloads", settings: []string{"KITH_PG_DOWNLOAD=maybe", "KITH_DATA_DIR=" + t.TempDir()},
			says: []string{"KITH_PG_DOWNLOAD", "always or off"}},
		{name: "no directory", settings: []string{"KITH_DATA_DIR=/dev/null/kith"}, says: []string{"/dev/null", "KITH_DATA_DIR"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			here := place{}
			if !strings.Contains(strings.Join(test.settings, " "), "KITH_DATA") { // nothing that is refused needs a database
				here = here.with("KITH_DATABASE_URL=postgres://127.0.0.1:1/none")
			}
			out, refused, code := here.with(test.settings...).run(t, test.args...)
			if code != 1 || out != "" {
				t.Errorf("ended with %d: %s", code, out)
			}
			for _, want := range test.says {
				if !strings.Contains(refused, want) {
					t.Errorf("does not say %q: %s", want, refused)
				}
			}
			for _, unwanted := range []string{"secret", "USAGE", "strconv"} {
				if strings.Contains(refused, unwanted) {
					t.Errorf("says %q: %s", unwanted, refused)
				}
			}
		})
	}
}

// nowhere is the URL of a database that does not exist, on a server that does.
func nowhere(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(crmtest.NewDatabase(t, "empty", nil))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), "pw-secret")
	u.Path = "/nowhere"
	return u.String()
}
