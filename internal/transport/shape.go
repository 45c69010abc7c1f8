package transport

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// shape is the tree of places in an operation's answer: fields with one response name, fragments put in place, are one.
// What a page size is may wait for the variables.
type shape struct {
	name string
	// pages are the page sizes of a connection, sizes those that a list declares or is asked for.
	pages []size
	sizes []size
	list  bool
	// weight is what the field itself counts, rates what an argument adds to it.
	weight   int
	rates    []rate
	children []*shape
}

// rate is one more field for each so many of an argument.
type rate struct {
	size
	per int
}

// The directives of the schema that say what a field costs.
const (
	listSizeDirective = "listSize"
	costDirective     = "cost"
)

// publicDirective marks the mutations of the schema that need no sign-in.
const publicDirective = "public"

// size is a number that stands in an argument: a literal, or a variable with what it is when the variable is absent.
type size struct {
	variable string
	literal  int
}

// introspectionWeight is roughly how many fields a description of the schema holds.
const introspectionWeight = 1000

// surveyor builds the shape. It visits every expanded field once: the census has bounded them.
type surveyor struct {
	schema  *ast.Schema
	census  *census
	limits  Limits
	op      *ast.OperationDefinition
	visited int
	err     gqlerror.List

	introspects bool
	// trivial says that the operation asks for nothing but __typename, public that it needs no sign-in.
	trivial, public bool
	// selects are the fields that the operation selects, once each.
	selects map[fieldOf]bool
}

// part is a selection set with the type that it selects from; nil when the schema does not know it.
type part struct {
	on  *ast.Definition
	set ast.SelectionSet
}

func (v *surveyor) root() []*shape {
	on := map[ast.Operation]*ast.Definition{
		ast.Query: v.schema.Query, ast.Mutation: v.schema.Mutation, ast.Subscription: v.schema.Subscription,
	}[v.op.Operation]
	v.selects = map[fieldOf]bool{}
	v.trivial, v.public = v.op.Operation != ast.Subscription, v.op.Operation == ast.Mutation
	fields := v.shapes([]part{{on, v.op.SelectionSet}}, 1, v.limits.Depth)
	if len(fields) > v.limits.RootFields {
		v.fail("The operation has more than %d root fields.", v.limits.RootFields)
	}
	return fields
}

func (v *surveyor) fail(format string, args ...any) {
	if v.err == nil {
		v.err = refuse(models.QueryTooComplex, format, args...)
	}
}

// fieldOf is a field of a type.
type fieldOf struct{ typeName, field string }

// place collects the fields of one response name.
type place struct {
	name   string
	fields []*ast.Field
	shape  *shape
	parts  []part
	// public says that the schema lets everybody ask for the fields.
	public bool
}

func (v *surveyor) shapes(parts []part, depth, maxDepth int) []*shape {
	var places []*place
	byName := map[string]*place{}
	for _, p := range parts {
		v.collect(p, func(on *ast.Definition, f *ast.Field) {
			at := byName[f.Alias]
			if at == nil {
				at = &place{name: f.Name, shape: &shape{name: f.Alias, weight: 1}}
				byName[f.Alias] = at
				places = append(places, at)
			}
			if at.fields = append(at.fields, f); len(at.fields) > v.limits.SameNames {
				v.fail("More than %d fields share the name %.64q in one place.", v.limits.SameNames, f.Alias)
			}
			v.measure(at, on, f)
		})
	}
	shapes := make([]*shape, 0, len(places))
	for _, at := range places {
		if v.err != nil {
			return nil
		}
		limit := maxDepth
		if depth == 1 {
			v.trivial = v.trivial && at.name == "__typename"
			v.public = v.public && at.public
			if at.name == "__schema" || at.name == "__type" {
				v.introspects, limit = true, v.limits.IntrospectionDepth
				at.shape.weight = introspectionWeight
			}
		}
		if depth > limit {
			v.fail("The query is nested deeper than %d levels.", limit)
			return nil
		}
		at.shape.children = v.shapes(at.parts, depth+1, limit)
		shapes = append(shapes, at.shape)
	}
	return shapes
}

