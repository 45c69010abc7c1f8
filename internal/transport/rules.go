package transport

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"kith/models"
)

// validate runs the specification's rules and ours. Suggestions are worked out apart, and only where there is not much to
// suggest: a distance to every name of the schema for every wrong name is dear.
func validate(schema *ast.Schema, doc *ast.QueryDocument) (plain, hinted gqlerror.List, notNull map[string]bool) {
	notNull = map[string]bool{}
	quiet := rules.NewDefaultRules()
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
	quiet.AddRule("NumbersInRange", numbersInRange)
	quiet.AddRule("NotNullVariables", notNullVariables(notNull))
	plain = coded(validator.ValidateWithRules(schema, doc, quiet))
	if len(plain) == 0 || len(plain) == maxErrors {
		return plain, plain, notNull
	}
	loud := rules.NewDefaultRules()
	loud.AddRule("NumbersInRange", numbersInRange)
	return plain, coded(validator.ValidateWithRules(schema, doc, loud)), notNull
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
