// Package archtest checks what holds for the whole of the source: who may import whom, how long files are, and that the
// schema explains itself. docs/ARCHITECTURE.md tells why.
package archtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gqlast "github.com/vektah/gqlparser/v2/ast"
	gqlparser "github.com/vektah/gqlparser/v2/parser"
)

// root is the folder of the module, seen from this one.
const root = "../.."

const module = "kith"

// mayImport says what each package may import beside the standard library: packages of the module by their folder, and
// libraries by a beginning of their path. The root package imports internal/app alone, which may import everything.
var mayImport = map[string][]string{
	"":                 {"internal/app"},
	"models/page":      {"github.com/google/uuid"},
	"models/phone":     {"github.com/nyaruka/phonenumbers"},
	"models/typeid":    {"github.com/google/uuid", "go.jetify.com/typeid"},
	"models":           {"models/page", "models/phone", "models/typeid", "github.com/google/uuid", "github.com/99designs/gqlgen/graphql", "golang.org/x/text"},
	"internal/egress":  {"code.dny.dev/ssrf"},
	"internal/filter":  {"models"},
	"internal/files":   {"gocloud.dev"},
	"internal/picture": {"models", "github.com/bep/imagemeta", "golang.org/x/image", "golang.org/x/sync"},
	"internal/crm": {"models", "internal/filter", "models/page", "models/phone", "models/typeid", "database/sql", "gorm.io", "github.com/jackc/pgx/v5", "github.com/google/uuid",
		"migrations", "github.com/riverqueue/river", "github.com/alexedwards/argon2id"},
	"internal/events":   {"internal/crm", "models", "models/page", "github.com/nats-io/nats.go", "github.com/nats-io/nats-server/v2/server"},
	"internal/sheet":    {"golang.org/x/text"},
	"internal/transfer": {"internal/crm", "internal/files", "models", "internal/sheet", "github.com/google/uuid", "github.com/riverqueue/river"},
	"internal/jobs":     {"internal/crm", "models", "migrations", "github.com/jackc/pgx/v5", "github.com/riverqueue/river"},
	"internal/loaders":  {"internal/crm", "models", "models/page", "models/typeid", "github.com/vikstrous/dataloadgen"},
	"internal/reads":    {"internal/crm", "models", "models/page", "models/typeid", "github.com/99designs/gqlgen/graphql", "github.com/vektah/gqlparser/v2", "github.com/hashicorp/golang-lru/v2"},
	"internal/geoip":    {"internal/crm", "models", "github.com/oschwald/geoip2-golang/v2", "github.com/riverqueue/river"},
	"internal/avatar":   {"internal/crm", "internal/egress", "internal/files", "models", "internal/picture", "github.com/riverqueue/river"},
	"internal/auth": {"internal/crm", "models", "github.com/alexedwards/argon2id", "github.com/coreos/go-oidc/v3", "github.com/hashicorp/golang-lru/v2",
		"golang.org/x/sync", "golang.org/x/time"},
	"internal/webhook": {"internal/crm", "internal/egress", "models", "github.com/riverqueue/river", "github.com/prometheus/client_golang",
		"github.com/standard-webhooks/standard-webhooks/libraries"},
	"graph":     {"models", "models/page", "github.com/99designs/gqlgen/graphql", "github.com/vektah/gqlparser/v2"},
	"resolvers": {"internal/avatar", "internal/transfer", "graph", "internal/loaders", "internal/crm", "internal/events", "models", "models/page", "models/typeid", "github.com/99designs/gqlgen/graphql", "golang.org/x/sync"},
	"internal/transport": {"internal/auth", "models", "github.com/99designs/gqlgen/graphql", "github.com/vektah/gqlparser/v2", "github.com/coder/websocket",
		"github.com/hashicorp/golang-lru/v2", "github.com/prometheus/client_golang"},
	"bench": {"internal/crm", "models", "models/page", "models/typeid", "migrations", "internal/dataset", "internal/postgres", "github.com/jackc/pgx/v5",
		"github.com/google/uuid", "go.jetify.com/typeid", "golang.org/x/sync"},
	"bench/live":        {"github.com/coder/websocket", "golang.org/x/sync"},
	"internal/dataset":  {"github.com/jackc/pgx/v5"},
	"internal/backup":   {"migrations", "github.com/jackc/pgx/v5", "github.com/klauspost/compress"},
	"console":           {},
	"migrations":        {"database/sql", "github.com/jackc/pgx/v5", "github.com/pressly/goose/v3", "github.com/riverqueue/river"},
	"internal/postgres": {"database/sql", "github.com/jackc/pgx/v5", "golang.org/x/sys"},
	// It reads a foreign database, in which no table is ours.
	"internal/chatwoot": {"internal/crm", "models", "models/phone", "models/typeid", "github.com/99designs/gqlgen/graphql", "github.com/google/uuid", "github.com/jackc/pgx/v5"},
	"internal/demo":     {"internal/crm", "models", "models/typeid", "github.com/99designs/gqlgen/graphql", "github.com/google/uuid", "golang.org/x/text"},
	"internal/crmtest": {"internal/avatar", "internal/crm", "internal/egress", "internal/events", "internal/files", "graph", "internal/loaders", "models", "models/page", "internal/reads", "resolvers", "internal/transfer", "internal/transport", "models/typeid", "migrations", "internal/dataset", "internal/postgres",
		"database/sql", "github.com/jackc/pgx/v5", "github.com/riverqueue/river", "github.com/google/uuid", "github.com/prometheus/client_golang"},
}

