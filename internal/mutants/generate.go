package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// generatedBreak marks the guarantee of a break that nobody wrote.
const generatedBreak = "generated: "

func (m mutation) generated() bool { return strings.HasPrefix(m.Guarantee, generatedBreak) }

// generate returns the breaks of whole packages: conditions turned round, bounds moved by one, statements dropped, and functions that
// return early. What is listed in equivalents is left out.
func generate(root string, packages []string) ([]Break, error) {
	var all []Break
	for _, dir := range packages {
		files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("there is no package %s: %w", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, ".generated.go") {
				continue
			}
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, content, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
					all = append(all, inFunc(dir, f, set, content)...)
				}
			}
		}
	}
	return all, nil
}

// opposite are the operators that take each other's place, and moved those that move a bound by one.
var (
	opposite = map[token.Token]token.Token{token.EQL: token.NEQ, token.NEQ: token.EQL, token.LAND: token.LOR, token.LOR: token.LAND,
		token.ADD: token.SUB, token.SUB: token.ADD}
	moved = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}
)

// inFunc returns the breaks of a function. Each replaces the whole text of the function, which stands once in itself.
func inFunc(dir string, f *ast.FuncDecl, set *token.FileSet, content []byte) []Break {
	offset := func(p token.Pos) int { return set.Position(p).Offset }
	begin, end := offset(f.Pos()), offset(f.End())
	whole := string(content[begin:end])
	var all []Break
	add := func(from, to int, text, what string) {
		line := set.Position(f.Pos()).Line + strings.Count(string(content[begin:from]), "\n")
		b := Break{Package: dir, Func: funcName(f), Old: whole, New: string(content[begin:from]) + text + string(content[to:end]),
			Guarantee: fmt.Sprintf("%sline %d, %s", generatedBreak, line, what)}
		if _, same := equivalents[equivalent{dir, funcName(f), lineAt(content, from), what}]; !same {
			all = append(all, b)
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			at := offset(n.OpPos)
			for what, others := range map[string]map[token.Token]token.Token{"operator turned round": opposite, "bound moved": moved} {
				if other, ok := others[n.Op]; ok {
					add(at, at+len(n.Op.String()), other.String(), what)
				}
			}
		case *ast.IfStmt:
			from, to := offset(n.Cond.Pos()), offset(n.Cond.End())
			add(from, to, "!("+string(content[from:to])+")", "condition negated")
		case *ast.ExprStmt:
			add(offset(n.Pos()), offset(n.End()), "", "call dropped")
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN || n.Tok == token.ADD_ASSIGN {
				add(offset(n.Pos()), offset(n.End()), "", "assignment dropped")
			}
		case *ast.IncDecStmt:
			add(offset(n.Pos()), offset(n.End()), "", "step dropped")
		}
		return true
	})
	return all
}

// lineAt is the line that an offset stands in.
func lineAt(content []byte, offset int) string {
	rest, _, _ := strings.Cut(string(content[offset:]), "\n")
	return strings.TrimSpace(string(content[strings.LastIndexByte(string(content[:offset]), '\n')+1:offset]) + rest)
}
