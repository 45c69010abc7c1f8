package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// starters are methods that run what they are given in goroutines.
var starters = []string{"Go", "Interleave", "LiveAPI"}

// waiters are functions whose goroutines only wait for a process to end. What meets inside servers as processes meets in each of them.
var waiters = []string{"launchWith"}

// racing returns the names of the tests of packages, by their folders, in which goroutines meet. A package that has none is an error.
func racing(folders []string) (names []string, err error) {
	for _, folder := range folders {
		found, err := racingIn(folder)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no test of %s starts a goroutine", folder)
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func racingIn(folder string) (names []string, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		return nil, err
	}
	calls, starts := map[string][]string{}, map[string]bool{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && !slices.Contains(waiters, f.Name.Name) {
				called, does := read(f)
				calls[f.Name.Name] = append(calls[f.Name.Name], called...)
				starts[f.Name.Name] = starts[f.Name.Name] || does
			}
		}
	}
	for more := true; more; {
		more = false
		for name, called := range calls {
			if !starts[name] && slices.ContainsFunc(called, func(other string) bool { return starts[other] }) {
				starts[name], more = true, true
			}
		}
	}
	for name := range calls {
		if starts[name] && strings.HasPrefix(name, "Test") {
			names = append(names, name)
		}
	}
	return names, nil
}

// read returns what a function calls or passes on, by name, and whether it starts goroutines itself.
func read(f *ast.FuncDecl) (called []string, starts bool) {
	if f.Body == nil {
		return nil, false
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			starts = true
		case *ast.SelectorExpr:
			called = append(called, n.Sel.Name)
			starts = starts || slices.Contains(starters, n.Sel.Name)
		case *ast.Ident:
			called = append(called, n.Name)
		}
		return true
	})
	return called, starts
}
