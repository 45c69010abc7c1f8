package models

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// noField are the members of Contact that are no field of the table.
var noField = map[string]string{
	"AccountID":        "is the tenant, which every statement binds",
	"BlockedByUserID":  "belongs to the block, whose event names its actor",
	"BlockedByTokenID": "belongs to the block, whose event names its actor",
	"BlockedAt":        "belongs to the block, whose event has an instant",
	"AvatarSetAt":      "orders requests for pictures and is shown to nobody",
	"CsatCounts":       "counts ratings, which are records of their own",
	"Keys":             "is computed from other fields by Derive",
}

// untold are the members of Contact whose changes are in no event.
var untold = map[string]string{
	"ID":             "never changes",
	"Version":        "every event has it",
	"LastActivityAt": "is kept by the system",
	"CreatedAt":      "changes by merges alone, which are events",
	"UpdatedAt":      "every event has an instant",
}

// TestEveryMemberIsAField sets each member of a contact in turn: the table and events must have it, or it is excused.
func TestEveryMemberIsAField(t *testing.T) {
	t.Parallel()
	for i := range reflect.TypeFor[Contact]().NumField() {
		c, name := &Contact{}, reflect.TypeFor[Contact]().Field(i).Name
		fill(t, reflect.ValueOf(c).Elem().Field(i))
		isField := slices.ContainsFunc(contactFields, func(f contactField) bool {
			return f.value != nil && string(mustJSON(f.value(c))) != string(mustJSON(f.value(&Contact{})))
		})
		if isField == (noField[name] != "") {
			t.Errorf("%s: a field of contactFields: %t, excused: %q", name, isField, noField[name])
		}
		isTold := len(c.Changes(nil)) > 0
		if isExcused := noField[name]+untold[name] != ""; isTold == isExcused {
			t.Errorf("%s: told by events: %t, excused: %t", name, isTold, isExcused)
		}
	}
}

// leftToCallers are the members of a change that Apply leaves alone.
var leftToCallers = map[string]string{
	"ID": "names the contact", "ExpectedVersion": "is checked under the lock",
	"CompanyID": "is a record of its own", "Blocked": "is a record of its own",
}

// replacing is the member that says whether custom attributes are replaced or changed key by key.
const replacing = "ReplaceCustomAttributes"

// besideThePatch are the members of a creation that are no change of the contact itself.
var besideThePatch = map[string]string{
	"Labels": "are records of their own", "Inbox": "is a record of its own", "IPAddress": "is looked up in the background",
}

// TestEveryInputIsApplied sets each member of the inputs in turn: it must change the contact, an event and a file.
func TestEveryInputIsApplied(t *testing.T) {
	t.Parallel()
	for i := range reflect.TypeFor[ContactUpdateInput]().NumField() {
		name := reflect.TypeFor[ContactUpdateInput]().Field(i).Name
		if !reflect.TypeFor[ContactUpdateInput]().Field(i).IsExported() || name == replacing {
			continue // it says how the others are applied
		}
		var in ContactUpdateInput
		give(t, name, reflect.ValueOf(&in).Elem().Field(i))
		c := &Contact{CustomAttributes: JSON("{}"), ContactType: Visitor}
		if err := c.Apply(in, ""); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		isApplied := len(c.Changes(&Contact{CustomAttributes: JSON("{}"), ContactType: Visitor})) > 0
		if isApplied == (leftToCallers[name] != "") {
			t.Errorf("%s: applied: %t, excused: %q", name, isApplied, leftToCallers[name])
		}
		field := strings.ToLower(name[:1]) + name[1:]
		if isApplied && field != "additionalAttributes" && field != "customAttributes" && !importable(field) {
			t.Errorf("%s can't be imported", field)
		}
	}
	for i := range reflect.TypeFor[ContactCreateInput]().NumField() {
		var in ContactCreateInput
		name := reflect.TypeFor[ContactCreateInput]().Field(i).Name
		fill(t, reflect.ValueOf(&in).Elem().Field(i))
		got := reflect.ValueOf(in.Patch())
		isGiven := !got.IsZero() && !got.FieldByName(name).IsZero()
		if isGiven == (besideThePatch[name] != "") {
			t.Errorf("%s: in the patch of a creation: %t, excused: %q", name, isGiven, besideThePatch[name])
		}
	}
}

// fill gives a member some value.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch at := v.Addr().Interface().(type) {
	case *DateTime:
		at.Time = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		return
	case *JSON:
		*at = JSON(`{"key":"value"}`)
		return
	case *PointKind:
		*at = PointEmail
		return
	case **ContactInboxInput:
		*at = &ContactInboxInput{}
		return
	case **AdditionalAttributesInput:
		*at = &AdditionalAttributesInput{City: graphql.OmittableOf(new(string))}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("there is no value of the kind %s", v.Kind())
	}
}

// give gives a member of an input a value that the rules allow.
func give(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	value := map[string]string{
		"ID": `"contact_01h455vb4pex5vsknk084sn02q"`, "ExpectedVersion": "1", "ContactType": `"CUSTOMER"`,
		"Email": `"ada@example.com"`, "PhoneNumber": `"+12125550123"`, "CountryCode": `"DE"`,
		"Emails": `[{"Value": "ada@example.com"}]`, "PhoneNumbers": `[{"Value": "+12125550123"}]`,
		"Identifiers":          `[{"Value": "ext-1", "System": "crm"}]`,
		"AdditionalAttributes": `{"JobTitle": "Analyst"}`, "CustomAttributes": `{"plan": "pro"}`,
		"CompanyID": `"company_01h455vb4pex5vsknk084sn02q"`, "Blocked": "true",
	}[name]
	if value == "" {
		value = `"text"`
	}
	if err := json.Unmarshal([]byte(value), v.Addr().Interface()); err != nil || v.IsZero() {
		t.Fatalf("%s: %s: %v", name, value, err)
	}
}

// TestMergedFieldsAreTaken has each field that merges choose among go from one contact to another.
func TestMergedFieldsAreTaken(t *testing.T) {
	t.Parallel()
	full, taken := &Contact{}, &Contact{}
	fill(t, reflect.ValueOf(full).Elem())
	for _, f := range mergedFields {
		if f.set == nil || f.text == nil || f.text(full) == "" {
			t.Fatalf("%s has no text to give or to take", f.name)
		}
	}
	if err := taken.SetFields(full.Mergeable()); err != nil {
		t.Fatal(err)
	}
	for field, value := range full.Mergeable() {
		if !equalJSON(value, taken.Mergeable()[field]) {
			t.Errorf("%s is %s, not %s", field, taken.Mergeable()[field], value)
		}
	}
	if err := taken.SetFields(Mergeable{}); err != nil || len(taken.Mergeable()) > 0 {
		t.Errorf("what is not taken is left: %v, %v", taken.Mergeable(), err)
	}
}
