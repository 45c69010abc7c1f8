package graph_test

import (
	"slices"
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
	if lists < 50 {
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

// TestRulesOfTheSchema states what holds for every type, so that clients need to learn it once.
func TestRulesOfTheSchema(t *testing.T) {
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	for _, def := range schema.Types {
		switch {
		case def.BuiltIn:
		case def.Kind == ast.Object && slices.Contains(def.Interfaces, "Node"):
			created := "createdAt"
			if def.Name == "ContactEvent" {
				created = "occurredAt"
			}
			if f := def.Fields.ForName(created); f == nil || f.Type.String() != "DateTime!" {
				t.Errorf("%s does not say when it was created", def.Name)
			}
		case def.Kind == ast.InputObject && strings.HasSuffix(def.Name, "UpdateInput") && !strings.Contains(def.Name, "Bulk"):
			noun := schema.Types[strings.TrimSuffix(def.Name, "UpdateInput")]
			if def.Name == "ContactPointUpdateInput" {
				noun = schema.Types["Contact"] // addresses have the version of their contact
			}
			if def.Name == "RoleUpdateInput" {
				noun = schema.Types["CustomRole"] // Role is one of the two that every account has
			}
			if def.Fields.ForName("expectedVersion") == nil || noun == nil || noun.Fields.ForName("version") == nil {
				t.Errorf("%s cannot expect a version", def.Name)
			}
			if !strings.Contains(def.Description, "null") && def.Name != "NoteUpdateInput" {
				t.Errorf("%s does not say what null does", def.Name)
			}
		case def.Kind == ast.InputObject && strings.HasSuffix(def.Name, "Filter"):
			filterRules(t, def)
		case def.Kind == ast.Scalar && def.Directives.ForName("specifiedBy") == nil:
			t.Errorf("the scalar %s has no @specifiedBy", def.Name)
		}
	}
}

// filterRules holds that what can be compared for equality can be compared for its opposite and with several values, and that
// filters of records can be joined.
func filterRules(t *testing.T, def *ast.Definition) {
	t.Helper()
	if eq := def.Fields.ForName("eq"); eq != nil {
		if def.Fields.ForName("ne") == nil {
			t.Errorf("%s has eq but no ne", def.Name)
		}
		many := !slices.Contains([]string{"Boolean", "Date", "DateTime"}, eq.Type.Name()) // of two values, of days and of instants
		if many && (def.Fields.ForName("in") == nil || def.Fields.ForName("nin") == nil) {
			t.Errorf("%s has no in and nin", def.Name)
		}
	}
	if slices.Contains([]string{"ContactFilter", "ConversationFilter", "CsatFilter"}, def.Name) {
		for _, name := range []string{"and", "or", "not"} {
			if def.Fields.ForName(name) == nil {
				t.Errorf("%s has no %s", def.Name, name)
			}
		}
	}
}

// TestConnectionsSayWhichWayTheyGo: a list without last and before says that it goes forward only.
func TestConnectionsSayWhichWayTheyGo(t *testing.T) {
	forward := 0
	for _, def := range graph.NewExecutableSchema(graph.Config{}).Schema().Types {
		for _, f := range def.Fields {
			if !strings.HasSuffix(f.Type.Name(), "Connection") || def.Name == "Subscription" {
				continue
			}
			both := f.Arguments.ForName("last") != nil && f.Arguments.ForName("before") != nil
			if said := strings.Contains(f.Description, "forward only"); said == both {
				t.Errorf("%s.%s: goes both ways: %t, says that it goes forward only: %t", def.Name, f.Name, both, said)
			}
			if !both {
				forward++
			}
		}
	}
	if forward != 7 {
		t.Errorf("%d lists go forward only", forward)
	}
}
