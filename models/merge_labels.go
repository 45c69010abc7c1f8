package models

import (
	"bytes"
	"slices"
)

// ChosenLabels returns the contact whose labels alone a merge keeps, nil if it combines those of all.
func ChosenLabels(choices []*MergeChoice) (chosen *ContactID) {
	for _, choice := range choices {
		if choice.Field == labelsField {
			chosen = &choice.ContactID
		}
	}
	return chosen
}

// MergedLabels returns the labels of the survivor after a merge, sorted; titles are the labels of each contact before.
func MergedLabels(into *Contact, from []*Contact, choices []*MergeChoice, titles map[ContactID][]string) []string {
	if chosen := ChosenLabels(choices); chosen != nil {
		return orEmpty(titles[*chosen])
	}
	united := slices.Clone(orEmpty(titles[into.ID]))
	for _, c := range from {
		united = append(united, titles[c.ID]...)
	}
	slices.Sort(united)
	return slices.Compact(united)
}

// LabelsLine returns the line of a preview for the labels; its alternatives are those of contacts that lose some.
func LabelsLine(into *Contact, from []*Contact, choices []*MergeChoice, titles map[ContactID][]string) *MergeField {
	merged := MergedLabels(into, from, choices, titles)
	line := &MergeField{Field: labelsField, Value: mustJSON(merged), From: ChosenLabels(choices), Dropped: []*MergeAlternative{}}
	for _, c := range append([]*Contact{into}, from...) {
		value := mustJSON(orEmpty(titles[c.ID]))
		lost := slices.ContainsFunc(titles[c.ID], func(title string) bool { return !slices.Contains(merged, title) })
		if lost && !bytes.Equal(value, line.Value) {
			line.Dropped = append(line.Dropped, &MergeAlternative{ContactID: c.ID, Value: value})
		}
	}
	return line
}
