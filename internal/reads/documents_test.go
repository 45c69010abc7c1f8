package reads_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// writer writes one random document.
type writer struct {
	*rand.Rand
	schema *ast.Schema
	// values are what arguments are given, by their names; other names are not given.
	values map[string][]any
	// aliases and named count what has been named.
	aliases, named int
	fragments      strings.Builder
	declared       []string
	variables      map[string]any
}

// enum is a value that is written without quotes.
type enum string

// document is an operation.
type document struct {
	text      string
	variables map[string]any
}

// sent are the variables as they come from a client.
func (d document) sent() (variables map[string]any) {
	b, _ := json.Marshal(d.variables) // numbers, strings, booleans, lists and maps always marshal
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	_ = decoder.Decode(&variables)
	return variables
}

// write returns a document that a seed stands for.
func write(seed uint64, schema *ast.Schema, values map[string][]any) document {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 0)), schema: schema, values: values, variables: map[string]any{}}
	var roots []string
	for range 1 + w.IntN(5)/4 {
		root := pick(w, []string{"contacts", "contacts", "contacts", "contact", "contact", "conversations", "companies", "csatResponses"})
		if w.IntN(20) == 0 {
			root = pick(w, []string{"labels", "node", "nodes", "viewer", "account", "segments", "contactGroups"})
		}
		roots = append(roots, w.field(schema.Types["Query"].Fields.ForName(root), 4))
	}
	head := "query"
	if len(w.declared) > 0 {
		head += "(" + strings.Join(w.declared, ", ") + ")"
	}
	return document{head + " {" + strings.Join(roots, " ") + "}" + w.fragments.String(), w.variables}
}

func pick[T any](w *writer, from []T) T { return from[w.IntN(len(from))] }

// selection writes a selection set of a type.
func (w *writer) selection(typeName string, depth int) string {
	def := w.schema.Types[typeName]
	var parts []string
	for range 1 + w.IntN(6) {
		switch n := w.IntN(24); {
		case n == 0:
			parts = append(parts, w.alias("__typename")+"__typename"+w.directive())
		case n < 3:
			parts = append(parts, "..."+w.condition(def)+w.directive()+w.selection(typeName, depth-1))
		case n == 3:
			w.named++
			name := fmt.Sprintf("F%d", w.named)
			body := w.selection(typeName, depth-1)
			fmt.Fprintf(&w.fragments, " fragment %s on %s %s", name, typeName, body)
			parts = append(parts, "..."+name+w.directive())
		case def.IsAbstractType():
			possible := pick(w, w.schema.GetPossibleTypes(def))
			parts = append(parts, "... on "+possible.Name+w.directive()+w.selection(possible.Name, depth-1))
		default:
			if f := w.anyField(def, depth); f != nil {
				parts = append(parts, w.field(f, depth-1))
			}
		}
	}
	if len(parts) == 0 {
		parts = []string{"__typename"}
	}
	return " {" + strings.Join(parts, " ") + "}"
}

// condition is a type condition that holds for a type, or none.
func (w *writer) condition(def *ast.Definition) string {
	names := append([]string{"", " on " + def.Name}, def.Interfaces...)
	name := pick(w, names)
	if slices.Contains(def.Interfaces, name) {
		return " on " + def.Name // what an interface offers is asked below
	}
	return name
}

// anyField picks a field; deep down one without objects.
func (w *writer) anyField(def *ast.Definition, depth int) *ast.FieldDefinition {
	for range 20 {
		f := pick(w, def.Fields)
		if strings.HasPrefix(f.Name, "__") || rare[f.Name] && w.IntN(30) > 0 {
			continue
		}
		if depth > 0 || !w.schema.Types[f.Type.Name()].IsCompositeType() {
			return f
		}
	}
	return nil
}

// rare are fields that the compiled path leaves to gqlgen.
var rare = map[string]bool{"mergedFrom": true, "history": true, "usedBySegments": true, "matchedOn": true, "consents": true,
	"mayContact": true}

func (w *writer) field(f *ast.FieldDefinition, depth int) string {
	arguments := w.arguments(f)
	text := f.Name + arguments + w.directive()
	if arguments != "" || len(f.Arguments) > 0 || w.IntN(6) == 0 {
		text = w.alias("a") + text
	}
	if def := w.schema.Types[f.Type.Name()]; def.IsCompositeType() {
		text += w.selection(def.Name, depth)
	}
	return text
}

// alias is one of its own for each field, because fields of one name must agree.
func (w *writer) alias(name string) string {
	if name == "__typename" && w.IntN(2) == 0 {
		return ""
	}
	w.aliases++
	return fmt.Sprintf("a%d: ", w.aliases)
}

func (w *writer) directive() string {
	if w.IntN(12) > 0 {
		return ""
	}
	name, value := pick(w, []string{"@skip", "@include"}), w.IntN(2) == 0
	if w.IntN(2) == 0 {
		return fmt.Sprintf(" %s(if: %t)", name, value)
	}
	return fmt.Sprintf(" %s(if: %s)", name, w.variable("Boolean!", value))
}

// odds are one in how many times an argument is given that need not be.
var odds = map[string]int{"first": 2, "last": 12, "after": 12, "before": 20, "limit": 3, "size": 2, "style": 2, "filter": 4, "orderBy": 3,
	"search": 12, "segment": 60}

func (w *writer) variable(typeName string, value any) string {
	name := fmt.Sprintf("$v%d", len(w.declared))
	w.declared = append(w.declared, name+": "+typeName)
	w.variables[name[1:]] = value
	return name
}

// arguments gives some of a field's arguments, as literals or as variables, which may be absent.
func (w *writer) arguments(f *ast.FieldDefinition) string {
	var given []string
	for _, a := range f.Arguments {
		required := a.Type.NonNull && a.DefaultValue == nil
		choices, named := w.values[f.Name+"."+a.Name]
		if !named {
			choices = w.values[a.Name]
		}
		if !required && (len(choices) == 0 || w.IntN(odds[a.Name]) > 0) {
			continue
		}
		value := pick(w, choices)
		text := literal(value)
		switch w.IntN(4) {
		case 0:
			text = w.variable(a.Type.String(), value)
		case 1:
			if !a.Type.NonNull {
				text = w.variable(a.Type.String(), value)
				if w.IntN(2) == 0 {
					delete(w.variables, text[1:])
				}
			}
		}
		given = append(given, a.Name+": "+text)
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// literal writes a value as GraphQL does.
func literal(v any) string {
	switch v := v.(type) {
	case enum:
		return string(v)
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+literal(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, literal(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		b, _ := json.Marshal(v) // numbers, strings, booleans and nil always marshal
		return string(b)
	}
}
