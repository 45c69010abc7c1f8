package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Break is a change of one function, variable or migration that takes a guarantee away. It names what it changes and its text, so that it
// finds them again wherever they move.
type Break struct {
	// Package is the directory, such as internal/crm; Func the function, the method as Type.Name, the variable of the package, or the file of
	// a migration.
	Package, Func string
	// Old is a text that stands once in it, as gofmt writes it, and New what takes its place.
	Old, New string
	// Guarantee says what does not hold any more.
	Guarantee string
	// Test is the regular expression of the tests that should see it; the package's own tests unless In names another one.
	Test, In string
}

// mutation is a break that was applied to a file.
type mutation struct {
	Break
	file    string
	content []byte
}

func (b Break) String() string { return fmt.Sprintf("%s %s: %s", b.Package, b.Func, b.Guarantee) }

// apply returns the file with the break. An error says that the function or its text is not there any more.
func (b Break) apply(root string) (mutation, error) {
	if strings.HasSuffix(b.Func, ".sql") {
		return b.applySQL(filepath.Join(root, b.Package, b.Func))
	}
	files, err := filepath.Glob(filepath.Join(root, b.Package, "*.go"))
	if err != nil {
		return mutation{}, err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return mutation{}, err
		}
		if !b.mayBeIn(content) {
			continue
		}
		from, to, err := find(file, content, b.Func)
		if err != nil {
			return mutation{}, err
		}
		if to == 0 {
			continue
		}
		body := string(content[from:to])
		if n := strings.Count(body, b.Old); n != 1 || b.Old == "" {
			return mutation{}, fmt.Errorf("%s: the text stands %d times in the function, not once: %s", b, n, b.Old)
		}
		broken := string(content[:from]) + strings.Replace(body, b.Old, b.New, 1) + string(content[to:])
		if _, err := format.Source([]byte(broken)); err != nil {
			return mutation{}, fmt.Errorf("%s: the new text is no Go: %w", b, err)
		}
		return mutation{b, file, []byte(broken)}, nil
	}
	return mutation{}, fmt.Errorf("%s: there is no such function or variable", b)
}

// applySQL returns the file of a migration with the break.
func (b Break) applySQL(file string) (mutation, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return mutation{}, err
	}
	if n := bytes.Count(content, []byte(b.Old)); n != 1 || b.Old == "" {
		return mutation{}, fmt.Errorf("%s: the text stands %d times in the migration, not once: %s", b, n, b.Old)
	}
	return mutation{b, file, bytes.Replace(content, []byte(b.Old), []byte(b.New), 1)}, nil
}

// mayBeIn says at little cost whether a file can have the function, because to parse all files takes long.
func (b Break) mayBeIn(content []byte) bool {
	return slices.ContainsFunc([]string{"func " + b.name() + "(", "func " + b.name() + "[", ") " + b.name() + "(", "var " + b.name() + " "},
		func(begin string) bool { return bytes.Contains(content, []byte(begin)) })
}

func (b Break) name() string { return b.Func[strings.LastIndexByte(b.Func, '.')+1:] }

// find returns where a function or a variable of a file begins and ends; zero if it is not there.
func find(file string, content []byte, name string) (from, to int, err error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, content, parser.SkipObjectResolution)
	if err != nil {
		return 0, 0, err
	}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && funcName(f) == name || isVariable(d, name) {
			return set.Position(d.Pos()).Offset, set.Position(d.End()).Offset, nil
		}
	}
	return 0, 0, nil
}

// isVariable reports whether a declaration is that of one variable with a name.
func isVariable(d ast.Decl, name string) bool {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.VAR || len(g.Specs) != 1 {
		return false
	}
	return g.Specs[0].(*ast.ValueSpec).Names[0].Name == name
}

// funcName is the name of a function, with the type of its receiver before it.
func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch of := t.(type) { // a generic type
	case *ast.IndexExpr:
		t = of.X
	case *ast.IndexListExpr:
		t = of.X
	}
	return t.(*ast.Ident).Name + "." + f.Name.Name
}

// tests are the package and the pattern of the tests that should fail.
func (b Break) tests() (dir, pattern string) { return cmp.Or(b.In, b.Package), cmp.Or(b.Test, ".") }
