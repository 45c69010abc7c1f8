package graph_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/graph"
)

// TestListsDeclareTheirSize finds no list of objects, outside of the pages of connections, whose size is not declared: what it holds
// would be priced as if there were one.
func TestListsDeclareTheirSize(t *testing.T) {
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	lists := 0
	for _, def := range schema.Types {
		if def.BuiltIn || def.Kind != ast.Object && def.Kind != ast.Interface || strings.HasSuffix(def.Name, "Connection") {
			continue
		}
		for _, f := range def.Fields {
			if f.Type.Elem == nil || strings.HasPrefix(f.Name, "__") || schema.Types[f.Type.Name()].IsLeafType() {
				continue
			}
			lists++
			declared := f.Directives.ForName("listSize")
			if declared == nil {
				t.Errorf("%s.%s has no @listSize", def.Name, f.Name)
				continue
			}
			if arg := declared.Arguments.ForName("slicingArgument"); arg != nil && f.Arguments.ForName(arg.Value.Raw) == nil {
				t.Errorf("%s.%s has no argument %q", def.Name, f.Name, arg.Value.Raw)
			}
		}
	}
	if lists < 60 {
		t.Errorf("only %d lists", lists)
	}
}

// TestCountsCostWhatTheyCount finds no count whose limit costs nothing.
func TestCountsCostWhatTheyCount(t *testing.T) {
	for _, def := range graph.NewExecutableSchema(graph.Config{}).Schema().Types {
		for _, f := range def.Fields {
			if f.Type.Name() == "Count" && f.Directives.ForName("cost") == nil {
				t.Errorf("%s.%s has no @cost", def.Name, f.Name)
			}
		}
	}
}

func TestNothingIsDeferred(t *testing.T) {
	for _, name := range []string{"defer", "stream"} {
		if graph.NewExecutableSchema(graph.Config{}).Schema().Directives[name] != nil {
			t.Errorf("the schema offers @%s, which nothing serves", name)
		}
	}
}
