package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// AttributeModel is a kind of record that has custom attributes.
type AttributeModel string

// The kinds.
const (
	ContactAttribute      AttributeModel = "CONTACT"
	ConversationAttribute AttributeModel = "CONVERSATION"
	CompanyAttribute      AttributeModel = "COMPANY"
)

// AttributeType is the type of a custom attribute's values.
type AttributeType string

// The types.
const (
	TextAttribute     AttributeType = "TEXT"
	NumberAttribute   AttributeType = "NUMBER"
	CurrencyAttribute AttributeType = "CURRENCY"
	PercentAttribute  AttributeType = "PERCENT"
	LinkAttribute     AttributeType = "LINK"
	DateAttribute     AttributeType = "DATE"
	ListAttribute     AttributeType = "LIST"
	CheckboxAttribute AttributeType = "CHECKBOX"
)

// Bounds of a definition.
const (
	MaxListValues = 1000
	MaxPattern    = 500
	// MaxEvidence is how many custom attributes of contacts can be evidence.
	MaxEvidence = 8
)

// CustomAttributeDefinition declares a custom attribute and the values that it accepts.
type CustomAttributeDefinition struct {
	AccountID int64
	ID        CustomAttributeDefinitionID
	Version   int
	Model     AttributeModel
	Key       string
	// FoldedKey is the key in lower case, which no other definition for the kind of record has; nil if another one had it before this was
	// a rule.
	FoldedKey   *string
	DisplayName string
	Type        AttributeType
	Description string
	ListValues  StringList
	Pattern     *string
	PatternHint *string
	// Evidence is true for an attribute of contacts by which duplicates are looked for.
	Evidence  bool
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// CustomAttributeDefinitionCreateInput is a new definition.
type CustomAttributeDefinitionCreateInput struct {
	Key         string
	DisplayName string
	Type        AttributeType
	Model       AttributeModel
	Description *string
	Values      []string
	Pattern     *string
	PatternHint *string
	Evidence    *bool
}

// CustomAttributeDefinitionUpdateInput changes a definition: what is not set stays, what is set to nil is cleared.
type CustomAttributeDefinitionUpdateInput struct {
	ID              CustomAttributeDefinitionID
	ExpectedVersion *int
	DisplayName     graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	Values          graphql.Omittable[[]string]
	Pattern         graphql.Omittable[*string]
	PatternHint     graphql.Omittable[*string]
	Evidence        graphql.Omittable[*bool]
}

// CustomAttributeDefinitionDeleteInput names a definition to delete.
type CustomAttributeDefinitionDeleteInput struct{ ID CustomAttributeDefinitionID }

// CustomAttributeDefinitionPayload answers the mutations of a definition.
type CustomAttributeDefinitionPayload struct {
	CustomAttributeDefinition *CustomAttributeDefinition
	Failures
}

// CustomAttributeDefinitionDeletePayload answers customAttributeDefinitionDelete.
type CustomAttributeDefinitionDeletePayload struct {
	DeletedID *CustomAttributeDefinitionID
	Failures
}

// IsNode marks the type for GraphQL.
func (CustomAttributeDefinition) IsNode() {}

// Values returns the values that a LIST accepts.
func (d *CustomAttributeDefinition) Values() []string { return d.ListValues }

var attributeKeyRule = regexp.MustCompile(`\A[\p{L}\p{N}_.-][\p{L}\p{M}\p{N}_.-]*\z`)

// Patch returns the creation as changes to an empty definition.
func (in CustomAttributeDefinitionCreateInput) Patch() CustomAttributeDefinitionUpdateInput {
	patch := CustomAttributeDefinitionUpdateInput{DisplayName: given(&in.DisplayName), Description: given(in.Description),
		Pattern: given(in.Pattern), PatternHint: given(in.PatternHint)}
	if in.Evidence != nil {
		patch.Evidence = graphql.OmittableOf(in.Evidence)
	}
	if in.Values != nil {
		patch.Values = graphql.OmittableOf(in.Values)
	}
	return patch
}

// Name sets the key and the model of a definition, which never change.
func (d *CustomAttributeDefinition) Name(in CustomAttributeDefinitionCreateInput) *Error {
	key, e := needText(AttributeKey(in.Key), MaxAttributeKey)
	switch {
	case e != nil:
		return e.At("key")
	case !attributeKeyRule.MatchString(key):
		return Errorf(Invalid, "A key has only letters, digits, _ . and -.").At("key")
	case isStandardKey(key):
		return Errorf(Invalid, "%q is the name of a standard field; choose another key.", key).At("key")
	}
	d.Key, d.Model, d.Type, d.FoldedKey = key, in.Model, in.Type, new(strings.ToLower(key))
	return nil
}

// Apply changes a definition; it returns every rule that the input breaks.
func (d *CustomAttributeDefinition) Apply(in CustomAttributeDefinitionUpdateInput) error {
	var errs Errors
	var e *Error
	if v := filled(in.DisplayName, "displayName", &errs); v != nil {
		d.DisplayName, e = needLine(*v)
		errs.Add(atField(e, "displayName"))
	}
	if v, ok := in.Description.ValueOK(); ok {
		d.Description, e = cleanText(v, MaxDescription)
		errs.Add(atField(e, "description"))
	}
	if v, ok := in.Values.ValueOK(); ok {
		if v == nil && d.Type == ListAttribute {
			errs.Add(emptied("values"))
			return errs
		}
		d.ListValues = nil
		for _, value := range v {
			value, e = needText(value, MaxText)
			errs.Add(atField(e, "values"))
			d.ListValues = append(d.ListValues, value)
		}
	}
	if v, ok := in.Pattern.ValueOK(); ok {
		pattern, e := cleanText(v, MaxPattern)
		errs.Add(atField(e, "pattern"))
		d.Pattern = orNil(pattern)
	}
	if v, ok := in.PatternHint.ValueOK(); ok {
		hint, e := cleanText(v, MaxText)
		errs.Add(atField(e, "patternHint"))
		d.PatternHint = orNil(hint)
	}
	if v := filled(in.Evidence, "evidence", &errs); v != nil {
		d.Evidence = *v
	}
	errs.Add(d.fits())
	return errs.OrNil()
}

// fits checks that a definition has what its type requires and nothing that belongs to another type.
func (d *CustomAttributeDefinition) fits() *Error {
	distinct := slices.Compact(slices.Sorted(slices.Values(d.ListValues)))
	switch {
	case d.Type == ListAttribute && len(d.ListValues) == 0:
		return Errorf(Required, "A LIST needs the values that it may hold.").At("values")
	case d.Type != ListAttribute && len(d.ListValues) > 0:
		return Errorf(Invalid, "Only a LIST has values.").At("values")
	case len(d.ListValues) > MaxListValues:
		return Errorf(Limit, "At most %d values are allowed.", MaxListValues).At("values")
	case len(distinct) != len(d.ListValues):
		return Errorf(Invalid, "The values must differ.").At("values")
	case d.Evidence && (d.Model != ContactAttribute || d.Type != TextAttribute && d.Type != DateAttribute):
		return Errorf(Invalid, "Only a TEXT or a DATE of contacts can be evidence.").At("evidence")
	case d.Pattern != nil && d.Type != TextAttribute:
		return Errorf(Invalid, "Only a TEXT has a pattern.").At("pattern")
	case d.Pattern != nil:
		if _, err := regexp.Compile(*d.Pattern); err != nil {
			return Errorf(Invalid, "The pattern is no RE2 regular expression (github.com/google/re2/wiki/Syntax).").At("pattern")
		}
	}
	return nil
}

// Check returns why the definition rejects a value, nil if it accepts it.
func (d *CustomAttributeDefinition) Check(value JSON) *Error {
	var v any
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		return Errorf(Invalid, "This is not JSON.")
	}
	ok := false
	var want string
	switch d.Type {
	case TextAttribute:
		return d.checkText(v)
	case NumberAttribute, CurrencyAttribute, PercentAttribute:
		_, ok = v.(json.Number)
		want = "a number"
	case LinkAttribute:
		ok, want = isLink(v), "an absolute http or https URL"
	case DateAttribute:
		text, isText := v.(string)
		ok, want = isText && Date(text).Valid(), "a day or an instant as ISO 8601, such as 2026-03-01"
	case ListAttribute:
		ok, want = d.lists(v), fmt.Sprintf("one or more of %s", quoted(d.ListValues))
	case CheckboxAttribute:
		_, ok = v.(bool)
		want = "true or false"
	}
	if !ok {
		return Errorf(Invalid, "%s must be %s.", d.DisplayName, want)
	}
	return nil
}

