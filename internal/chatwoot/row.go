package chatwoot

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

// row is a row that is being turned into ours, to report what does not fit of it.
type row struct {
	im    *importer
	table string
	id    int64
}

func (im *importer) row(id int64) row { return row{im, im.table().Name, id} }

func (r row) misfit(field, value, reason string) { r.im.misfit(r.table, r.id, field, value, reason) }

// refuse reports that a row breaks rules and is left out.
func (r row) refuse(err error) {
	var broken models.Errors
	var one *models.Error
	if errors.As(err, &one) {
		broken = models.Errors{one}
	} else if !errors.As(err, &broken) {
		broken = models.Errors{models.Errorf(models.Invalid, "%v", err)}
	}
	for _, e := range broken {
		r.misfit("", strings.Join(e.Field, "."), e.Message)
	}
}

// text returns a text without spaces around it; one that is too long is cut.
func (r row) text(field, value string, limit int) string {
	value = strings.TrimSpace(value)
	short := cut(value, limit)
	if short != value {
		r.misfit(field, value, "This is too long and was cut.")
	}
	return short
}

// cut returns the first characters of a text.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:limit]))
}

// user returns who worked on something, nil when nobody did or when that is no user of the account any more.
func (r row) user(field string, id int64) *models.UserID {
	if id == 0 {
		return nil
	}
	if user, ok := r.im.users[id]; ok {
		return &user
	}
	r.misfit(field, strconv.FormatInt(id, 10), "The user was deleted in Chatwoot, which does not know the name any more.")
	return nil
}

// label returns the account's label for a name; one that can't be a title is reported.
func (r row) label(name string) (models.LabelID, bool) {
	title, refused := models.CleanLabelTitle(name)
	if refused != nil {
		var mapped bool
		if title, mapped = mappedTitle(name); !mapped {
			r.misfit("labels", name, refused.Message)
			return models.LabelID{}, false
		}
	}
	id := r.im.labels[title]
	return id, id != models.LabelID{}
}

// patch adds attributes to stored ones, or reports which rule they break.
type patch func(stored, patch models.JSON) (models.JSON, error)

func patchCustom(stored, changes models.JSON) (models.JSON, error) {
	patched, refused := models.PatchCustomAttributes(stored, changes)
	if refused != nil {
		return stored, refused
	}
	return patched, nil
}

// patchOther patches what stands beside the named additional attributes.
func patchOther(stored, changes models.JSON) (models.JSON, error) {
	c := models.Contact{AdditionalAttributes: models.AdditionalAttributes{Rest: stored}}
	err := c.Apply(models.ContactUpdateInput{AdditionalAttributes: graphql.OmittableOf(&models.AdditionalAttributesInput{
		Other: graphql.OmittableOf(changes),
	})}, "")
	return c.AdditionalAttributes.Rest, err
}

// renamed is the key of an attribute whose own is that of a standard field.
func renamed(key string) string { return "custom_" + key }

// attributes returns those that fit. One whose key is that of a standard field gets another key.
func (r row) attributes(field string, all map[string]json.RawMessage, add patch) models.JSON {
	whole, err := add(models.JSON("{}"), encode(all))
	if err == nil {
		return whole
	}
	fit := models.JSON("{}")
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := all[key]
		next, err := add(fit, encode(map[string]json.RawMessage{key: value}))
		if _, other := all[renamed(key)]; err != nil && !other {
			if next, err = add(fit, encode(map[string]json.RawMessage{renamed(key): value})); err == nil {
				r.misfit(field+"."+key, string(value), "The key is that of a standard field; custom_ was put before it.")
			}
		}
		if err != nil {
			r.misfit(field+"."+key, string(value), "The attribute's key or value can't be stored, or there are too many.")
			continue
		}
		fit = next
	}
	return fit
}

// object reads a JSON object; anything else is reported and counts as an empty one.
func (r row) object(field, text string) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		r.misfit(field, text, "This is no JSON object.")
	}
	maps.DeleteFunc(all, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
	return all
}

// encode writes an object; of values that were read as JSON it can't fail.
func encode(all map[string]json.RawMessage) models.JSON {
	if all == nil {
		return models.JSON("{}")
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return text
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// since returns an instant that may be missing.
func since(t *time.Time) *models.DateTime {
	if t == nil {
		return nil
	}
	return ptr(models.At(*t))
}
