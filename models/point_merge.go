package models

import "slices"

// mergedPoints returns the addresses of the survivor of a merge: its own and those of the sources. Of a shared address that several of
// them have, the first one stays. The preferred ones are those that the columns of the merged contact name.
func mergedPoints(merged *Contact, all []*Contact) []ContactPoint {
	points := slices.Clone(all[0].points())
	for _, c := range all[1:] {
		for _, p := range c.points() {
			if pointAt(points, p.PointKey()) < 0 {
				p.ContactID, p.Preferred = merged.ID, false
				points = append(points, p)
			}
		}
	}
	preferColumns(merged, points)
	return points
}

// preferColumns makes those addresses preferred that the columns of the contact name.
func preferColumns(c *Contact, points []ContactPoint) {
	for _, kind := range pointKinds {
		value := *c.column(kind)
		at := -1
		if value != nil {
			at = slices.IndexFunc(points, func(p ContactPoint) bool { return p.Kind == kind && p.Value == *value })
		}
		for i := range points {
			if points[i].Kind == kind {
				points[i].Preferred = i == at
			}
		}
	}
}

// isAddress reports whether a field is an address: those that a merge does not prefer are kept all the same.
func isAddress(field string) bool {
	return slices.ContainsFunc(pointKinds, func(kind PointKind) bool { return singularFields[kind] == field })
}

// nameAddresses has the lines of a preview say which addresses the merged contact prefers: if the chosen contact has none, one of the
// others' is preferred.
func nameAddresses(merged *Contact, all []*Contact, lines []*MergeField) {
	for _, line := range lines {
		for _, kind := range pointKinds {
			if singularFields[kind] != line.Field {
				continue
			}
			line.Value, line.From = nil, nil
			for _, p := range merged.PointsOf(kind) {
				if p.Preferred {
					line.Value = mustJSON(p.Value)
					at := slices.IndexFunc(all, func(c *Contact) bool { return c.Point(p.PointKey()) != nil })
					line.From = &all[at].ID
				}
			}
		}
	}
}

// UnmergePoints divides the addresses of a survivor again. before are those that it had before the merge, recorded those of each source
// then. What the sources had goes back to them, with what was changed about it since; what was added later stays with the survivor. An
// address that the survivor has lost since is restored, unless taken says that another contact has it now; it is returned as a conflict
// then. The columns of survivor name the addresses that it prefers from now on.
func UnmergePoints(
	survivor *Contact, sources []*Contact, before, recorded []ContactPoint, taken map[PointKey]bool,
) (kept []*MergeConflict) {
	rest := slices.Clone(survivor.Points)
	for _, c := range sources {
		points := []ContactPoint{}
		for _, p := range recorded {
			if p.ContactID != c.ID {
				continue
			}
			at := pointAt(rest, p.PointKey())
			switch {
			case at >= 0 && pointAt(before, p.PointKey()) < 0:
				moved := rest[at]
				moved.ContactID, moved.Preferred = c.ID, p.Preferred
				points, rest = append(points, moved), slices.Delete(rest, at, at+1)
			case !p.Shared && taken[p.PointKey()]:
				value := mustJSON(p.Value)
				kept = append(kept, &MergeConflict{Field: singularFields[p.Kind], KeptValue: value, MergedValue: value})
			default:
				points = append(points, p)
			}
		}
		c.SetPoints(points)
	}
	preferColumns(survivor, rest)
	survivor.SetPoints(rest)
	survivor.promote()
	return kept
}
