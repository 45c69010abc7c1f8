package crm

import (
	"encoding/json"
	"slices"
	"strings"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// fromSegments takes the contacts out of the lists of values in the filters of segments, and out of their names. A segment whose filter
// would mean something else without them is deleted.
func (e *erasure) fromSegments() error {
	tx := e.tx
	named, err := segments.List(tx, "s.account_id = ? AND ("+namesThem("s.filter")+
		" OR EXISTS (SELECT FROM unnest(?::text[]) v WHERE position(v IN lower(s.name)) > 0)) ORDER BY s.id FOR UPDATE",
		tx.Account, e.values, e.digits, e.values)
	if err != nil {
		return err
	}
	e.counts[models.ErasedSegments] += len(named)
	for _, s := range named {
		var filter any
		if err := json.Unmarshal(s.Filter, &filter); err != nil {
			return err
		}
		filter, kept := e.without(filter)
		if !kept {
			e.segmentsDeleted = append(e.segmentsDeleted, s.ID)
			if err := store.Delete[models.Segment](tx, s.ID); err != nil {
				return err
			}
			continue
		}
		if slices.ContainsFunc(e.values, func(v string) bool { return strings.Contains(strings.ToLower(s.Name), v) }) {
			s.Name = "Segment " + typeid.New[models.SegmentID]().String()[len("segment_")+18:]
		}
		s.Filter, s.Version, s.UpdatedAt = models.AuditDetails(filter), s.Version+1, tx.Now
		e.segmentsChanged = append(e.segmentsChanged, s.ID)
		if err := store.Save(tx, s, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// without returns a part of a filter without the strings that name the contacts; false if it would be another filter then. A list of
// values that has others left means the same for those.
func (e *erasure) without(part any) (any, bool) {
	switch part := part.(type) {
	case string:
		return part, !e.isNamed(part)
	case []any:
		var kept []any
		for _, one := range part {
			text, isText := one.(string)
			if isText && e.isNamed(text) {
				continue
			}
			rest, ok := e.without(one)
			if !ok {
				return nil, false
			}
			kept = append(kept, rest)
		}
		return kept, len(kept) > 0 || len(part) == 0
	case map[string]any:
		for key, one := range part {
			rest, ok := e.without(one)
			if !ok {
				return nil, false
			}
			part[key] = rest
		}
	}
	return part, true
}

func (e *erasure) isNamed(text string) bool {
	return slices.Contains(e.values, strings.ToLower(text)) ||
		slices.Contains(e.digits, digitsOf(text)) && strings.Trim(text, "-+(). 0123456789") == ""
}