// collect calls fn for each field of the selection set, those of its fragments included.
func (v *surveyor) collect(p part, fn func(*ast.Definition, *ast.Field)) {
	for _, selection := range p.set {
		if v.err != nil {
			return
		}
		v.visited++
		switch s := selection.(type) {
		case *ast.Field:
			fn(p.on, s)
		case *ast.InlineFragment:
			on := p.on
			if s.TypeCondition != "" {
				on = v.schema.Types[s.TypeCondition]
			}
			v.collect(part{on, s.SelectionSet}, fn)
		case *ast.FragmentSpread:
			f := v.census.fragments[s.Name]
			v.collect(part{v.schema.Types[f.TypeCondition], f.SelectionSet}, fn)
		}
	}
}

// measure notes what the field says about how many objects there may be.
func (v *surveyor) measure(at *place, on *ast.Definition, f *ast.Field) {
	var def *ast.FieldDefinition
	if on != nil {
		def = on.Fields.ForName(f.Name)
	}
	if def == nil {
		at.parts = append(at.parts, part{nil, f.SelectionSet})
		return
	}
	at.parts = append(at.parts, part{v.schema.Types[def.Type.Name()], f.SelectionSet})
	v.selects[fieldOf{on.Name, f.Name}] = true
	at.public = def.Directives.ForName(publicDirective) != nil // the fields of one place are one field, or the document is not valid
	at.shape.list = at.shape.list || def.Type.Elem != nil
	if def.Arguments.ForName("first") != nil && strings.HasSuffix(def.Type.Name(), "Connection") {
		first, last := f.Arguments.ForName("first"), f.Arguments.ForName("last")
		if first == nil && last == nil {
			at.shape.pages = append(at.shape.pages, size{literal: v.limits.DefaultPage})
		}
		for _, arg := range []*ast.Argument{first, last} {
			if arg != nil {
				at.shape.pages = append(at.shape.pages, v.size(arg.Value))
			}
		}
	}
	v.declared(at.shape, def, f)
}

// declared notes what the schema says about the size and the cost of the field.
func (v *surveyor) declared(s *shape, def *ast.FieldDefinition, f *ast.Field) {
	if d := def.Directives.ForName(listSizeDirective); d != nil {
		sized := size{literal: declaredNumber(d, "assumedSize")}
		if arg := d.Arguments.ForName("slicingArgument"); arg != nil {
			sized = v.argument(def, f, arg.Value.Raw, sized.literal)
		}
		s.sizes = append(s.sizes, sized)
	} else if def.Type.Elem != nil && f.Arguments.ForName("ids") != nil {
		s.sizes = append(s.sizes, v.size(f.Arguments.ForName("ids").Value))
	}
	if d := def.Directives.ForName(costDirective); d != nil {
		s.weight = max(s.weight, declaredNumber(d, "weight"))
		if arg := d.Arguments.ForName("argument"); arg != nil {
			s.rates = append(s.rates, rate{v.argument(def, f, arg.Value.Raw, 0), max(1, declaredNumber(d, "per"))})
		}
	}
}

// argument is the number that a field is given, or what it is without it.
func (v *surveyor) argument(def *ast.FieldDefinition, f *ast.Field, name string, otherwise int) size {
	if declared := def.Arguments.ForName(name); declared != nil && declared.DefaultValue != nil {
		otherwise = number(declared.DefaultValue.Raw, otherwise)
	}
	given := f.Arguments.ForName(name)
	if given == nil {
		return size{literal: otherwise}
	}
	sized := v.size(given.Value)
	if sized.variable == "" {
		return sized
	}
	if declared := v.op.VariableDefinitions.ForName(sized.variable); declared == nil || declared.DefaultValue == nil {
		sized.literal = otherwise
	}
	return sized
}

// declaredNumber reads an argument of a directive of the schema; 1 without it.
func declaredNumber(d *ast.Directive, name string) int {
	if arg := d.Arguments.ForName(name); arg != nil {
		return number(arg.Value.Raw, 1)
	}
	return 1
}

// size reads a page size or counts a list. What is neither is left to validation and counts as the default page.
func (v *surveyor) size(value *ast.Value) size {
	switch value.Kind {
	case ast.IntValue:
		return size{literal: number(value.Raw, v.limits.DefaultPage)}
	case ast.ListValue:
		return size{literal: len(value.Children)}
	case ast.Variable:
		fallback := size{literal: v.limits.DefaultPage}
		if def := v.op.VariableDefinitions.ForName(value.Raw); def != nil && def.DefaultValue != nil && def.DefaultValue.Kind != ast.Variable {
			fallback = v.size(def.DefaultValue)
		}
		return size{variable: value.Raw, literal: fallback.literal}
	}
	return size{literal: v.limits.DefaultPage}
}
