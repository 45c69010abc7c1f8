package models

// RowOutcome is what became of a row of an import.
type RowOutcome string

// The outcomes.
const (
	RowCreated   RowOutcome = "CREATED"
	RowUpdated   RowOutcome = "UPDATED"
	RowUnchanged RowOutcome = "UNCHANGED"
	RowFailed    RowOutcome = "FAILED"
	RowBlank     RowOutcome = "BLANK"
)

// ImportPreview is what an import would do.
type ImportPreview struct {
	Format, Encoding string
	Separator        *string
	// HeaderRow is the line of the header, nil for a file without one.
	HeaderRow *int
	Total     int
	Columns   []*ImportColumn
	Rows      []*ImportPreviewRow
	Warnings  []*JobWarning
}

// ImportPreviewRow is what would become of a row.
type ImportPreviewRow struct {
	Row       int
	Outcome   RowOutcome
	ContactID *ContactID
	Cells     []string
	Warnings  []*JobWarning
	Rules     BrokenRules
}

// ContactsImportPreviewPayload answers contactsImportPreview.
type ContactsImportPreviewPayload struct {
	Preview *ImportPreview
	Failures
}

// JobWarning is something that a job did not take over as it stood, while the record was processed.
type JobWarning struct {
	Row       *int
	ContactID *ContactID
	Column    string `gorm:"column:column_name"`
	Message   string
}

// Errors returns the broken rules as user errors.
func (r *ImportPreviewRow) Errors() []UserError { return r.Rules.shown() }

// DateOrder returns the order of the column's dates, nil if it has none.
func (c *ImportColumn) DateOrder() *DateOrder {
	if c.Dates == "" {
		return nil
	}
	return &c.Dates
}

// KeyKinds returns the kinds of addresses from the strongest key to the weakest.
func KeyKinds() []PointKind { return keyKinds }

// KeyOf returns the key of rows that a kind of address is.
func KeyOf(kind PointKind) ImportKey { return importKeys[kind] }

// DiffersIn reports whether the contact has addresses of the kind and system of one of the keys, but none of the keys.
func (c *Contact) DiffersIn(keys []PointKey) bool {
	has, same := map[PointKey]bool{}, map[PointKey]bool{}
	for _, key := range keys {
		kind := PointKey{Kind: key.Kind, System: key.System}
		for _, p := range c.points() {
			if p.Kind == key.Kind && p.System == key.System {
				has[kind] = true
				same[kind] = same[kind] || p.Key == key.Key
			}
		}
	}
	for kind := range has {
		if !same[kind] {
			return true
		}
	}
	return false
}

// FileWarnings returns the warnings about the file as a whole.
func (t *ImportTask) FileWarnings() []*JobWarning {
	all := []*JobWarning{}
	for _, w := range t.Notes {
		all = append(all, &JobWarning{Column: w.Column, Message: w.Message})
	}
	return all
}

// Told returns the warnings about the row.
func (r *ImportRow) Told() []*JobWarning {
	all := []*JobWarning{}
	for _, w := range r.Warnings {
		all = append(all, &JobWarning{Row: &r.Number, Column: w.Column, Message: w.Message})
	}
	return all
}

// Restore gives the contact the values and addresses that it had before, except for those that the system keeps.
func (c *Contact) Restore(before *Contact, points []ContactPoint) {
	now := *c
	*c = *before
	c.AccountID, c.ID, c.Version, c.CreatedAt, c.UpdatedAt = now.AccountID, now.ID, now.Version, now.CreatedAt, now.UpdatedAt
	c.LastActivityAt, c.Avatar, c.AvatarSetAt, c.CsatCounts = now.LastActivityAt, now.Avatar, now.AvatarSetAt, now.CsatCounts
	c.SetPoints(points)
}