func (d *CustomAttributeDefinition) checkText(v any) *Error {
	text, ok := v.(string)
	if !ok {
		return Errorf(Invalid, "%s must be a text.", d.DisplayName)
	}
	if d.Pattern == nil {
		return nil
	}
	pattern, err := regexp.Compile(*d.Pattern)
	if err == nil && pattern.MatchString(text) {
		return nil
	}
	if d.PatternHint != nil {
		return Errorf(Invalid, "%s", *d.PatternHint)
	}
	return Errorf(Invalid, "%s must match %s.", d.DisplayName, *d.Pattern)
}

func (d *CustomAttributeDefinition) lists(v any) bool {
	if text, ok := v.(string); ok {
		return slices.Contains(d.ListValues, text)
	}
	items, ok := v.([]any)
	for _, item := range items {
		text, isText := item.(string)
		ok = ok && isText && slices.Contains(d.ListValues, text)
	}
	return ok && len(items) > 0
}

func isLink(v any) bool {
	text, ok := v.(string)
	if !ok {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// ParseDate reads an ISO 8601 date, as midnight in UTC, or an RFC 3339 instant.
func ParseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func quoted(values []string) string {
	const shown = 10
	more := ""
	if len(values) > shown {
		values, more = values[:shown], ", …"
	}
	return "«" + strings.Join(values, "», «") + "»" + more
}

// CheckAttributes checks the values of a patch against the definitions of its keys.
func CheckAttributes(patch JSON, definitions []*CustomAttributeDefinition) Errors {
	var errs Errors
	changes, invalid := attributeMap(patch)
	if invalid != nil {
		return nil // which the patch itself is refused for
	}
	for _, d := range definitions {
		value, ok := changes[d.Key]
		if !ok || string(value) == "null" {
			continue
		}
		errs.Add(atField(d.Check(JSON(value)), "customAttributes", d.Key))
	}
	return errs
}

// AttributeKeys returns the keys of a patch that set a value.
func AttributeKeys(patch JSON) []string {
	changes, _ := attributeMap(patch)
	keys := make([]string, 0, len(changes))
	for key, value := range changes {
		if string(value) != "null" {
			keys = append(keys, key)
		}
	}
	return keys
}