// noDatabase are packages in which even the standard library's door to databases is closed, tests included.
var noDatabase = []string{"database/sql", "gorm.io", "github.com/jackc/pgx"}

// listed is a package as «go list» describes it.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// folder is the package's folder in the module, blank for the root.
func (p listed) folder() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

func packages(t *testing.T) (all []listed) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// below reports whether a path is one of the roots or lies beneath one.
func below(path string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool { return path == root || strings.HasPrefix(path, root+"/") })
}

// standard reports whether an import is of the standard library: the first part of its path has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != module
}

func TestImports(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range packages(t) {
		folder := p.folder()
		seen[folder] = true
		allowed, known := mayImport[folder]
		if len(p.Imports) > 0 && folder != "" && folder != "internal/app" && !known {
			t.Errorf("%s has no row in the table of imports", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			local, ours := strings.CutPrefix(path, module+"/")
			switch {
			case folder == "internal/app", standard(path) && path != "database/sql":
			case ours && !slices.Contains(allowed, local), !ours && !below(path, allowed...):
				t.Errorf("%s may not import %s", p.ImportPath, path)
			}
		}
		if folder == "resolvers" || folder == "graph" || folder == "internal/loaders" {
			for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
				if below(path, noDatabase...) {
					t.Errorf("%s knows %s", p.ImportPath, path)
				}
			}
		}
		if folder != "internal/app" && folder != "internal/crmtest" && folder != "resolvers" && slices.Contains(p.Imports, module+"/resolvers") {
			t.Errorf("%s imports the resolvers", p.ImportPath)
		}
		if folder != "internal/crmtest" && slices.Contains(p.Imports, module+"/internal/crmtest") {
			t.Errorf("%s imports the tests' world", p.ImportPath)
		}
	}
	for folder := range mayImport {
		if !seen[folder] {
			t.Errorf("the table of imports has a row for %s, which there is not", folder)
		}
	}
}

// TestModelsKnowOnlyOmittable holds the models' one door to GraphQL nearly shut.
func TestModelsKnowOnlyOmittable(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, path := range sources(t) {
		if filepath.Dir(path) != filepath.Join(root, "models") || strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "graphql" {
					used[s.Sel.Name] = true
				}
			}
			return true
		})
	}
	if !used["Omittable"] {
		t.Error("no use of gqlgen was seen")
	}
	for name := range used {
		if name != "Omittable" && name != "OmittableOf" {
			t.Errorf("models use graphql.%s", name)
		}
	}
}

// sources are the Go files of the module.
func sources(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".go"):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	return paths
}

// The longest files, in lines.
const (
	longestFile = 400
	longestTest = 500
)

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, path := range sources(t) {
		lines, generated := measure(t, path)
		limit := longestFile
		if strings.HasSuffix(path, "_test.go") {
			limit = longestTest
		}
		if lines > limit && !generated {
			t.Errorf("%s has %d lines, more than %d", path, lines, limit)
		}
	}
}

// measure counts the lines of a file and reports whether a program wrote it.
func measure(t *testing.T, path string) (lines int, generated bool) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	s := bufio.NewScanner(file)
	s.Buffer(nil, 1<<20)
	for ; s.Scan(); lines++ {
		generated = generated || strings.HasPrefix(s.Text(), "// Code generated ") && strings.HasSuffix(s.Text(), " DO NOT EDIT.")
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return lines, generated
}

func TestSchemaExplainsItself(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "graph", "schema", "*.graphqls"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	elements := 0
	explained := func(description string, path ...string) {
		t.Helper()
		if elements++; strings.TrimSpace(description) == "" {
			t.Errorf("%s has no description", strings.Join(path, "."))
		}
	}
	arguments := func(list gqlast.ArgumentDefinitionList, path ...string) {
		for _, a := range list {
			explained(a.Description, append(path, a.Name)...)
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		document, parseErr := gqlparser.ParseSchema(&gqlast.Source{Name: file, Input: string(text)})
		if parseErr != nil {
			t.Fatal(parseErr)
		}
		for _, d := range document.Definitions {
			explained(d.Description, d.Name)
		}
		for _, d := range slices.Concat(document.Definitions, document.Extensions) {
			for _, f := range d.Fields {
				explained(f.Description, d.Name, f.Name)
				arguments(f.Arguments, d.Name, f.Name)
			}
			for _, v := range d.EnumValues {
				explained(v.Description, d.Name, v.Name)
			}
		}
		for _, d := range document.Directives {
			explained(d.Description, "@"+d.Name)
			arguments(d.Arguments, "@"+d.Name)
		}
	}
	if elements < 300 {
		t.Errorf("only %d elements were seen", elements)
	}
}
