package models

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
)

// LeastMergeable is the lowest probability from which on a rule may merge pairs.
const LeastMergeable = 0.9

// DuplicateMergeRule says which pairs of contacts are merged without anybody asking for it: those at least so probable that also have an
// equal strong key. It is stored as jsonb.
type DuplicateMergeRule struct {
	MinProbability float64 `json:"minProbability"`
	// AttributeKeys are the custom attributes whose equal values are strong keys, beside addresses.
	AttributeKeys []string `json:"attributeKeys"`
}

// DuplicateMergeRuleInput sets an account's rule.
type DuplicateMergeRuleInput struct {
	MinProbability float64
	AttributeKeys  []string
}

// Read returns the rule; evidence are the keys of the custom attributes that are evidence. It returns everything that the input breaks.
func (in *DuplicateMergeRuleInput) Read(evidence []string) (*DuplicateMergeRule, error) {
	const field = "duplicateMergeRule"
	var errs Errors
	rule := &DuplicateMergeRule{MinProbability: in.MinProbability, AttributeKeys: []string{}}
	if !(in.MinProbability >= LeastMergeable && in.MinProbability <= 1) {
		errs.Add(Errorf(Invalid, "A rule merges pairs with a probability of %v to 1.", LeastMergeable).At(field, "minProbability"))
	}
	for i, key := range in.AttributeKeys {
		if key = strings.TrimSpace(key); !slices.Contains(evidence, key) {
			errs.Add(Errorf(Invalid, "No custom attribute of contacts has this key and is evidence; see attributeDefinitionUpdate.").
				At(field, "attributeKeys", strconv.Itoa(i)))
			continue
		}
		rule.AttributeKeys = append(rule.AttributeKeys, key)
	}
	slices.Sort(rule.AttributeKeys)
	rule.AttributeKeys = slices.Compact(rule.AttributeKeys)
	return rule, errs.OrNil()
}

// Allows reports whether the rule merges a pair. An equal address is a strong key, unless it is shared, which the caller finds out.
func (r *DuplicateMergeRule) Allows(probability float64, reasons []DuplicateReason) bool {
	return r != nil && probability >= r.MinProbability && slices.ContainsFunc(reasons, func(why DuplicateReason) bool {
		switch {
		case why.Kind != "EXACT":
			return false
		case why.AttributeKey != nil:
			return slices.Contains(r.AttributeKeys, *why.AttributeKey)
		}
		return why.Field == "EMAIL" || why.Field == "PHONE_NUMBER"
	})
}

// Scan reads the stored jsonb.
func (r *DuplicateMergeRule) Scan(src any) error { return scanJSON(src, r) }

// Value stores the rule as jsonb.
func (r *DuplicateMergeRule) Value() (driver.Value, error) {
	if r == nil {
		return nil, nil
	}
	return valueJSON(*r)
}
