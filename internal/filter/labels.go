package filter

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kith/models"
)

// labelled describes where the labels of one noun are stored.
type labelled struct{ id, table, column string }

var (
	labelsOfContact      = labelled{"c.id", "contact_labels", "contact_id"}
	labelsOfConversation = labelled{"v.id", "conversation_labels", "conversation_id"}
)

// titles returns the normalized titles without duplicates.
func titles(given []string) array {
	all := texts(given, title)
	slices.Sort(all)
	return slices.Compact(all)
}

func title(given string) string { return strings.ToLower(strings.TrimSpace(given)) }

func (o Options) labels(f *models.LabelsFilter, on labelled) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Any != nil {
		all = append(all, o.anyLabel(titles(f.Any), on))
	}
	if f.All != nil {
		all = append(all, o.allLabels(titles(f.All), on))
	}
	if f.None != nil {
		all = append(all, o.noLabel(titles(f.None), on))
	}
	if f.IsEmpty != nil {
		c := expr(fmt.Sprintf("EXISTS (SELECT FROM %s x WHERE x.account_id = ? AND x.%s = %s)", on.table, on.column, on.id), o.AccountID)
		if *f.IsEmpty {
			c.SQL = "NOT " + c.SQL
		}
		all = append(all, c)
	}
	return and(all...)
}

// found selects the records that have one of the labels.
func (o Options) found(titles array, on labelled) Clause {
	ids := o.labelIDs(titles)
	return expr(fmt.Sprintf(`
		SELECT x.%s
		FROM %s x
		WHERE x.account_id = ? AND x.label_id = ANY(%s)`, on.column, on.table, ids.SQL), slices.Concat([]any{o.AccountID}, ids.Args)...)
}

// labelIDs is an array of the ids of existing labels.
func (o Options) labelIDs(titles array) Clause {
	if o.Labels == nil {
		return expr("ARRAY(SELECT l.id FROM labels l WHERE l.account_id = ? AND l.title = ANY(?::text[]))", o.AccountID, titles)
	}
	ids := array{}
	for _, title := range titles {
		if id, ok := o.Labels[title]; ok {
			ids = append(ids, id.UUID.String())
		}
	}
	return expr("?::uuid[]", ids)
}

func (o Options) anyLabel(titles array, on labelled) Clause {
	found := o.found(titles, on)
	return expr(on.id+" IN ("+found.SQL+")", found.Args...)
}

func (o Options) allLabels(titles array, on labelled) Clause {
	switch len(titles) {
	case 0:
		return expr(always)
	case 1:
		return o.anyLabel(titles, on)
	}
	found := with(o.found(titles, on), " GROUP BY x."+on.column+" HAVING count(*) = ?", len(titles))
	return expr(on.id+" IN ("+found.SQL+")", found.Args...)
}

// noLabel is the complement of anyLabel, in a form that stops at the first label.
func (o Options) noLabel(titles array, on labelled) Clause {
	found := with(o.found(titles, on), " AND x."+on.column+" = "+on.id)
	return expr("NOT EXISTS ("+found.SQL+")", found.Args...)
}

// Titles returns the labels that a filter names, for Options.Labels.
func Titles[F models.ContactFilter | models.ConversationFilter](f *F) []string {
	if f == nil {
		return nil
	}
	return titles(named(reflect.ValueOf(*f)))
}

func named(v reflect.Value) (all []string) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return named(v.Elem())
	case v.Kind() == reflect.Slice && isInput(v.Type().Elem()):
		for i := range v.Len() {
			all = append(all, named(v.Index(i))...)
		}
	case isInput(v.Type()):
		if f, ok := v.Interface().(models.LabelsFilter); ok {
			return slices.Concat(f.Any, f.All, f.None)
		}
		for i := range v.NumField() {
			all = append(all, named(v.Field(i))...)
		}
	}
	return all
}
