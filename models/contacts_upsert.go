package models

import "strconv"

// MaxUpserts bounds the contacts of contactsUpsert.
const MaxUpserts = 500

// ContactsUpsertInput finds or creates many contacts.
type ContactsUpsertInput struct{ Inputs []ContactUpsertInput }

// ContactUpsertResult is what became of one of the contacts.
type ContactUpsertResult struct {
	Outcome RowOutcome
	Contact *Contact
	Failures
}

// ContactsUpsertPayload answers contactsUpsert.
type ContactsUpsertPayload struct {
	Results []*ContactUpsertResult
	Failures
}

// Row returns the upsert as a row of an import with the number i, which finds its contact by the key of the upsert alone.
func (in ContactUpsertInput) Row(i int) *ImportRow {
	row := &ImportRow{Number: i, Patch: in.Contact.Patch().Adding(), task: &ImportTask{}, upsert: true}
	switch {
	case in.Match == MatchSource || in.Contact.Inbox != nil:
		row.Broken.Add(Errorf(Invalid, "Contacts are not linked to inboxes here; use contactUpsert for those.").At("contact", "inbox"))
	case in.Contact.IPAddress != nil:
		row.Broken.Add(Errorf(Invalid, "Contacts are not located here; use contactUpsert for those.").At("contact", "ipAddress"))
	}
	probe := &Contact{CustomAttributes: JSON("{}")}
	invalid := probe.Apply(in.Contact.Patch(), "")
	row.keys = probe.PointKeys()
	if key := probe.MatchKey(in.Match); key != nil {
		row.matchKey = *key
	} else if invalid == nil && len(row.Broken) == 0 {
		row.Broken.Add(Errorf(Required, "The contact needs the %s that it is matched by.", in.Match.Field()).At("contact", in.Match.Field()))
	}
	var e *Error
	if row.Labels, e = CleanLabelTitles(in.Contact.Labels, "labels"); e != nil {
		row.Broken.Add(e.At(append([]string{"contact"}, e.Field...)...))
	}
	return row
}

// UpsertPath is the path of an upsert in the input.
func UpsertPath(i int) []string { return []string{"inputs", strconv.Itoa(i)} }

// Upsert returns the key by which the row of an upsert finds its contact; false for rows of files.
func (r *ImportRow) Upsert() (PointKey, bool) { return r.matchKey, r.upsert }
