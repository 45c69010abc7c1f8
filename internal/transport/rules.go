package transport

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"kith/models"
)

// validate runs the specification's rules and ours. Suggestions are worked out apart, and only where there is not much to
// suggest: a distance to every name of the schema for every wrong name is dear.
func validate(schema *ast.Schema, doc *ast.QueryDocument) *verdict {
	found := &verdict{notNull: map[string]bool{}}
	quiet := ourRules()
	for _, rule := range []core.Rule{
		rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
		rules.ScalarLeafsRuleWithoutSuggestions,
		rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} {
		quiet.RemoveRule(rule.Name[:len(rule.Name)-len("WithoutSuggestions")])
		quiet.AddRule(rule.Name, rule.RuleFunc)
	}
	quiet.AddRule("NotNullVariables", notNullVariables(found.notNull))
	found.plain = coded(validator.ValidateWithRules(schema, doc, quiet))
	found.hinted = found.plain
	if len(found.plain) > 0 && len(found.plain) < maxErrors {
		found.hinted = coded(validator.ValidateWithRules(schema, doc, ourRules()))
	}
	return found
}

// ourRules are those of the specification, with ours where the library's are missing or weaker.
func ourRules() *rules.Rules {
	all := rules.NewDefaultRules()
	all.RemoveRule(rules.SingleFieldSubscriptionsRule.Name)
	all.AddRule("SingleRootField", singleRootField)
	all.AddRule("NumbersInRange", numbersInRange)
	all.AddRule("EmptyObjects", emptyObjects)
	return all
}

// emptyObjects refuses {} where the schema wants a leaf, which the library takes for a value of any type.
func emptyObjects(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, v *ast.Value) {
		if v.Kind != ast.ObjectValue || len(v.Children) > 0 || v.Definition == nil {
			return
		}
		if v.Definition.Kind == ast.Enum || v.Definition.Kind == ast.Scalar && v.Definition.BuiltIn {
			addError(core.Message("An object is no value of %s.", v.Definition.Name), core.At(v.Position))
		}
	})
}

// singleRootField refuses a subscription unless it has exactly one root field, whatever its variables are
// (GraphQL, September 2025, 5.2.4.1): fragments are put in place, aliases are fields of their own, and nothing may be left out.
func singleRootField(observers *core.Events, addError core.AddErrFunc) {
	observers.OnOperation(func(_ *core.Walker, op *ast.OperationDefinition) {
		if op.Operation == ast.Subscription {
			roots := &subscriptionRoots{op: op, addError: addError, seen: map[string]bool{}}
			roots.walk(op.SelectionSet)
		}
	})
}

// subscriptionRoots are the root fields of one subscription.
type subscriptionRoots struct {
	op       *ast.OperationDefinition
	addError core.AddErrFunc
	name     string // of the one response name
	seen     map[string]bool
}

func (r *subscriptionRoots) walk(set ast.SelectionSet) {
	for _, selection := range set {
		var directives ast.DirectiveList
		switch s := selection.(type) {
		case *ast.Field:
			directives = s.Directives
			r.field(s)
		case *ast.InlineFragment:
			directives = s.Directives
			r.walk(s.SelectionSet)
		case *ast.FragmentSpread:
			directives = s.Directives
			if s.Definition != nil && !r.seen[s.Name] {
				r.seen[s.Name] = true
				r.walk(s.Definition.SelectionSet)
			}
		}
		for _, d := range directives {
			if d.Name == "skip" || d.Name == "include" {
				r.addError(core.Message("A subscription must not use @%s on its root field.", d.Name), core.At(d.Position))
			}
		}
	}
}

func (r *subscriptionRoots) field(f *ast.Field) {
	switch {
	case strings.HasPrefix(f.Name, "__"):
		r.addError(core.Message("A subscription must not select an introspection field at its root."), core.At(f.Position))
	case r.name == "":
		r.name = f.Alias
	case r.name != f.Alias:
		r.addError(core.Message("A subscription must have one root field only."), core.At(f.Position))
	}
}

// coded gives the errors their code; more than are shown are not kept.
func coded(errs gqlerror.List) gqlerror.List {
	errs = slices.Clone(errs[:min(len(errs), maxErrors)])
	for _, err := range errs {
		err.Extensions = map[string]any{"code": string(models.ValidationFailed)}
	}
	return errs
}

// numbersInRange refuses numbers that execution could not read: an Int beyond 32 bits, anything beyond 64.
func numbersInRange(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, v *ast.Value) {
		bits := 64
		if v.Definition != nil && v.Definition.Name == "Int" {
			bits = 32
		}
		var err error
		switch v.Kind {
		case ast.IntValue:
			_, err = strconv.ParseInt(v.Raw, 10, bits)
		case ast.FloatValue:
			_, err = strconv.ParseFloat(v.Raw, 64)
		}
		if err != nil {
			addError(core.Message("The number %.64s is out of range.", v.Raw), core.At(v.Position))
		}
	})
}

// notNullVariables notes the variables in places that take no null. Validation lets them in because they, or the places,
// have a default, which does not stand in for a null.
func notNullVariables(found map[string]bool) core.RuleFunc {
	return func(observers *core.Events, _ core.AddErrFunc) {
		observers.OnValue(func(_ *core.Walker, v *ast.Value) {
			if v.Kind == ast.Variable && v.ExpectedType != nil && v.ExpectedType.NonNull {
				found[v.Raw] = true
			}
		})
	}
}

// oneOf reports whether the type is an input object that takes exactly one of its fields.
func oneOf(def *ast.Definition) bool {
	return def != nil && def.Kind == ast.InputObject && def.Directives.ForName("oneOf") != nil
}
