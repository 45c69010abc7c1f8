package transport

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// selectionVariables returns the names of the variables that decide what an operation shows of an event: all but those that are used in
// arguments of its root fields alone.
func selectionVariables(op *ast.OperationDefinition, fragments map[string]*ast.FragmentDefinition) []string {
	w := selectionWalk{fragments: fragments, seen: map[fragmentAt]bool{}}
	w.set(op.SelectionSet, true)
	slices.Sort(w.names)
	return slices.Compact(w.names)
}

// selectionWalk visits each fragment once, and once more at the root.
type selectionWalk struct {
	fragments map[string]*ast.FragmentDefinition
	seen      map[fragmentAt]bool
	names     []string
}

type fragmentAt struct {
	name string
	root bool
}

func (w *selectionWalk) set(set ast.SelectionSet, root bool) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			w.directives(s.Directives)
			if !root {
				w.arguments(s.Arguments)
			}
			w.set(s.SelectionSet, false)
		case *ast.InlineFragment:
			w.directives(s.Directives)
			w.set(s.SelectionSet, root)
		case *ast.FragmentSpread:
			w.directives(s.Directives)
			at := fragmentAt{s.Name, root}
			if f := w.fragments[s.Name]; f != nil && !w.seen[at] {
				w.seen[at] = true
				w.set(f.SelectionSet, root)
			}
		}
	}
}

func (w *selectionWalk) directives(list ast.DirectiveList) {
	for _, d := range list {
		w.arguments(d.Arguments)
	}
}

func (w *selectionWalk) arguments(list ast.ArgumentList) {
	for _, a := range list {
		w.value(a.Value)
	}
}

func (w *selectionWalk) value(v *ast.Value) {
	if v.Kind == ast.Variable {
		w.names = append(w.names, v.Raw)
	}
	for _, child := range v.Children {
		w.value(child.Value)
	}
}
