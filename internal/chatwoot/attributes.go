package chatwoot

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var definitions = query{table: "custom_attribute_definitions", columns: []column{text("attribute_key"),
	text("attribute_display_name").as("name"), integer("attribute_display_type").as("type"), integer("attribute_model").as("model"),
	list("attribute_values").as("list"), text("attribute_description").as("description"), text("regex_pattern").as("pattern"),
	text("regex_cue").as("cue"), moment("created_at"), moment("updated_at")},
	from: "custom_attribute_definitions d WHERE d.account_id = $1"}

type definition struct {
	record
	AttributeKey, Name, List, Description, Pattern, Cue string
	Type, Model                                         *int64
	CreatedAt, UpdatedAt                                time.Time
}

var (
	attributeTypes = map[int64]models.AttributeType{0: models.TextAttribute, 1: models.NumberAttribute, 2: models.CurrencyAttribute,
		3: models.PercentAttribute, 4: models.LinkAttribute, 5: models.DateAttribute, 6: models.ListAttribute, 7: models.CheckboxAttribute}
	attributeModels = map[int64]models.AttributeModel{0: models.ConversationAttribute, 1: models.ContactAttribute, 2: models.CompanyAttribute}
)

// attribute is what is known of a custom attribute of contacts.
type attribute struct {
	key  string
	kind models.AttributeType
}

func (im *importer) bringDefinitions(ctx context.Context) error {
	return bring(ctx, im, definitions, func(chunk []definition) (rows crm.Seed, err error) {
		for _, d := range chunk {
			if own, ok := im.definition(d); ok {
				rows.Definitions = append(rows.Definitions, own)
			}
		}
		return rows, nil
	})
}

func (im *importer) definition(d definition) (models.CustomAttributeDefinition, bool) {
	r := im.row(d.ID)
	own := models.CustomAttributeDefinition{ID: typeid.Of[models.CustomAttributeDefinitionID](im.ids.of("custom_attribute_definitions", d.ID)),
		CreatedAt: models.At(d.CreatedAt), UpdatedAt: models.At(d.UpdatedAt)}
	kind, known := attributeTypes[value(d.Type)]
	model, alsoKnown := attributeModels[value(d.Model)]
	if !known || !alsoKnown {
		r.misfit("", d.AttributeKey, "The type or the model is unknown.")
		return own, false
	}
	in := models.CustomAttributeDefinitionCreateInput{Key: d.AttributeKey, Type: kind, Model: model}
	if refused := own.Name(in); refused != nil {
		in.Key = renamed(d.AttributeKey)
		if own.Name(in) != nil {
			r.refuse(refused)
			return own, false
		}
		r.misfit("key", d.AttributeKey, "The key is that of a standard field; custom_ was put before it.")
	}
	in.DisplayName = r.text("displayName", d.Name, models.MaxName)
	if in.DisplayName == "" {
		in.DisplayName = cut(own.Key, models.MaxName)
	}
	in.Description = orNil(r.text("description", d.Description, models.MaxDescription))
	r.values(&own, &in, d.List)
	r.pattern(&own, &in, d)
	if err := own.Apply(in.Patch()); err != nil {
		r.refuse(err)
		return own, false
	}
	if im.types[model] == nil {
		im.types[model] = map[string]models.AttributeType{}
	}
	im.types[model][d.AttributeKey] = own.Type
	if model == models.ContactAttribute {
		im.defined[d.AttributeKey] = attribute{own.Key, own.Type}
	}
	return own, true
}

// values sets what a list may hold; a list without values is a text.
func (r row) values(own *models.CustomAttributeDefinition, in *models.CustomAttributeDefinitionCreateInput, list string) {
	if own.Type != models.ListAttribute {
		return
	}
	var given []any
	_ = json.Unmarshal([]byte(list), &given) // what is no list has no values
	for _, v := range given {
		text, _ := v.(string)
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(in.Values, text) && cut(text, models.MaxText) == text &&
			len(in.Values) < models.MaxListValues {
			in.Values = append(in.Values, text)
		}
	}
	if len(in.Values) < len(given) {
		r.misfit("values", list, "Some values are blank, repeated, too long or too many, and were left out.")
	}
	if len(in.Values) == 0 {
		r.misfit("type", list, "A list needs values; this one has become a text.")
		own.Type = models.TextAttribute
	}
}

