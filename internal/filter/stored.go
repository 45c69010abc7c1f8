package filter

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"kith/models"
)

// Stored returns a copy of a filter that names labels by their ids, as it is stored: labels are the ids by title. Titles without a label
// stay titles.
func Stored(f *models.ContactFilter, labels map[string]models.LabelID) (*models.ContactFilter, error) {
	return changed(f, func(l models.LabelsList) {
		var rest []string
		for _, given := range *l.Titles {
			if id, known := labels[title(given)]; known {
				*l.IDs = append(*l.IDs, id)
			} else {
				rest = append(rest, given)
			}
		}
		*l.Titles = rest
	})
}

// Shown returns a copy of a stored filter in the form of the API: labels are named by their titles, and those that do not exist any more
// by their ids.
func Shown(f *models.ContactFilter, titles map[models.LabelID]string) (*models.ContactFilter, error) {
	return changed(f, func(l models.LabelsList) {
		for _, id := range *l.IDs {
			title, known := titles[id]
			if !known {
				title = id.String()
			}
			*l.Titles = append(*l.Titles, title)
		}
		*l.IDs = nil
	})
}

// changed returns a copy of a filter after a change of its lists of labels.
func changed(f *models.ContactFilter, change func(models.LabelsList)) (*models.ContactFilter, error) {
	encoded, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	c := &models.ContactFilter{}
	if err := json.Unmarshal(encoded, c); err != nil {
		return nil, err
	}
	visit(reflect.ValueOf(c), nil, func(v reflect.Value, _ []string) {
		if f, ok := v.Addr().Interface().(*models.LabelsFilter); ok {
			for _, list := range f.Lists() {
				change(list)
			}
		}
	})
	return c, nil
}

// referring are the conditions on references, by their names in filters.
var referring = map[string]models.ReferenceKind{"companyId": models.CompanyReference, "inboxId": models.InboxReference,
	"assigneeId": models.UserReference, "agentId": models.UserReference, "teamId": models.TeamReference}

// References returns the labels, companies, inboxes, users and teams that a filter names.
func References(f *models.ContactFilter) (all []models.FilterReference) {
	visit(reflect.ValueOf(f), nil, func(v reflect.Value, path []string) {
		switch f := v.Addr().Interface().(type) {
		case *models.LabelsFilter:
			all = append(all, labelReferences(f, path)...)
		case *models.IDFilter:
			if kind, ok := referring[path[len(path)-1]]; ok {
				all = append(all, idReferences(f, kind, path)...)
			}
		}
	})
	return all
}

func labelReferences(f *models.LabelsFilter, path []string) (all []models.FilterReference) {
	for _, list := range f.Lists() {
		for i, given := range *list.Titles {
			all = append(all, models.FilterReference{Kind: models.LabelReference, Path: below(path, list.Name, i), Title: title(given)})
		}
		for i, id := range *list.IDs { // which are shown after the titles
			all = append(all, models.FilterReference{Kind: models.LabelReference, Path: below(path, list.Name, len(*list.Titles)+i),
				ID: id.String()})
		}
	}
	return all
}

func idReferences(f *models.IDFilter, kind models.ReferenceKind, path []string) (all []models.FilterReference) {
	for _, one := range []struct {
		name string
		id   *string
	}{{"eq", f.Eq}, {"ne", f.Ne}} {
		if one.id != nil {
			all = append(all, models.FilterReference{Kind: kind, Path: append(slices.Clip(path), one.name), ID: *one.id})
		}
	}
	for _, many := range []struct {
		name string
		ids  []string
	}{{"in", f.In}, {"nin", f.Nin}} {
		for i, id := range many.ids {
			all = append(all, models.FilterReference{Kind: kind, Path: below(path, many.name, i), ID: id})
		}
	}
	return all
}

func below(path []string, name string, i int) []string {
	return append(slices.Clip(path), name, strconv.Itoa(i))
}

// UsageKeys returns the keys of what a stored filter uses, sorted; see models.Label.UsageKey.
func UsageKeys(f *models.ContactFilter) []string {
	keys := []string{}
	for _, r := range References(f) {
		if r.ID != "" {
			keys = append(keys, r.ID)
		}
	}
	visit(reflect.ValueOf(f), nil, func(v reflect.Value, _ []string) {
		if f, ok := v.Addr().Interface().(*models.CustomAttributeFilter); ok {
			keys = append(keys, models.AttributeUsageKey(f.Key))
		}
	})
	slices.Sort(keys)
	return slices.Compact(keys)
}

// visit calls fn with each input below a pointer, and its path.
func visit(v reflect.Value, path []string, fn func(v reflect.Value, path []string)) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		visit(v.Elem(), path, fn)
	case v.Kind() == reflect.Slice && isInput(v.Type().Elem()):
		for i := range v.Len() {
			visit(v.Index(i), append(slices.Clip(path), strconv.Itoa(i)), fn)
		}
	case isInput(v.Type()):
		fn(v, path)
		for i := range v.NumField() {
			visit(v.Field(i), append(slices.Clip(path), nameOf(v.Type().Field(i))), fn)
		}
	}
}
