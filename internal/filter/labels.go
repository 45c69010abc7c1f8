package filter

import (
	"fmt"
	"reflect"
	"slices"

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

func title(given string) string { return models.LabelKey(given) }

func (o Options) labels(f *models.LabelsFilter, on labelled) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	var some []Clause
	if f.Any != nil {
		some = append(some, o.anyLabel(o.titled(f.Any), on))
	}
	if f.AnyIDs != nil {
		some = append(some, o.anyLabel(withIDs(f.AnyIDs), on))
	}
	if some != nil {
		all = append(all, or(some...))
	}
	if f.All != nil {
		all = append(all, o.allLabels(o.titled(f.All), on))
	}
	if f.AllIDs != nil {
		all = append(all, o.allLabels(withIDs(f.AllIDs), on))
	}
	if f.None != nil {
		all = append(all, o.noLabel(o.titled(f.None), on))
	}
	if f.NoneIDs != nil {
		all = append(all, o.noLabel(withIDs(f.NoneIDs), on))
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

// chosen are labels that a condition names: an array of the ids of those that exist, and how many are named.
type chosen struct {
	ids   Clause
	named int
}

// withIDs are labels that are named by their ids.
func withIDs(given []models.LabelID) chosen {
	ids := texts(given, func(id models.LabelID) string { return id.UUID.String() })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return chosen{expr("?::uuid[]", ids), len(ids)}
}

// titled are labels that are named by their titles.
func (o Options) titled(given []string) chosen {
	titles := titles(given)
	if o.Labels == nil {
		return chosen{expr("ARRAY(SELECT l.id FROM labels l WHERE l.account_id = ? AND l.title = ANY(?::text[]))", o.AccountID, titles),
			len(titles)}
	}
	ids := array{}
	for _, title := range titles {
		if id, ok := o.Labels[title]; ok {
			ids = append(ids, id.UUID.String())
		}
	}
	return chosen{expr("?::uuid[]", ids), len(titles)}
}

// found selects the records that have one of the labels.
func (o Options) found(labels chosen, on labelled) Clause {
	return expr(fmt.Sprintf(`
		SELECT x.%s
		FROM %s x
		WHERE x.account_id = ? AND x.label_id = ANY(%s)`, on.column, on.table, labels.ids.SQL),
		slices.Concat([]any{o.AccountID}, labels.ids.Args)...)
}

func (o Options) anyLabel(labels chosen, on labelled) Clause {
	found := o.found(labels, on)
	return expr(on.id+" IN ("+found.SQL+")", found.Args...)
}

func (o Options) allLabels(labels chosen, on labelled) Clause {
	switch labels.named {
	case 0:
		return expr(always)
	case 1:
		return o.anyLabel(labels, on)
	}
	found := with(o.found(labels, on), " GROUP BY x."+on.column+" HAVING count(*) = ?", labels.named)
	return expr(on.id+" IN ("+found.SQL+")", found.Args...)
}

// noLabel is the complement of anyLabel, in a form that stops at the first label.
func (o Options) noLabel(labels chosen, on labelled) Clause {
	found := with(o.found(labels, on), " AND x."+on.column+" = "+on.id)
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