// pattern sets the pattern if it is one of RE2.
func (r row) pattern(own *models.CustomAttributeDefinition, in *models.CustomAttributeDefinitionCreateInput, d definition) {
	if d.Pattern == "" {
		return
	}
	pattern := unquoted(d.Pattern)
	hint := cut(strings.TrimSpace(d.Cue), models.MaxText)
	probe := *own
	if probe.Apply(models.CustomAttributeDefinitionUpdateInput{Pattern: graphql.OmittableOf(&pattern)}) != nil {
		r.misfit("pattern", d.Pattern, "The pattern is none of RE2 or stands at a type that has none; it was left out.")
		return
	}
	in.Pattern, in.PatternHint = &pattern, orNil(hint)
}

// unquoted returns the pattern of a regular expression that JavaScript has written with its flags, such as /^a+$/i.
func unquoted(pattern string) string {
	end := strings.LastIndexByte(pattern, '/')
	if end < 1 || pattern[0] != '/' {
		return pattern
	}
	inner, flags := pattern[1:end], ""
	for _, flag := range pattern[end+1:] {
		if strings.ContainsRune("ims", flag) {
			flags += string(flag)
		}
	}
	if flags != "" {
		inner = "(?" + flags + ")" + inner
	}
	return inner
}

// custom returns custom attributes, each with the type that its definition says, by which filters look for it.
func (r row) custom(model models.AttributeModel, text string) models.JSON {
	all := r.object("customAttributes", text)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		kind, defined := r.im.types[model][key]
		if !defined {
			continue
		}
		raw := all[key]
		switch typed, ok := typedValue(kind, raw); {
		case !ok:
			r.misfit("customAttributes."+key, string(raw), "This is not of the type that the definition says; it stays as it is.")
		case typed == nil:
			delete(all, key)
		default:
			all[key] = typed
		}
	}
	return r.attributes("customAttributes", all, patchCustom)
}

// typedValue returns a value with the type of its definition: nil for a blank one that says nothing, false for one of another type.
func typedValue(kind models.AttributeType, raw json.RawMessage) (json.RawMessage, bool) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, false
	}
	text, isText := v.(string)
	trimmed := strings.TrimSpace(text)
	switch kind {
	case models.NumberAttribute, models.CurrencyAttribute, models.PercentAttribute:
		if _, is := v.(float64); is {
			return raw, true
		}
		if isText && trimmed == "" {
			return nil, true
		}
		n, err := strconv.ParseFloat(trimmed, 64)
		if !isText || err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, false
		}
		return json.RawMessage(strconv.FormatFloat(n, 'f', -1, 64)), true
	case models.CheckboxAttribute:
		if _, is := v.(bool); is {
			return raw, true
		}
		if isText && trimmed == "" {
			return nil, true
		}
		is, known := checked[strings.ToLower(trimmed)]
		return json.RawMessage(strconv.FormatBool(is)), isText && known
	case models.DateAttribute:
		_, is := models.ParseDate(trimmed)
		if isText && trimmed == "" {
			return nil, true
		}
		return raw, isText && is
	case models.ListAttribute:
		if _, isList := v.([]any); isList {
			return raw, true
		}
	}
	return asText(raw, v), asText(raw, v) != nil
}

// checked are the texts that PostgreSQL, and so Chatwoot's filters, read as truth values.
var checked = map[string]bool{"true": true, "t": true, "yes": true, "y": true, "on": true, "1": true,
	"false": false, "f": false, "no": false, "n": false, "off": false, "0": false}

// asText returns a number or a truth value as a text, as Chatwoot compares it; nil for lists and objects.
func asText(raw json.RawMessage, v any) json.RawMessage {
	switch v.(type) {
	case string:
		return raw
	case float64, bool:
		return json.RawMessage(strconv.Quote(string(raw)))
	}
	return nil
}
