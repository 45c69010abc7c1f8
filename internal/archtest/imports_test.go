package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "kith"

// noDatabase are packages in which even the standard library's door to databases is closed, tests included.
var noDatabase = []string{"database/sql", "gorm.io", "github.com/jackc/pgx"}

// listed is a package as `go list` describes it.
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
	rules := map[string]Rule{}
	for _, rule := range Rules() {
		if _, twice := rules[rule.Package]; twice {
			t.Errorf("%s has two rules", rule.Package)
		}
		rules[rule.Package] = rule
	}
	seen := map[string]bool{}
	for _, p := range packages(t) {
		folder := p.folder()
		seen[folder] = true
		rule, known := rules[folder]
		if folder == "" {
			rule, known = Rule{Ours: []string{program}}, true
		}
		switch {
		case folder == program:
			continue
		case len(p.Imports) > 0 && !known:
			t.Errorf("%s has no rule", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			local, ours := strings.CutPrefix(path, module+"/")
			switch {
			case standard(path) && path != "database/sql":
			case ours && !slices.Contains(rule.Ours, local), !ours && !below(path, rule.Libraries...):
				t.Errorf("%s may not import %s", p.ImportPath, path)
			}
		}
	}
	for folder := range rules {
		if !seen[folder] {
			t.Errorf("there is a rule for %s, which does not exist", folder)
		}
	}
}

// TestNoDatabase holds for tests too: what these packages need of PostgreSQL they get from crm.
func TestNoDatabase(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !slices.Contains([]string{"graph", "resolvers", "internal/loaders"}, p.folder()) {
			continue
		}
		for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if below(path, noDatabase...) {
				t.Errorf("%s imports %s", p.ImportPath, path)
			}
		}
	}
}

// TestOnlyTheProgram proves that no production code but the program imports what puts others together or serves tests.
func TestOnlyTheProgram(t *testing.T) {
	t.Parallel()
	importers := map[string][]string{
		"resolvers":        {program, "internal/crmtest"},
		"internal/crmtest": nil,
		program:            {"", "internal/docgen"},
	}
	for _, p := range packages(t) {
		for imported, allowed := range importers {
			if slices.Contains(p.Imports, module+"/"+imported) && !slices.Contains(allowed, p.folder()) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// TestModelsKnowOnlyOmittable holds the models' one door to GraphQL nearly shut.
func TestModelsKnowOnlyOmittable(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, path := range sources(t, ".go") {
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
